import { whenBack } from "lib/once";

/**
 * Round a form that posts what the person's device has signed. Hidden until the browser proves to
 * know passkeys; whoever has none signs in by mail.
 *
 * `data-challenge-url` gives what is to be signed, `data-act` is "get" (sign in) or "create" (add),
 * `data-say-failed` are the words for a device that said no.
 */
class PasskeyButton extends HTMLElement {
  connectedCallback() {
    if (!window.PublicKeyCredential?.parseRequestOptionsFromJSON) return;
    this.hidden = false;
    this.#form.addEventListener("submit", (event) => this.#ask(event));
    whenBack(() => (this.querySelector("button").disabled = false));
  }

  get #form() {
    return this.querySelector("form");
  }

  /** @param {SubmitEvent} event */
  async #ask(event) {
    event.preventDefault();
    const button = this.querySelector("button");
    button.disabled = true;
    try {
      const credential = await this.#credential(await this.#options());
      this.querySelector("[name=credential]").value = JSON.stringify(credential.toJSON());
      this.#form.submit();
    } catch {
      const said = this.querySelector("[role=status]");
      said.hidden = false;
      said.textContent = this.dataset.sayFailed;
      button.disabled = false;
    }
  }

  /** @returns {Promise<object>} */
  async #options() {
    const headers = { Accept: "application/json" };
    const answer = await fetch(this.dataset.challengeUrl, { method: "POST", headers });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  }

  /** @param {any} options */
  #credential(options) {
    const { credentials } = navigator;
    return this.dataset.act === "create"
      ? credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
      : credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
  }
}

customElements.define("passkey-button", PasskeyButton);
