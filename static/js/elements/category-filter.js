import { folded } from "lib/meant";

/**
 * Round categories: where there are more than `data-many`, a field that leaves those whose name,
 * words or hint hold what was typed. The chosen one always stays.
 */
class CategoryFilter extends HTMLElement {
  connectedCallback() {
    const field = this.querySelector("[data-filter] input");
    if (!field || this.#choices.length <= Number(this.dataset.many)) return;
    this.querySelector("[data-filter]").hidden = false;
    field.addEventListener("input", () => this.#leave(folded(field.value.trim())));
    field.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
  }

  /** @param {string} wanted */
  #leave(wanted) {
    let found = 0;
    for (const choice of this.#choices) {
      const { dataset, checked } = choice.querySelector("input");
      const isIt = folded([choice.textContent, dataset.words, dataset.hint].join(" ")).includes(wanted);
      choice.hidden = !isIt && !checked;
      found += isIt ? 1 : 0;
    }
    for (const group of this.querySelectorAll("[data-group]")) {
      group.hidden = !group.querySelector("label:not([hidden])");
    }
    this.querySelector("[data-found]").textContent = found ? "" : this.dataset.none;
  }

  get #choices() {
    return [...this.querySelectorAll("label:has(input[type=radio])")];
  }
}

customElements.define("category-filter", CategoryFilter);
