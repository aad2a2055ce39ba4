/**
 * In a form: what the chosen category asks besides, as soon as it is chosen. `data-url` answers
 * with parts of the page, each for its place: `data-sheets` before and behind the details. What was
 * answered stands there again when somebody comes back to a category, but only the chosen one's
 * fields are sent. Where no answer comes, nothing is asked: the server asks then for what is needed,
 * in the same place.
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
    form?.addEventListener("submit", (event) => this.#hold(event), { capture: true });
    this.addEventListener("change", (event) => this.#answered(event));
    this.addEventListener("click", (event) => this.#clicked(event));
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

  /**
   * An answer may be followed by advice, which stands below it, and by somebody else who gets it.
   * @param {Event} event
   */
  #answered({ target }) {
    if (!(target instanceof HTMLInputElement)) return;
    this.#say(target.checked ? (adviceOn(target)?.innerText ?? "") : "");
    const routes = target.closest("fieldset")?.querySelector("[data-routes]");
    if (routes) this.dispatchEvent(new Event("answers-routed", { bubbles: true }));
  }

  /**
   * While the advice is to do something else nothing is sent; the server would refuse it, too.
   * @param {SubmitEvent} event
   */
  #hold(event) {
    if (event.submitter?.hasAttribute("formaction")) return;
    const chosen = [...this.querySelectorAll("[data-category]:not(:disabled) :checked")];
    const advice = chosen.map(adviceOn).find((each) => each && "holds" in each.dataset);
    if (!advice) return;
    event.preventDefault();
    advice.focus();
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    const button = event.target instanceof Element && event.target.closest("button[name=instead]");
    const radios = [...(this.closest("form")?.querySelectorAll("input[name=category]") ?? [])];
    const category = button && radios.find(({ value }) => value === button.value);
    if (!category) return;
    event.preventDefault();
    category.checked = true;
    category.focus();
    category.dispatchEvent(new Event("change", { bubbles: true }));
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
      for (const sheet of new DOMParser().parseFromString(part, "text/html").querySelectorAll("[data-place]")) {
        this.querySelector(`[data-sheets=${sheet.dataset.place}]`).append(sheet);
      }
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

  /** @returns {HTMLFieldSetElement[]} one or two for each category that was chosen so far */
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
 * @param {Element} input
 * @returns {HTMLElement | null}
 */
const adviceOn = (input) => {
  const after = input.closest("label")?.nextElementSibling;
  return after instanceof HTMLElement && "advice" in after.dataset ? after : null;
};

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
