/**
 * In a form: what was typed stands again after a reload, or after the browser threw the page away
 * in the background. Only in this tab, and only until the form is sent or opened afresh.
 */
const KEY = `draft:${location.pathname}`;
const TYPED = ["details", "email", "name", "category", "place_note", "idempotency_key"];
const TICKED = ["show_name", "is_place_rough"];

class KeepDraft extends HTMLElement {
  /** What stood in the form when it was shown: unless that changed, nothing is kept. */
  #shown = "";

  connectedCallback() {
    const form = this.closest("form");
    if (!form) return;
    const kept = take();
    this.#shown = byHand(draftIn(form));
    if (kept && "restore" in this.dataset && cameBack()) putInto(form, kept);
    window.addEventListener("pagehide", () => this.#keep(form));
    document.addEventListener("visibilitychange", () => document.hidden && this.#keep(form));
  }

  /** @param {HTMLFormElement} form */
  #keep(form) {
    const draft = draftIn(form);
    if (form.dataset.state === "sending" || byHand(draft) === this.#shown) return;
    try {
      sessionStorage.setItem(KEY, JSON.stringify(draft));
    } catch {
      // No room or no permission: the page works without.
    }
  }
}

/**
 * @typedef {{ token: string, preview: string, alt: string }} Photo
 * @typedef {Record<string, string[]>} Answers to a category's questions, by the names of their fields
 * @typedef {{ fields: Record<string, string>, photos: Photo[], answers: Answers }} Draft
 * @param {HTMLFormElement} form
 * @returns {Draft}
 */
const draftIn = (form) => {
  const { elements } = form;
  const typed = [...TYPED, "latitude", "longitude"];
  const fields = Object.fromEntries(typed.map((name) => [name, elements.namedItem(name)?.value ?? ""]));
  for (const name of TICKED) fields[name] = elements.namedItem(name)?.checked ? "y" : "";
  const photos = form.querySelector("photo-picker")?.photos ?? [];
  return { fields, photos: photos.filter(({ token }) => token), answers: answersIn(form) };
};

/**
 * @param {HTMLFormElement} form
 * @returns {Answers}
 */
const answersIn = (form) => {
  const sent = new FormData(form);
  const names = new Set([...sent.keys()].filter((name) => name.startsWith("answer-")));
  return Object.fromEntries([...names].map((name) => [name, sent.getAll(name)]));
};

/**
 * What a person did: the form's own key and how a coordinate is written are the page's doing.
 * @param {Draft} draft
 */
const byHand = ({ fields, photos, answers }) => {
  const { idempotency_key: _, latitude, longitude, ...typed } = fields;
  const place = [latitude, longitude].map((text) => text && Number(text).toFixed(5));
  const answered = Object.entries(answers).filter(([, values]) => values.some(Boolean));
  return JSON.stringify([typed, place, photos, answered]);
};

/**
 * @param {HTMLFormElement} form
 * @param {Draft} draft
 */
const putInto = (form, { fields, photos, answers }) => {
  const { elements } = form;
  for (const name of TYPED) {
    const field = elements.namedItem(name);
    if (field) field.value = fields[name];
  }
  for (const name of TICKED) elements.namedItem(name).checked = Boolean(fields[name]);
  if (fields.place_note || fields.is_place_rough) form.querySelector("[data-describe]").open = true;
  elements.namedItem("details").dispatchEvent(new Event("input", { bubbles: true }));
  form.querySelector("[name=category]:checked")?.dispatchEvent(new Event("change", { bubbles: true }));
  tell(form, "location-picker", "place-chosen", fields.latitude && {
    latitude: Number(fields.latitude),
    longitude: Number(fields.longitude),
  });
  tell(form, "category-questions", "answers-kept", answers);
  tell(form, "photo-picker", "photos-kept", photos.length && photos);
};

/**
 * @param {HTMLFormElement} form
 * @param {string} tag whose element has to be awake before it can be told
 * @param {string} name
 * @param {unknown} detail
 */
const tell = (form, tag, name, detail) => {
  const element = form.closest(tag) ?? form.querySelector(tag);
  if (!detail || !element) return;
  customElements.whenDefined(tag).then(() => element.dispatchEvent(new CustomEvent(name, { detail })));
};

const cameBack = () =>
  performance.getEntriesByType("navigation").some(({ type }) => type === "reload" || type === "back_forward");

/** @returns {Draft | null} */
const take = () => {
  try {
    const kept = sessionStorage.getItem(KEY);
    sessionStorage.removeItem(KEY);
    return kept && JSON.parse(kept);
  } catch {
    return null;
  }
};

customElements.define("keep-draft", KeepDraft);
