const PAUSE = 400;
const NARROW = "(max-width: 59.99rem)";
/** The number of a report: the server leads to it once the form is sent. */
const REFERENCE = /^\s*CR[-\s]?\d+\s*$/i;

/**
 * Filters that take effect at once: fires `filters-changed` with the address that they name; while
 * nobody takes that, the form is sent as it would have been. Hears `reports-counted` for the button
 * of its sheet.
 */
class FilterForm extends HTMLElement {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #pause;

  connectedCallback() {
    this.addEventListener("change", () => this.#tell());
    this.addEventListener("input", ({ target }) => this.#typed(target));
    this.addEventListener("submit", (event) => this.#submitted(event));
    this.addEventListener("keydown", (event) => this.#pressed(event));
    this.addEventListener("reports-counted", ({ detail }) => this.#count(detail));
    addEventListener("click", ({ target }) => this.#clickedOutside(target));
  }

  #typed(field) {
    clearTimeout(this.#pause);
    if (field.name === "words") this.#pause = setTimeout(() => this.#tell(), PAUSE);
  }

  /** @returns {boolean} whether somebody has taken it */
  #tell() {
    clearTimeout(this.#pause);
    const form = this.querySelector("form");
    const address = new URL(form.action);
    for (const [name, value] of new FormData(form)) if (value) address.searchParams.append(name, value);
    address.searchParams.delete("bbox"); // the map knows better
    if (REFERENCE.test(address.searchParams.get("words") ?? "")) return false;
    const told = new CustomEvent("filters-changed", { detail: address, bubbles: true, cancelable: true });
    return !this.dispatchEvent(told);
  }

  /** What the button promised is on the page already. */
  #submitted(event) {
    if (!this.#tell()) return;
    event.preventDefault();
    this.#close();
  }

  #pressed(event) {
    if (event.key !== "Escape" || !this.#sheet?.open) return;
    event.preventDefault();
    this.#close();
  }

  #close() {
    this.#sheet.open = false;
    this.#sheet.querySelector("summary").focus();
  }

  /** On a phone it is a sheet over the map. */
  #clickedOutside(target) {
    if (!this.#sheet?.open || !matchMedia(NARROW).matches) return;
    if (target instanceof Element && target.closest(".map")) this.#sheet.open = false;
  }

  #count(words) {
    const button = this.querySelector("[data-part=show]");
    button.textContent = button.dataset.words.replace("{count}", words);
  }

  get #sheet() {
    return this.querySelector(".filter_sheet");
  }
}

customElements.define("filter-form", FilterForm);
