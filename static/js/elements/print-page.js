/** Nobody can print by a link: the button shows itself where it does something. */
class PrintPage extends HTMLElement {
  connectedCallback() {
    this.hidden = false;
    this.addEventListener("click", () => print());
  }
}

customElements.define("print-page", PrintPage);
