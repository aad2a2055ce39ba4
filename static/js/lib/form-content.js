/**
 * What stands in the form of a report, as values that a device can keep, and back into the form.
 *
 * @typedef {import("lib/drafts").Draft} Draft
 */

/** What the page puts there itself, and what only searches. */
const NOT_TYPED = new Set(["opened", "of", "asked", "website", "q", "spot", "find", "turn"]);

/**
 * @param {HTMLFormElement} form
 * @returns {Draft}
 */
export function draftIn(form) {
  const sent = new FormData(form);
  /** @type {Draft} */
  const draft = { fields: {}, answers: {}, photos: photosIn(form, sent) };
  for (const [name, value] of sent) {
    if (isOfPhotos(name)) continue;
    if (name.startsWith("answer-")) (draft.answers[name] ??= []).push(value);
    else draft.fields[name] = value;
  }
  return draft;
}

/**
 * Those that the server has, and those that are still files: as they are to be sent, made smaller.
 * @param {HTMLFormElement} form
 * @param {FormData} sent
 */
function photosIn(form, sent) {
  const shown = form.querySelector("photo-picker")?.photos ?? [];
  const kept = sent.getAll("kept_photos").filter(Boolean);
  const own = shown.filter(({ file }) => file);
  const files = sent.getAll("photos").filter(({ size }) => size);
  return [
    ...kept.map((token) => shown.find((photo) => photo.token === token) ?? { token, preview: "" }),
    ...files.map((file, place) => ({ file, name: file.name, alt: own[place]?.alt ?? "" })),
  ];
}

/** @param {string} name */
const isOfPhotos = (name) => ["photos", "kept_photos", "photo_alts"].includes(name) || name.startsWith("alt-");

/**
 * What a person did, as a text to compare: the form's key and how a coordinate is written are the
 * page's doing.
 * @param {Draft} draft
 */
export function byHand({ fields, answers, photos }) {
  const { idempotency_key: _, latitude, longitude, ...rest } = fields;
  const typed = Object.entries(rest).filter(([name, value]) => value && !NOT_TYPED.has(name));
  const place = [latitude, longitude].map((text) => text && Number(text).toFixed(5));
  const answered = Object.entries(answers).filter(([, values]) => values.some(Boolean));
  const shown = photos.map(({ token, name, alt = "" }) => [token ?? name, alt]);
  return JSON.stringify([typed, place, answered, shown]);
}

/**
 * @param {HTMLFormElement} form
 * @param {Draft} draft
 */
export function putInto(form, { fields, answers, photos }) {
  for (const field of form.elements) {
    const { name } = field;
    if (!name || NOT_TYPED.has(name) || isOfPhotos(name) || name.startsWith("answer-")) continue;
    if (field.type === "radio") field.checked = field.value === fields[field.name];
    else if (field.type === "checkbox") field.checked = field.name in fields;
    else if (field.type !== "file" && field.name in fields) field.value = fields[field.name];
  }
  if (fields.place_note || fields.is_place_rough) form.querySelector("[data-describe]").open = true;
  form.elements.namedItem("details").dispatchEvent(new Event("input", { bubbles: true }));
  form.querySelector("[name=category]:checked")?.dispatchEvent(new Event("change", { bubbles: true }));
  const { latitude, longitude } = fields;
  if (latitude) choosePlace(form, Number(latitude), Number(longitude));
  tell(form, "category-questions", "answers-kept", answers);
  if (photos.length) tell(form, "photo-picker", "photos-kept", photos);
}

/**
 * @param {HTMLFormElement} form
 * @param {number} latitude
 * @param {number} longitude
 */
export const choosePlace = (form, latitude, longitude) =>
  tell(form, "location-picker", "place-chosen", { latitude, longitude });

/**
 * @param {HTMLFormElement} form
 * @param {string} tag whose element has to be awake before it can be told
 * @param {string} name
 * @param {unknown} detail
 */
const tell = (form, tag, name, detail) => {
  const element = form.closest(tag) ?? form.querySelector(tag);
  if (!element) return;
  customElements.whenDefined(tag).then(() => element.dispatchEvent(new CustomEvent(name, { detail })));
};
