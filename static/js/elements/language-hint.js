/**
 * Says, in its own words, that the page is there in the language that the reader's browser asks
 * for. Here and not on the server: a page is the same bytes for everybody, and leads nobody away.
 */
class LanguageHint extends HTMLElement {
  connectedCallback() {
    const here = base(document.documentElement.lang);
    for (const wanted of navigator.languages.map(base)) {
      if (wanted === here) return;
      const hint = [...this.children].find((one) => base(one.lang) === wanted);
      if (hint) {
        hint.hidden = false;
        return;
      }
    }
  }
}

/** @param {string} tag "cy-GB" is Welsh as "cy" is. */
const base = (tag) => tag.split("-")[0].toLowerCase();

customElements.define("language-hint", LanguageHint);
