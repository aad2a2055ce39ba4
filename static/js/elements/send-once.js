import { newKey } from "lib/keys";

/**
 * Round a form: gives it its own key, and sends it once, however often the button is tapped.
 * The server knows the key, too: the same form twice is one report.
 */
class SendOnce extends HTMLElement {
  connectedCallback() {
    const form = this.querySelector("form");
    if (!form) return;
    const key = form.elements.namedItem("idempotency_key");
    if (key instanceof HTMLInputElement && !key.value) key.value = newKey();
    form.addEventListener("submit", (event) => this.#send(event, form));
    // Coming back by the back button: the form is there again, and so is its button.
    window.addEventListener("pageshow", (event) => event.persisted && this.#rest(form));
  }

  /**
   * @param {SubmitEvent} event
   * @param {HTMLFormElement} form
   */
  #send(event, form) {
    if (event.defaultPrevented) return;
    if (form.dataset.state === "sending") {
      event.preventDefault();
      return;
    }
    form.dataset.state = "sending";
    // A disabled button is not part of what is sent: disable it when that is put together.
    setTimeout(() => buttons(form).forEach((button) => (button.disabled = true)));
  }

  /** @param {HTMLFormElement} form */
  #rest(form) {
    delete form.dataset.state;
    buttons(form).forEach((button) => (button.disabled = false));
  }
}

/**
 * @param {HTMLFormElement} form
 * @returns {HTMLButtonElement[]}
 */
const buttons = (form) => [...form.querySelectorAll("button:not([type=button])")];

customElements.define("send-once", SendOnce);
