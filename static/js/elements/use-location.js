const WAIT = 10_000;

/**
 * The first link leads to where the visitor stands. Without a position (refused, not to be had, too
 * slow) it leads where it would have led anyway.
 */
class UseLocation extends HTMLElement {
  connectedCallback() {
    this.querySelector("a").addEventListener("click", (event) => this.#ask(event));
  }

  #ask(event) {
    if (!window.isSecureContext || !navigator.geolocation) return;
    event.preventDefault();
    const link = event.currentTarget;
    link.lastChild.textContent = ` ${this.dataset.wordAsking}`;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => location.assign(placed(link.href, coords)),
      () => location.assign(link.href),
      { enableHighAccuracy: true, timeout: WAIT, maximumAge: 30_000 },
    );
  }
}

function placed(address, { latitude, longitude, accuracy }) {
  const url = new URL(address);
  url.searchParams.set("latitude", latitude.toFixed(6));
  url.searchParams.set("longitude", longitude.toFixed(6));
  url.searchParams.set("accuracy", String(Math.max(1, Math.round(accuracy))));
  return url.href;
}

customElements.define("use-location", UseLocation);
