/** A text to take along: a touch selects it, the button copies it and says so. */
class CopyText extends HTMLElement {
  connectedCallback() {
    const field = this.querySelector("textarea");
    const button = this.querySelector("button");
    field.addEventListener("focus", () => field.select());
    if (!navigator.clipboard) return;
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(field.value);
        button.querySelector("span").textContent = this.dataset.wordCopied;
      } catch {
        field.focus(); // selected, so that one's own keys copy it
      }
    });
  }
}

customElements.define("copy-text", CopyText);
