/** From here on a finger that moves down wants the card away, in pixels. */
const SWIPE = 56;

/**
 * The card of what was tapped on a map: the focus goes into it, and back where it came from when it
 * closes. It is no dialog: the map and the page stay within reach.
 */
export class MapCard {
  #box;
  #closed;
  /** @type {(() => HTMLElement | undefined) | undefined} */
  #back;
  /** @type {AbortController | undefined} */
  #asking;
  /** Where a finger came down; nowhere, while the card is scrolled. */
  #touchedAt = 0;

  /**
   * @param {HTMLElement} box
   * @param {() => void} closed
   */
  constructor(box, closed) {
    this.#box = box;
    this.#closed = closed;
    box.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close();
    });
    const touched = ({ touches: [finger] }) => (this.#touchedAt = box.scrollTop ? Infinity : finger.clientY);
    box.addEventListener("touchstart", touched, { passive: true });
    box.addEventListener("touchend", ({ changedTouches: [finger] }) => {
      if (finger.clientY - this.#touchedAt > SWIPE) this.close();
    });
  }

  /**
   * @param {string} address what the server tells of the pin
   * @param {{ otherwise: () => void, back: () => HTMLElement | undefined }} ways what to do when it
   *   cannot, and where the focus came from
   */
  async open(address, { otherwise, back }) {
    this.#asking?.abort();
    this.#asking = new AbortController();
    this.#back = back;
    try {
      const answer = await fetch(address, { signal: this.#asking.signal });
      if (!answer.ok) throw new Error(`card: ${answer.status}`);
      this.#box.querySelector("[data-part=cards]").innerHTML = (await answer.json()).part;
      this.#box.hidden = false;
      this.#box.focus({ preventScroll: true });
    } catch (error) {
      if (error.name !== "AbortError") otherwise();
    }
  }

  close() {
    this.#asking?.abort();
    if (this.#box.hidden) return;
    const hadFocus = this.#box.contains(document.activeElement);
    this.#box.hidden = true;
    this.#closed();
    if (hadFocus) this.#back?.()?.focus({ preventScroll: true });
  }
}
