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
      if (navigator.share) await navigator.share({ title: heading(), url: href });
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

/** What the page is about; its title may speak to one visitor alone. */
const heading = () => document.querySelector("h1").textContent;

customElements.define("share-link", ShareLink);
