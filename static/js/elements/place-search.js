const PAUSE = 250;
const SHORTEST = 3;

/**
 * Round a search field: suggests places while one types. Choosing one fires `place-chosen`, and
 * where nobody takes that, follows the suggestion's own address. Enter without a choice does what
 * the field's form does without JavaScript.
 *
 * A combobox as in the ARIA practices: the focus stays in the field, arrows walk the list.
 */
class PlaceSearch extends HTMLElement {
  /** @type {{ label: string, latitude: number, longitude: number, url: string }[]} */
  #places = [];
  #active = -1;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #pause;
  /** @type {AbortController | undefined} */
  #asking;
  /** @type {HTMLUListElement} */
  #list = document.createElement("ul");

  connectedCallback() {
    const input = this.#input;
    this.#list.id = `${input.id}-list`;
    this.#list.className = "search_box__list";
    this.#list.setAttribute("role", "listbox");
    this.#list.setAttribute("aria-label", this.dataset.label ?? "");
    this.#list.hidden = true;
    this.append(this.#list);
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
    this.#list.addEventListener("mousedown", (event) => event.preventDefault());
    this.#list.addEventListener("click", (event) => this.#clicked(event));
  }

  /** @returns {HTMLInputElement} */
  get #input() {
    return this.querySelector("input[name=q]");
  }

  #typed() {
    clearTimeout(this.#pause);
    this.#asking?.abort();
    const text = this.#input.value.trim();
    if (text.length < SHORTEST) this.#offer([]);
    else this.#pause = setTimeout(() => this.#ask(text), PAUSE);
  }

  /** @param {string} text */
  async #ask(text) {
    this.#asking = new AbortController();
    try {
      const answer = await fetch(`${this.dataset.url}?${new URLSearchParams({ q: text })}`, {
        headers: { Accept: "application/json" },
        signal: this.#asking.signal,
      });
      this.#offer(answer.ok ? (await answer.json()).places : []);
    } catch {
      this.#offer([]);
    }
  }

  /** @param {{ label: string, latitude: number, longitude: number, url: string }[]} places */
  #offer(places) {
    this.#places = places;
    this.#list.replaceChildren(...places.map(({ label }, index) => this.#option(label, index)));
    this.#list.hidden = places.length === 0;
    this.#input.setAttribute("aria-expanded", String(places.length > 0));
    this.#walk(-1);
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
    this.#input.value = place.label;
    this.#offer([]);
    const chosen = new CustomEvent("place-chosen", { detail: place, bubbles: true, cancelable: true });
    if (this.closest("location-picker")) this.dispatchEvent(chosen);
    else window.location.assign(place.url);
  }

  #leave() {
    if (!this.contains(document.activeElement)) this.#offer([]);
  }
}

customElements.define("place-search", PlaceSearch);
