/** Hands the page's address to the phone's own sharing, or else to the clipboard. */
class ShareLink extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => this.#share(event));
  }

  async #share(event) {
    const link = this.querySelector("a");
    if (!navigator.share && !navigator.clipboard) return;
    event.preventDefault();
    try {
      if (navigator.share) await navigator.share({ title: document.title, url: link.href });
      else await this.#copy(link);
    } catch (error) {
      if (error.name !== "AbortError") location.assign(link.href);
    }
  }

  async #copy(link) {
    await navigator.clipboard.writeText(link.href);
    link.querySelector("span").textContent = this.dataset.wordCopied;
  }
}

customElements.define("share-link", ShareLink);
