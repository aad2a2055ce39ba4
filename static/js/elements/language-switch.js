/**
 * The links to this page in other languages lead to it as it is by now: with what scripts have put
 * into its address since. A form that wants to go along hears `language-chosen`, with that address.
 */
class LanguageSwitch extends HTMLElement {
  connectedCallback() {
    for (const link of document.querySelectorAll("a[hreflang]")) {
      for (const act of ["pointerdown", "click"]) link.addEventListener(act, () => turn(link));
    }
  }
}

/** @param {HTMLAnchorElement} link */
const turn = (link) => {
  const address = new URL(link.href);
  address.search = location.search;
  document.dispatchEvent(new CustomEvent("language-chosen", { detail: address }));
  link.href = address.href;
};

customElements.define("language-switch", LanguageSwitch);
