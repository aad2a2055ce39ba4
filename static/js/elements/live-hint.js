/**
 * Ticks off what helps, while somebody writes. Each <li> has `data-words`, the beginnings of words
 * (or "0-9" for a figure) that answer it, and two icons, one for open and one for done. Only hints,
 * no rules: nothing has to be ticked. Near the end of the room it counts what is left.
 */
class LiveHint extends HTMLElement {
  connectedCallback() {
    this.hidden = false;
    this.#text?.addEventListener("input", () => this.#look());
    this.#look();
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
