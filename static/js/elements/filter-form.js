/** A choice takes effect at once. */
class FilterForm extends HTMLElement {
  connectedCallback() {
    this.addEventListener("change", () => this.querySelector("form").requestSubmit());
  }
}

customElements.define("filter-form", FilterForm);
