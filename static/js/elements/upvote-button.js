import { whenBack } from "lib/once";

/**
 * Sends the upvote without leaving the page, and shows what the server counted.
 * Where anything fails the form is sent as it would have been without us.
 */
class UpvoteButton extends HTMLElement {
  connectedCallback() {
    this.querySelector("form").addEventListener("submit", (event) => this.#send(event));
    whenBack(() => (this.querySelector("button").ariaDisabled = null));
  }

  async #send(event) {
    event.preventDefault();
    const form = event.target;
    const button = form.querySelector("button");
    if (button.ariaDisabled === "true") return; // another tap would take it back
    button.ariaDisabled = "true";
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        headers: { Accept: "application/json" },
      });
      if (!answer.ok) throw new Error(`upvote: ${answer.status}`);
      this.#show(await answer.json());
      button.ariaDisabled = null;
    } catch {
      form.submit();
    }
  }

  #show({ upvotes, has_upvoted }) {
    const button = this.querySelector("button");
    button.setAttribute("aria-pressed", String(has_upvoted));
    button.querySelector("span").textContent = has_upvoted
      ? this.dataset.wordOn
      : this.dataset.wordOff;
    const use = button.querySelector("use");
    const [sprite] = use.getAttribute("href").split("#");
    use.setAttribute("href", `${sprite}#${has_upvoted ? "tick" : "eye"}`);
    this.querySelector("output b").textContent = upvotes;
  }
}

customElements.define("upvote-button", UpvoteButton);
