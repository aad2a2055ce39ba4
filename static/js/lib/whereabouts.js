import { locate } from "lib/geolocation";

/** Where the device is, on a map: a circle as wide as that is uncertain. */
export class Whereabouts {
  #map;
  #zoom;
  /** @type {import("leaflet").Circle | undefined} */
  #circle;
  #stop = () => {};

  /**
   * @param {import("leaflet").Map} map
   * @param {number} zoom from which one sees what is there
   */
  constructor(map, zoom) {
    this.#map = map;
    this.#zoom = zoom;
  }

  /**
   * Goes there once; a better fix moves the circle only.
   * @param {(accuracy: number) => void} found
   * @param {(why: import("lib/geolocation").Failure) => void} failed
   */
  look(found, failed) {
    this.#stop();
    let isFirst = true;
    this.#stop = locate(({ latitude, longitude, accuracy }) => {
      const at = [latitude, longitude];
      this.#circle ??= L.circle(at, { className: "map__accuracy", interactive: false }).addTo(this.#map);
      this.#circle.setLatLng(at).setRadius(accuracy);
      if (isFirst) this.#map.setView(at, this.#zoom, { animate: false });
      isFirst = false;
      found(accuracy);
    }, failed);
  }
}
