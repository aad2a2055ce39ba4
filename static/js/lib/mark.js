/**
 * The mark in the middle of a map: where it stands, whether that is exact, and the circle that tells
 * how well the device knows where it is.
 *
 * @typedef {import("leaflet").Map} LeafletMap
 * @typedef {{ latitude: number, longitude: number, accuracy?: number, is_wide?: boolean }} Place
 */

/** From here on a map shows enough to put a mark on one spot. */
const EXACT_ENOUGH = 16;
const CLOSE = 17;
const WIDE = 13;
/** A tap on a far map comes nearer by so much. */
const STEP = 3;
/** Metres: a fix that is worse has to be put right by hand. */
export const ROUGH = 100;

export class Mark {
  #map;
  #stood;
  #isOurs = false;
  /** @type {import("leaflet").Circle | undefined} */
  #circle;

  /**
   * @param {LeafletMap} map
   * @param {() => void} moved by somebody, not by us
   */
  constructor(map, moved) {
    this.#map = map;
    this.#stood = at(map.getCenter());
    map.on("moveend", () => this.#isOurs || moved());
    map.on("click", ({ latlng }) => {
      const zoom = map.getZoom();
      map.setView(latlng, this.isExact ? zoom : Math.min(zoom + STEP, CLOSE));
    });
  }

  get isExact() {
    return this.#map.getZoom() >= EXACT_ENOUGH;
  }

  /** @returns {{ lat: number, lng: number } | null} where it stands now, if that is new */
  get moved() {
    const centre = this.#map.getCenter().wrap();
    if (at(centre) === this.#stood) return null;
    this.#stood = at(centre);
    return centre;
  }

  get centre() {
    return this.#map.getCenter().wrap();
  }

  /**
   * The place was chosen before the map was there, or by the browser that brought a form back.
   * @param {Place} place
   */
  follow(place) {
    if (at({ lat: place.latitude, lng: place.longitude }) !== at(this.centre)) this.go(place);
  }

  /** @param {Place} place */
  go({ latitude, longitude, accuracy, is_wide }) {
    this.#circle?.remove();
    this.#circle = undefined;
    if (accuracy) {
      const style = { radius: accuracy, className: "crosshair__accuracy", interactive: false };
      this.#circle = L.circle([latitude, longitude], style).addTo(this.#map);
    }
    this.#isOurs = true;
    this.#map.setView([latitude, longitude], this.#zoomFor(accuracy, is_wide), { animate: false });
    this.#isOurs = false;
    this.#stood = at(this.centre);
  }

  /** @param {number} steps */
  zoom(steps) {
    this.#map.setZoom(this.#map.getZoom() + steps);
  }

  comeCloser() {
    this.#map.setZoom(CLOSE, { animate: false });
  }

  /** A rough fix is shown with its whole circle, so that one sees how rough it is. */
  #zoomFor(accuracy = 0, isWide = false) {
    if (isWide) return WIDE;
    if (accuracy <= ROUGH || !this.#circle) return Math.max(this.#map.getZoom(), CLOSE);
    return Math.max(WIDE, Math.min(CLOSE, this.#map.getBoundsZoom(boundsOf(this.#circle))));
  }
}

const boundsOf = (circle) => circle.getLatLng().toBounds(2 * circle.getRadius());

/** @param {{ lat: number, lng: number }} point */
const at = ({ lat, lng }) => `${lat.toFixed(6)},${lng.toFixed(6)}`;
