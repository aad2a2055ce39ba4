/**
 * Hands the page's address to the phone's own sharing, or else to the clipboard; where neither takes
 * it, shows it, to be copied by hand.
 */
class ShareLink extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => this.#share(event));
  }

  async #share(event) {
    const { href } = this.querySelector("a");
    event.preventDefault();
    try {
      if (navigator.share) await navigator.share({ title: document.title, url: href });
      else await this.#copy(href);
    } catch (error) {
      if (error.name !== "AbortError") this.#say(href);
    }
  }

  async #copy(address) {
    await navigator.clipboard.writeText(address);
    this.#say(this.dataset.wordCopied);
  }

  #say(words) {
    this.querySelector("a span").textContent = words;
  }
}

customElements.define("share-link", ShareLink);
