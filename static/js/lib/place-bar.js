/** What stands beside the map and tells of the place. Each takes the element that holds it all. */

/**
 * The mark is not exact: said in the place of the place's words.
 * @param {Element} page
 * @param {boolean} isFar
 */
export function showFar(page, isFar) {
  page.querySelector("[data-far]").hidden = !isFar;
  page.querySelector("[data-part=place]").hidden = isFar;
}

/** @param {Element} page */
export const isFar = (page) => !page.querySelector("[data-far]").hidden;

/**
 * What is sent is a spot that somebody has seen.
 * @param {Element} page
 */
export function askToComeCloser(page) {
  const far = page.querySelector("[data-far]");
  far.scrollIntoView({ block: "center" });
  far.querySelector("button")?.focus();
}

/**
 * Searching was the way to say where; from now on it is one of several.
 * @param {Element} page
 */
export function foldSearch(page) {
  page.querySelector("[data-unplaced]")?.remove();
  const search = page.querySelector("[data-search]");
  search.removeAttribute("data-alone");
  if (search.contains(document.activeElement)) search.querySelector("summary").focus();
  search.open = false;
}

/**
 * @param {Element} page
 * @param {string} address
 */
export function showAddress(page, address) {
  const street = page.querySelector("[data-street]");
  street.textContent = address;
  page.querySelector("[data-near]")?.replaceChildren(street.dataset.near);
}

/**
 * Nobody could be asked what is there: what stood here was of another place.
 * @param {Element} page
 * @param {{ latitude: number, longitude: number }} place
 * @param {string} words
 */
export function showUnasked(page, { latitude, longitude }, words) {
  const lines = [`${latitude.toFixed(5)}, ${longitude.toFixed(5)}`, words].map((textContent, n) =>
    Object.assign(document.createElement("p"), { className: `place_bar__${n ? "detail" : "street"}`, textContent }),
  );
  page.querySelector("[data-part=place]").replaceChildren(...lines);
}

/**
 * For those who do not see the page: where the mark stands now, once it rests.
 * @param {Element} page
 */
export function speak(page) {
  const said = page.querySelectorAll(
    "[data-part=place] :is(.place_bar__street, [data-near], .field__error)",
  );
  const words = [...said].map((each) => each.textContent.trim()).filter(Boolean).join(", ");
  const place = page.querySelector("[data-says=spot]");
  if (place.textContent !== words) place.textContent = words;
}

/**
 * A page without scripts takes a town or a street as a rough place; here one comes closer.
 * @param {Element} page
 */
export function wantExactly(page) {
  page.querySelector("input[name=is_place_rough]").checked = false;
  page.querySelector("[data-describe]").open = false;
}
