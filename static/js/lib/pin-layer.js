import { clusterIcon } from "lib/clusters";
import { pinIcon } from "lib/pins";

/** More stops than this on the way through the page would be a trap. */
const MOST_STOPS = 50;
/** The level of the grid in whose squares cards say where they lie. */
const FINEST = 22;

/**
 * The pins and clusters of a map as buttons, from north to south. What was there before stays the
 * same element, so that nobody's focus is lost when the map loads anew.
 */
export class PinLayer {
  #map;
  #group;
  #sprite;
  #nameOf;
  #choose;
  /** @type {Map<string, { marker: import("leaflet").Marker, feature: object }>} */
  #shown = new Map();
  #marked = "";

  /**
   * @param {import("leaflet").Map} map
   * @param {{ sprite: string, nameOf: (feature: object) => string, choose: (feature: object) => void }} ways
   */
  constructor(map, { sprite, nameOf, choose }) {
    this.#map = map;
    this.#group = L.layerGroup().addTo(map);
    this.#sprite = sprite;
    this.#nameOf = nameOf;
    this.#choose = choose;
  }

  /** @param {object[]} features as the server gives them */
  draw(features) {
    let isFocusLost = false;
    const wanted = new Map(features.toSorted(fromTheNorth).map((each) => [keyOf(each), each]));
    for (const [key, { marker }] of this.#shown) {
      if (wanted.has(key)) continue;
      isFocusLost ||= marker.getElement() === document.activeElement;
      this.#group.removeLayer(marker);
      this.#shown.delete(key);
    }
    for (const [key, feature] of wanted) {
      if (!this.#shown.has(key)) this.#shown.set(key, { feature, marker: this.#put(feature) });
    }
    this.#order([...wanted.keys()]);
    this.mark(this.#marked);
    if (isFocusLost) this.#map.getContainer().focus({ preventScroll: true });
  }

  /** Shows which one is meant: a report by its id, or the cluster that it lies in. @param {string} key */
  mark(key) {
    this.#marked = key;
    for (const [each, { marker }] of this.#shown) {
      marker.getElement().toggleAttribute("data-selected", sameAs(each, key));
    }
  }

  /** @param {string} key */
  element(key) {
    for (const [each, { marker }] of this.#shown) if (sameAs(each, key)) return marker.getElement();
    return undefined;
  }

  /** The key of the cluster in which a card's square lies. @param {string} square as "column/row" */
  clusterOf(square) {
    const key = [...this.#shown.keys()].find((each) => each.includes("/"));
    if (!key) return "";
    const level = Number(key.split("/", 1)[0]);
    return [level, ...square.split("/").map((step) => Number(step) >> (FINEST - level))].join("/");
  }

  #put(feature) {
    const { properties } = feature;
    const icon = properties.count ? clusterIcon(properties) : pinIcon(properties.status, this.#sprite);
    const [longitude, latitude] = feature.geometry.coordinates;
    const marker = L.marker([latitude, longitude], { icon, riseOnHover: true }).addTo(this.#group);
    const button = marker.getElement();
    const name = this.#nameOf(feature);
    button.setAttribute("aria-label", name);
    button.setAttribute("title", name);
    button.dataset.pin = feature.id;
    marker.on("click", () => this.#choose(feature));
    button.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      event.stopPropagation(); // Leaflet would hear it as a click, too
      this.#choose(feature);
    });
    return marker;
  }

  /** The focus goes through them as they lie; an element that has it is not moved. */
  #order(keys) {
    const buttons = keys.map((key) => this.#shown.get(key).marker.getElement());
    buttons.forEach((button, n) => button.setAttribute("tabindex", n < MOST_STOPS ? "0" : "-1"));
    if (buttons.some((button) => button === document.activeElement)) return;
    buttons.forEach((button) => button.parentNode.append(button));
  }
}

/** A cluster with other numbers is another one. */
export function keyOf({ id, properties }) {
  if (!properties.count) return String(id);
  return `${id} ${[properties.count, properties.reported, properties.in_hand, properties.fixed].join("-")}`;
}

const sameAs = (shown, key) => key !== "" && (shown === key || shown.startsWith(`${key} `));

function fromTheNorth({ geometry: { coordinates: a } }, { geometry: { coordinates: b } }) {
  return b[1] - a[1] || a[0] - b[0];
}
