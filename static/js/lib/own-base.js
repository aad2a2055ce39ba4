/**
 * What the site knows of its own ground, drawn where no tile server is named or none answers:
 * the outlines of its areas and the names of places.
 */
const ADDRESS = "/maps/base";
/** Each piece is drawn as four tiles would be: few requests, and any cache may keep them. */
const COARSER = 1;
const DEEPEST = 17;
/** Room that a name takes, in letters of the page's size: each letter, and its line with air. */
const LETTER = 0.5;
const LINE = 1.4;

/** @param {import("leaflet").Map} map */
export function drawOwnBase(map) {
  new OwnBase(map);
}

class OwnBase {
  #map;
  #layer = L.layerGroup();
  #zoom = -1;
  /** @type {Set<string>} */
  #drawn = new Set();
  /** Where names stand at this zoom. @type {import("leaflet").Bounds[]} */
  #taken = [];

  constructor(map) {
    this.#map = map;
    map.getContainer().dataset.base = "own";
    map.fire("ownbase");
    this.#layer.addTo(map);
    map.on("moveend", () => this.#draw());
    this.#draw();
  }

  #draw() {
    if (this.#map.getZoom() !== this.#zoom) {
      this.#zoom = this.#map.getZoom();
      this.#layer.clearLayers();
      this.#drawn.clear();
      this.#taken = [];
    }
    const depth = Math.max(0, Math.min(DEEPEST, Math.round(this.#zoom) - COARSER));
    for (const piece of piecesOf(this.#map.getBounds(), depth)) {
      if (!this.#drawn.has(piece)) this.#fetch(piece, this.#zoom);
    }
  }

  async #fetch(piece, zoom) {
    this.#drawn.add(piece);
    try {
      const answer = await fetch(`${ADDRESS}/${piece}.json`);
      if (!answer.ok) throw new Error(`${answer.status}`);
      const { boundaries, places } = await answer.json();
      if (zoom === this.#zoom) this.#show(boundaries, places);
    } catch {
      this.#drawn.delete(piece); // asked again when the map moves next
    }
  }

  #show(boundaries, places) {
    L.geoJSON(boundaries, { interactive: false, style: { className: "map__boundary", fill: false } }).addTo(
      this.#layer,
    );
    L.geoJSON(places, {
      filter: (feature) => this.#hasRoom(feature),
      pointToLayer: (feature, at) => label(feature, at),
    }).addTo(this.#layer);
  }

  /** Names come weightiest first; what would cover one that stands is left out until one comes nearer. */
  #hasRoom({ geometry, properties }) {
    const [longitude, latitude] = geometry.coordinates;
    const middle = this.#map.project([latitude, longitude], this.#map.getZoom());
    const em = parseFloat(getComputedStyle(document.documentElement).fontSize);
    const half = L.point(properties.label.length * LETTER, LINE).multiplyBy(em / 2);
    const box = L.bounds(middle.subtract(half), middle.add(half));
    if (this.#taken.some((each) => each.overlaps(box))) return false;
    this.#taken.push(box);
    return true;
  }
}

function label({ properties }, at) {
  const text = document.createElement("span");
  text.textContent = properties.label;
  text.dataset.kind = properties.kind;
  text.ariaHidden = "true"; // read out, scores of postcodes say nothing of where one is
  const icon = L.divIcon({ className: "map__label", html: text, iconSize: null });
  return L.marker(at, { icon, interactive: false, keyboard: false, alt: "", pane: "tilePane" });
}

/** The squares of a zoom that a view touches, as "z/x/y". */
function* piecesOf(bounds, zoom) {
  const n = 2 ** zoom;
  const clamp = (value) => Math.max(0, Math.min(n - 1, value));
  const column = (longitude) => clamp(Math.floor(((longitude + 180) / 360) * n));
  const row = (latitude) => {
    const sine = Math.sin((Math.max(-85, Math.min(85, latitude)) * Math.PI) / 180);
    return clamp(Math.floor((0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * n));
  };
  for (let x = column(bounds.getWest()); x <= column(bounds.getEast()); x++) {
    for (let y = row(bounds.getNorth()); y <= row(bounds.getSouth()); y++) yield `${zoom}/${x}/${y}`;
  }
}
