/**
 * Round the categories: once one is chosen the others are put away, and a button brings them back.
 * Nothing moves under the finger. Whoever chooses by keys still needs the others: they stay.
 */
class CategoryFold extends HTMLElement {
  #isByFinger = false;

  connectedCallback() {
    this.addEventListener("pointerdown", () => (this.#isByFinger = true));
    this.addEventListener("keydown", () => (this.#isByFinger = false));
    this.addEventListener("change", ({ target }) => this.#chosen(target));
    this.querySelector("[data-unfold]")?.addEventListener("click", (event) => this.#unfold(event));
  }

  /** @param {EventTarget | null} target */
  #chosen(target) {
    if (!this.#radio) this.removeAttribute("data-folded");
    const tile = target === this.#radio && target.closest("label");
    if (!tile || !this.#isByFinger) return;
    const before = tile.getBoundingClientRect().top;
    this.toggleAttribute("data-folded", true);
    scrollBy({ top: tile.getBoundingClientRect().top - before, behavior: "instant" });
  }

  /** @param {MouseEvent} event */
  #unfold(event) {
    event.preventDefault();
    this.removeAttribute("data-folded");
    this.#radio?.focus();
  }

  /** @returns {HTMLInputElement | null} */
  get #radio() {
    return this.querySelector("input[type=radio]:checked");
  }
}

customElements.define("category-fold", CategoryFold);
