/**
 * In a form: what the chosen category asks besides, as soon as it is chosen. `data-url` answers
 * with the part of the page. What was answered stands there again when somebody comes back to a
 * category, but only the chosen one's fields are sent. Where no answer comes, nothing is asked:
 * the server asks then for what is needed, in the same place.
 */
class CategoryQuestions extends HTMLElement {
  /** Answers of a draft, until their fields are there. @type {Record<string, string[]>} */
  #kept = {};
  /** @type {Set<string>} */
  #asking = new Set();

  connectedCallback() {
    const form = this.closest("form");
    form?.addEventListener("change", ({ target }) => target.name === "category" && this.#follow());
    form?.addEventListener("options-shown", () => this.#follow());
    this.addEventListener("answers-kept", ({ detail }) => this.#fill(detail));
    this.#follow();
  }

  #follow() {
    const chosen = this.closest("form")?.querySelector("input[name=category]:checked");
    for (const questions of this.#sheets()) {
      questions.disabled = questions.dataset.category !== chosen?.value;
      questions.hidden = questions.disabled;
    }
    this.#say("");
    if (!chosen || !("asks" in chosen.dataset)) return;
    if (this.#sheets().some(({ hidden }) => !hidden)) this.#say(this.dataset.sayMore);
    else this.#ask(chosen.value);
  }

  /** @param {string} category */
  async #ask(category) {
    if (this.#asking.has(category)) return;
    this.#asking.add(category);
    try {
      const answer = await fetch(`${this.dataset.url}?${new URLSearchParams({ category })}`, {
        headers: { Accept: "application/json" },
      });
      if (!answer.ok) return;
      const { part } = await answer.json();
      const sheet = new DOMParser().parseFromString(part, "text/html").querySelector("[data-category]");
      if (!sheet) return;
      this.prepend(sheet);
      this.#fill(this.#kept);
      this.#follow();
    } catch {
      // Without a line nothing is asked now.
    } finally {
      this.#asking.delete(category);
    }
  }

  /** @param {Record<string, string[]>} answers by the names of their fields */
  #fill(answers) {
    this.#kept = { ...answers };
    for (const [name, values] of Object.entries(answers)) {
      const fields = [...this.querySelectorAll("[name]")].filter((field) => field.name === name);
      fields.forEach((field, place) => put(field, values, place));
      if (fields.length) delete this.#kept[name];
    }
  }

  /** @returns {HTMLFieldSetElement[]} one for each category that was chosen so far */
  #sheets() {
    return [...this.querySelectorAll("[data-category]")];
  }

  /** @param {string | undefined} words */
  #say(words) {
    const place = this.querySelector("[data-says=questions]");
    if (place && place.textContent !== words) place.textContent = words ?? "";
  }
}

/**
 * @param {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} field
 * @param {string[]} values of all fields of its name
 * @param {number} place among them
 */
const put = (field, values, place) => {
  if (field.type === "radio" || field.type === "checkbox") field.checked = values.includes(field.value);
  else field.value = values[place] ?? "";
};

customElements.define("category-questions", CategoryQuestions);
