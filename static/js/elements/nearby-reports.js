import { Inquiry } from "lib/inquiry";
import { mapIn } from "lib/leaflet-map";
import { whenBack } from "lib/once";
import { pinIcon } from "lib/pins";

/**
 * In a form: what is known of the same kind near by, as soon as place and category are chosen.
 * `data-url` answers with the part of the page; for another place the part comes with the options.
 * Whoever says that theirs is different is not asked about the same reports again. It never holds
 * anything up: where no answer comes nobody is asked.
 */
class NearbyReports extends HTMLElement {
  /** Reports that it is not. @type {Set<string>} */
  #others = new Set();
  #inquiry = new Inquiry(0);
  #isAsking = false;
  /** Their marks on the form's map. @type {import("leaflet").LayerGroup | undefined} */
  #marks;

  connectedCallback() {
    const form = this.closest("form");
    if (!form) return;
    form.append(inPlace());
    form.addEventListener("change", ({ target }) => target.name === "category" && this.#ask(form));
    // What is still asked was of the place before, whose answer must not stand here.
    form.addEventListener("options-shown", () => (this.#isAsking ? this.#ask(form) : this.#show()));
    whenBack(() => this.querySelectorAll("[data-same]").forEach((button) => (button.ariaDisabled = null)));
    this.addEventListener("click", (event) => this.#clicked(event, form));
    this.#show();
  }

  /** @param {HTMLFormElement} form */
  async #ask(form) {
    this.#inquiry.drop();
    this.#isAsking = true;
    const filled = new FormData(form);
    const names = ["latitude", "longitude", "category"];
    const query = new URLSearchParams(names.map((name) => [name, `${filled.get(name) ?? ""}`]));
    const isWhole = [...query.values()].every(Boolean);
    const nothing = { part: "" };
    const told = isWhole ? await this.#inquiry.ask(this.dataset.url, query).catch(() => nothing) : nothing;
    if (!told) return;
    this.#isAsking = false;
    this.innerHTML = told.part;
    this.#show();
  }

  /** Those that it may be, here and on the map; nothing where each was said to be another one. */
  #show() {
    const found = this.#items.filter(({ dataset }) => !this.#others.has(dataset.report));
    const box = this.querySelector(".duplicates");
    if (box) box.hidden = found.length === 0;
    this.#say(found.length ? box.dataset.words : "");
    this.#mark(found);
  }

  /**
   * @param {MouseEvent} event
   * @param {HTMLFormElement} form
   */
  #clicked(event, form) {
    const { target } = event;
    if (!(target instanceof Element)) return;
    const button = target.closest("[data-same]");
    if (button) this.#same(event, button, form);
    if (target.closest("[data-different]")) {
      this.#items.forEach(({ dataset }) => this.#others.add(dataset.report));
      this.#show();
    }
  }

  /**
   * Said by ourselves, so that what was typed stays in the form; failing that, by the form.
   * @param {MouseEvent} event
   * @param {HTMLButtonElement} button
   * @param {HTMLFormElement} form
   */
  async #same(event, button, form) {
    event.preventDefault();
    if (button.ariaDisabled === "true") return;
    button.ariaDisabled = "true";
    try {
      const answer = await fetch(button.formAction, { method: "POST", headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(`${answer.status}`);
      location.assign((await answer.json()).url);
    } catch {
      form.requestSubmit(button);
    }
  }

  /** @param {HTMLElement[]} found */
  async #mark(found) {
    const box = this.closest("location-picker")?.querySelector("[data-map]");
    if (!box || (!found.length && !this.#marks)) return;
    const map = await mapIn(box).catch(() => undefined);
    this.#marks?.remove();
    this.#marks = map && L.layerGroup(found.map((item) => marker(item, this.dataset.sprite))).addTo(map);
  }

  /** @returns {HTMLElement[]} */
  get #items() {
    return [...this.querySelectorAll("[data-report]")];
  }

  /** @param {string} words */
  #say(words) {
    const place = this.parentElement?.querySelector("[data-says=nearby]");
    if (place && place.textContent !== words) place.textContent = words;
  }
}

/** Says that the question is asked here and not by another page. */
const inPlace = () => {
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name: "different", value: "in_place" });
  return field;
};

/**
 * Only to be seen: everything about it stands beside the map.
 * @param {HTMLElement} item
 * @param {string} sprite
 */
const marker = ({ dataset: { latitude, longitude, status } }, sprite) =>
  L.marker([latitude, longitude], { icon: pinIcon(status, sprite), interactive: false, keyboard: false });

customElements.define("nearby-reports", NearbyReports);
