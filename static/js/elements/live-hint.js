/**
 * Ticks off what helps, while somebody writes. Each <li> has `data-words`, the beginnings of words
 * (or "0-9" for a figure) that answer it, and two icons, one for open and one for done. Only hints,
 * no rules: nothing has to be ticked. Near the end of the room it counts what is left.
 *
 * `data-hint` is what helps most with the chosen kind of damage. It is shown in its own words, and
 * an <li> with `data-asked` only where one of these stands in it.
 */
class LiveHint extends HTMLElement {
  static observedAttributes = ["data-hint"];

  connectedCallback() {
    this.hidden = false;
    this.#text?.addEventListener("input", () => this.#look());
    this.#look();
    this.#ask();
  }

  attributeChangedCallback() {
    this.#ask();
  }

  #ask() {
    const hint = this.dataset.hint ?? "";
    const place = document.getElementById(`${this.getAttribute("for")}-hint`);
    if (place) {
      place.dataset.general ??= place.textContent;
      place.textContent = hint || place.dataset.general;
    }
    for (const item of this.querySelectorAll("[data-asked]")) {
      item.hidden = hint !== "" && !mentions(hint, item.dataset.asked);
    }
  }

  /** @returns {HTMLTextAreaElement | null} */
  get #text() {
    return document.querySelector(`#${this.getAttribute("for")}`);
  }

  #look() {
    const text = this.#text?.value ?? "";
    for (const item of this.querySelectorAll("[data-words]")) {
      item.toggleAttribute("data-done", mentions(text, item.getAttribute("data-words")));
    }
    const room = Number(this.dataset.limit) - [...text].length;
    const counter = this.querySelector("[data-room]");
    if (!counter) return;
    counter.hidden = room > 400;
    counter.textContent = this.dataset[room < 0 ? "over" : "left"].replace("{n}", `${Math.abs(room)}`);
  }
}

/**
 * @param {string} text
 * @param {string} words separated by blanks
 * @returns {boolean}
 */
const mentions = (text, words) => {
  const written = text.toLowerCase();
  return words.split(" ").some((word) => {
    const found = written.indexOf(word);
    if (word === "0-9") return /\d/u.test(written);
    return found === 0 || (found > 0 && !/\p{L}/u.test(written[found - 1]));
  });
};

customElements.define("live-hint", LiveHint);
