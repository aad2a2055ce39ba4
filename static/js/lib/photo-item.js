/**
 * One photo in the row of a <photo-picker>, as its <template> draws it: a picture, what it shows,
 * its token for the form, and its buttons.
 *
 * @typedef {{ token: string, preview: string, alt?: string }} KeptPhoto
 */

/**
 * The tick box "keep this photo" becomes a button that takes it out.
 * @param {HTMLElement} item
 */
export function dress(item) {
  item.querySelector("[data-keep]").hidden = true;
  item.querySelectorAll("[data-remove], [data-turn]").forEach((each) => (each.hidden = false));
}

/**
 * Each button says which photo it is for, and only what failed can be tried again.
 * @param {HTMLElement} item
 * @param {number} number
 * @param {DOMStringMap} words
 */
export function label(item, number, words) {
  item.querySelector("[data-retry]").hidden = item.dataset.state !== "error";
  for (const part of ["turn", "remove", "retry", "alt"]) {
    const said = words[`${part}Words`].replace("{n}", String(number));
    item.querySelector(`[data-${part}]`).setAttribute("aria-label", said);
  }
}

/** @param {HTMLElement} item */
export const tokenOf = (item) => item.querySelector("[name=kept_photos]").value;

/** @param {HTMLElement} item */
export const altOf = (item) => item.querySelector("[data-alt]");

/** @param {HTMLElement} item */
const pictureOf = (item) => item.querySelector("img");

/** @param {HTMLElement} item */
export const isLocal = (item) => pictureOf(item).src.startsWith("blob:");

/**
 * It goes along as a file: what it shows is told beside it, in the order of the files.
 * @param {HTMLElement} item
 */
export function stay(item) {
  altOf(item).name = "photo_alts";
}

/**
 * The server keeps it, under a token.
 * @param {HTMLElement} item
 * @param {Partial<KeptPhoto>} photo
 */
export function arrive(item, { token = "", preview }) {
  item.querySelector("[name=kept_photos]").value = token;
  altOf(item).name = `alt-${token}`;
  item.dataset.preview = preview ?? pictureOf(item).getAttribute("src") ?? "";
}

/**
 * A file that this browser cannot show (HEIC in most) is shown when the server has made something
 * of it that it can.
 * @param {HTMLElement} item
 * @param {string} address
 */
export function show(item, address) {
  const picture = pictureOf(item);
  picture.hidden = false;
  picture.onerror = () => {
    picture.hidden = true;
    picture.removeAttribute("src");
    URL.revokeObjectURL(address);
    const { preview } = item.dataset;
    if (preview && preview !== address) show(item, preview);
  };
  picture.src = address;
}

/** @param {HTMLElement} item */
export function forget(item) {
  URL.revokeObjectURL(pictureOf(item).src);
  item.remove();
}

/**
 * Turn what is seen, by quarters.
 * @param {HTMLElement} item
 * @param {number} quarters
 */
export function turnSeen(item, quarters) {
  item.dataset.turned = String((Number(item.dataset.turned ?? 0) + quarters) % 4);
}

/**
 * What the server shows is turned already.
 * @param {HTMLElement} item
 * @param {string} address
 */
export function showTurned(item, address) {
  const picture = pictureOf(item);
  picture.onload = () => {
    picture.onload = null;
    delete item.dataset.turned;
  };
  picture.src = address;
}

/**
 * How far it is.
 * @param {HTMLElement} item
 * @param {string} [words]
 */
export function tell(item, words = "") {
  const place = item.querySelector("[data-progress]");
  place.textContent = words;
  place.hidden = !words;
}
