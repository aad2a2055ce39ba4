import { whereDeviceIs } from "lib/here";
import { whenBack } from "lib/once";

/**
 * The first link leads to where the visitor stands. Without a position it leads where it would have
 * led anyway, and the page there says why: `#location-denied`.
 */
class UseLocation extends HTMLElement {
  connectedCallback() {
    const link = this.querySelector("a");
    const { textContent } = link.lastChild;
    link.addEventListener("click", (event) => this.#ask(event));
    whenBack(() => (link.lastChild.textContent = textContent));
  }

  async #ask(event) {
    event.preventDefault();
    const link = event.currentTarget;
    link.lastChild.textContent = ` ${this.dataset.wordAsking}`;
    location.assign(placed(link.href, await whereDeviceIs()));
  }
}

/**
 * @param {string} address
 * @param {import("lib/here").Position | import("lib/here").Nowhere} where
 */
function placed(address, where) {
  const url = new URL(address);
  if ("failure" in where) {
    url.hash = `location-${where.failure}`;
    return url.href;
  }
  url.searchParams.set("latitude", where.latitude.toFixed(6));
  url.searchParams.set("longitude", where.longitude.toFixed(6));
  url.searchParams.set("accuracy", String(Math.max(1, Math.round(where.accuracy))));
  return url.href;
}

customElements.define("use-location", UseLocation);
