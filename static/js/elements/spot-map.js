import { mapIn } from "lib/leaflet-map";
import { pinIcon } from "lib/pins";

/** One report on its small map; the page says in words what the pin shows. */
class SpotMap extends HTMLElement {
  connectedCallback() {
    mapIn(this).then((map) => {
      const icon = pinIcon(this.dataset.status, this.dataset.sprite);
      L.marker(map.getCenter(), { icon, interactive: false, keyboard: false, alt: "" }).addTo(map);
    });
  }
}

customElements.define("spot-map", SpotMap);
