import { mapIn } from "lib/leaflet-map";
import { pinIcon } from "lib/pins";

const NAMED = 14;

/** One report on its small map; the page says in words what the pin shows. */
class SpotMap extends HTMLElement {
  connectedCallback() {
    mapIn(this).then((map) => this.#mark(map), () => (this.hidden = true));
  }

  /** @param {import("leaflet").Map} map */
  #mark(map) {
    const icon = pinIcon(this.dataset.status, this.dataset.sprite);
    this.#seeNames(map);
    L.marker(map.getCenter(), { icon, interactive: false, keyboard: false, alt: "" }).addTo(map);
  }

  /** Our own ground has no streets: from farther away it names what lies around. */
  #seeNames(map) {
    const stepBack = () => map.setZoom(NAMED, { animate: false });
    if (map.getContainer().dataset.base === "own") stepBack();
    else map.once("ownbase", stepBack);
  }
}

customElements.define("spot-map", SpotMap);
