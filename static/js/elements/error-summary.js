/**
 * Stands first and takes the focus, so that nobody has to look for what went wrong; not from somebody
 * who was quicker than this script.
 */
class ErrorSummary extends HTMLElement {
  connectedCallback() {
    if (document.activeElement === document.body) this.querySelector("[tabindex]")?.focus();
    this.addEventListener("click", (event) => this.#lead(event));
  }

  /**
   * To the field itself, not to a heading above it.
   * @param {MouseEvent} event
   */
  #lead(event) {
    const link = event.target instanceof Element && event.target.closest("a[href^='#']");
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    field.closest("details")?.setAttribute("open", "");
    const first = field.matches("fieldset") ? field.querySelector("input:not([type=hidden])") : field;
    field.scrollIntoView({ block: "center" });
    (first ?? field).focus({ preventScroll: true });
  }
}

customElements.define("error-summary", ErrorSummary);
