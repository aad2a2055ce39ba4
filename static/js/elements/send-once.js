import { saySending, sendOnce } from "lib/once";

/** Round a form: it is sent once, however often its button is tapped. */
class SendOnce extends HTMLElement {
  connectedCallback() {
    const form = this.querySelector("form");
    if (form) sendOnce(form, () => saySending(form));
  }
}

customElements.define("send-once", SendOnce);
