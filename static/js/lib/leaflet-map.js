/**
 * @typedef {import("leaflet").Map} LeafletMap
 *
 * The map that folium's script has made in a box, with its ground drawn and its keys named.
 */
import { drawOwnBase } from "lib/own-base";

/** One tile may be missing; when so many fail and none has come, the server is out of reach. */
const ENOUGH = 2;
/** @type {WeakMap<Element, LeafletMap>} */
const ready = new WeakMap();

/**
 * folium's script stands before ours and is run before it; without it there is no map to wait for.
 * @param {Element} box around the `.map__leaflet` that the server wrote
 * @returns {Promise<LeafletMap>}
 */
export async function mapIn(box) {
  const frame = box.matches(".map__leaflet") ? box : box.querySelector(".map__leaflet");
  const element = frame?.querySelector(".folium-map");
  if (!element?.siteMap) throw new Error("there is no map in this box");
  if (!ready.has(element)) ready.set(element, prepare(frame, element));
  return ready.get(element);
}

/** @returns {LeafletMap} */
function prepare(frame, element) {
  const { map, tiles } = element.siteMap;
  element.setAttribute("role", "region");
  element.setAttribute("aria-label", frame.dataset.label);
  map.attributionControl.setPrefix(false);
  map.invalidateSize();
  if (tiles) drawWhereTilesFail(element.siteMap);
  else drawOwnBase(map);
  return map;
}

/** Tiles that never came are nobody's error: the map draws what it knows itself. */
function drawWhereTilesFail(site) {
  const { map, tiles } = site;
  const giveUp = () => {
    if (site.came || site.failed < ENOUGH || !map.hasLayer(tiles)) return;
    tiles.remove();
    drawOwnBase(map);
  };
  tiles.on("tileerror", giveUp);
  giveUp(); // the map's own script has counted since before we were here
}
