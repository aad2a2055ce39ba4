import { Inquiry } from "lib/inquiry";

const PAUSE = 250;
const SHORTEST = 3;

/**
 * Round a search field: suggests places while one types. Choosing one fires `place-chosen` in the
 * form of a report, and follows the suggestion's own address elsewhere. There, Enter without a choice
 * leads to the page of all that was found; in the form it searches in place, so that nothing is sent
 * over a slow line for it. `data-say-…` are the words.
 *
 * A combobox as in the ARIA practices: the focus stays in the field, arrows walk the list.
 *
 * @typedef {{ label: string, latitude: number, longitude: number, is_wide: boolean, url: string }} Place
 */
class PlaceSearch extends HTMLElement {
  /** @type {Place[]} */
  #places = [];
  #active = -1;
  #inquiry = new Inquiry(PAUSE);
  /** @type {HTMLUListElement} */
  #list = document.createElement("ul");

  connectedCallback() {
    const input = this.#input;
    this.#list.id = `${input.id}-list`;
    this.#list.className = "search_box__list";
    this.#list.setAttribute("role", "listbox");
    this.#list.setAttribute("aria-label", this.dataset.label ?? "");
    this.#list.hidden = true;
    this.querySelector(".search_box").append(this.#list);
    for (const [name, value] of Object.entries({
      role: "combobox",
      autocomplete: "off",
      "aria-autocomplete": "list",
      "aria-controls": this.#list.id,
      "aria-expanded": "false",
    })) {
      input.setAttribute(name, value);
    }
    input.addEventListener("input", () => this.#typed());
    input.addEventListener("keydown", (event) => this.#pressed(event));
    this.addEventListener("focusout", () => setTimeout(() => this.#leave(), 150));
    this.querySelector("button").addEventListener("click", (event) => this.#submit(event));
    this.#list.addEventListener("mousedown", (event) => event.preventDefault());
    this.#list.addEventListener("click", (event) => this.#clicked(event));
  }

  /** @returns {HTMLInputElement} */
  get #input() {
    return this.querySelector("input[name=q]");
  }

  get #text() {
    return this.#input.value.trim();
  }

  #typed() {
    this.#say("");
    if (this.#text.length >= SHORTEST) {
      this.#inquiry.soon(() => this.#ask({ typing: "1" }));
      return;
    }
    this.#inquiry.drop();
    this.#offer([]);
  }

  /** @param {Record<string, string>} how */
  async #ask(how) {
    const text = this.#text;
    try {
      const found = await this.#inquiry.ask(this.dataset.url, { q: text, ...how });
      if (!found || !this.contains(document.activeElement)) return; // somebody has gone on
      this.#offer(found.places);
      this.#tell(found, text);
    } catch {
      this.#offer([]);
      this.#say(this.dataset.saySilent);
    }
  }

  /**
   * @param {{ places: Place[], is_complete: boolean }} found
   * @param {string} text
   */
  #tell({ places, is_complete: isComplete }, text) {
    if (places.length === 1) this.#say(this.dataset.sayOne, true);
    else if (places.length) this.#say(this.dataset.sayMany.replace("{n}", `${places.length}`), true);
    else this.#say((isComplete ? this.dataset.sayNone : this.dataset.sayPartly).replace("{text}", text));
  }

  /**
   * In the form of a report: the first button of a form is pressed by Enter in whatever field.
   * @param {MouseEvent} event
   */
  async #submit(event) {
    const isMeant = event.detail > 0 || this.contains(document.activeElement);
    if (!this.#picker || !isMeant) return;
    event.preventDefault();
    this.#input.focus();
    if (!this.#text) return;
    this.#say(this.dataset.saySearching);
    this.#inquiry.drop();
    await this.#ask({});
    if (this.#places.length === 1) this.#choose(0);
  }

  /** @param {Place[]} places */
  #offer(places) {
    this.#places = places;
    this.#list.replaceChildren(...places.map(({ label }, index) => this.#option(label, index)));
    this.#list.hidden = places.length === 0;
    this.#input.setAttribute("aria-expanded", String(places.length > 0));
    this.#walk(-1);
    if (places.length) this.#list.scrollIntoView({ block: "nearest" });
  }

  /**
   * @param {string} label
   * @param {number} index
   */
  #option(label, index) {
    const option = document.createElement("li");
    option.id = `${this.#list.id}-${index}`;
    option.setAttribute("role", "option");
    option.textContent = label;
    return option;
  }

  /** @param {number} index */
  #walk(index) {
    this.#active = index;
    [...this.#list.children].forEach((option, each) =>
      option.setAttribute("aria-selected", String(each === index)),
    );
    const option = this.#list.children[index];
    if (option) this.#input.setAttribute("aria-activedescendant", option.id);
    else this.#input.removeAttribute("aria-activedescendant");
    option?.scrollIntoView({ block: "nearest" });
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    const last = this.#places.length - 1;
    if (this.#list.hidden || event.isComposing) return;
    if (event.key === "ArrowDown") this.#walk(this.#active >= last ? 0 : this.#active + 1);
    else if (event.key === "ArrowUp") this.#walk(this.#active <= 0 ? last : this.#active - 1);
    else if (event.key === "Escape") this.#offer([]);
    else if (event.key === "Enter" && this.#active >= 0) this.#choose(this.#active);
    else if (event.key === "Enter" && last === 0) this.#choose(0);
    else return;
    event.preventDefault();
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    const option = event.target instanceof Element && event.target.closest("[role=option]");
    if (option) this.#choose([...this.#list.children].indexOf(option));
  }

  /** @param {number} index */
  #choose(index) {
    const place = this.#places[index];
    this.#inquiry.drop();
    // In the form nothing is left that another Enter would look for again.
    this.#input.value = this.#picker ? "" : place.label;
    this.#offer([]);
    this.#say("");
    if (this.closest("location-picker, report-map")) this.dispatchEvent(new CustomEvent("place-chosen", { detail: place, bubbles: true }));
    else window.location.assign(place.url);
  }

  get #picker() {
    return this.closest("location-picker");
  }

  #leave() {
    if (!this.contains(document.activeElement)) this.#offer([]);
  }

  /**
   * @param {string | undefined} words
   * @param {boolean} isSeen whether the page shows it anyway
   */
  #say(words, isSeen = false) {
    const place = this.querySelector("[data-says]");
    place.textContent = words ?? "";
    place.classList.toggle("visually-hidden", isSeen);
  }
}

customElements.define("place-search", PlaceSearch);
