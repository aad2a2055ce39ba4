import { meant } from "lib/meant";

const PAUSE = 400;

/**
 * Below the details: the category that the words mean, said with the word. One tap takes it, the
 * same button takes it back, another one ends it. It never chooses and never moves the focus.
 */
class CategorySuggestion extends HTMLElement {
  /** Those that somebody did not mean. @type {Set<string>} */
  #dismissed = new Set();
  /** @type {string | undefined} */
  #code;
  /** What was chosen before. @type {string | undefined} */
  #before;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #pause;

  connectedCallback() {
    const form = this.closest("form");
    form?.elements.namedItem("details")?.addEventListener("input", () => {
      clearTimeout(this.#pause);
      this.#pause = setTimeout(() => this.#look(), PAUSE);
    });
    form?.addEventListener("change", ({ target }) => target.name === "category" && this.#look());
    this.querySelector("[data-accept]").addEventListener("click", () => this.#accept());
    this.querySelector("[data-dismiss]").addEventListener("click", () => this.#dismiss());
  }

  #look() {
    const radios = this.#radios;
    const meanings = radios.map((radio) => ({ code: radio.value, words: [nameOf(radio), ...wordsOf(radio)] }));
    const found = meant(this.closest("form").elements.namedItem("details").value, meanings);
    const chosen = radios.find(({ checked }) => checked)?.value;
    if (found && found.code === this.#code && chosen === found.code && !this.hidden) return;
    const isNews = found && found.code !== chosen && !this.#dismissed.has(found.code);
    this.hidden = !isNews;
    this.#code = isNews ? found.code : undefined;
    if (isNews) this.#show(this.dataset.say, this.dataset.take, found.because);
  }

  #accept() {
    const { value: chosen } = this.#radios.find(({ checked }) => checked) ?? {};
    const isTaken = chosen === this.#code;
    const next = isTaken ? this.#before : this.#code;
    this.#before = isTaken ? undefined : chosen;
    if (!isTaken) this.#show(this.dataset.taken, this.dataset.undo);
    this.#choose(next); // taken back, it is asked again
  }

  #dismiss() {
    this.#dismissed.add(this.#code);
    // Whoever came by keys goes on writing; a finger does not want the keyboard of its phone.
    if (this.querySelector(":focus-visible")) this.closest("form").elements.namedItem("details").focus();
    this.hidden = true;
  }

  /** @param {string | undefined} code */
  #choose(code) {
    for (const radio of this.#radios) radio.checked = radio.value === code;
    const radio = this.#radios.find(({ checked }) => checked) ?? this.#radios[0];
    radio?.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /**
   * @param {string} words
   * @param {string} act
   * @param {string} [word]
   */
  #show(words, act, word = "") {
    const category = nameOf(this.#radios.find(({ value }) => value === this.#code));
    this.querySelector("[role=status]").textContent = words.replace("{category}", category).replace("{word}", word);
    this.querySelector("[data-accept]").textContent = act;
  }

  /** @returns {HTMLInputElement[]} */
  get #radios() {
    return [...(this.closest("form")?.querySelectorAll("input[name=category]") ?? [])];
  }
}

/** @param {HTMLInputElement} radio */
const nameOf = (radio) => radio.closest("label")?.textContent?.trim() ?? "";

/** @param {HTMLInputElement} radio */
const wordsOf = (radio) => (radio.dataset.words ?? "").split("|").filter(Boolean);

customElements.define("category-suggestion", CategorySuggestion);
