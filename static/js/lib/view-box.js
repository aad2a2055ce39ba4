/** What a map shows, as addresses say it: west, south, east, north with five decimals. */

const ENDS = 90;
/** Reports nearer than this at the closest zoom, in pixels, cannot be told apart by going closer. */
const ONE_SPOT = 40;

/** @param {import("leaflet").Map} map */
export function boxOf(map) {
  const bounds = map.getBounds();
  const goesRound = bounds.getEast() - bounds.getWest() >= 360;
  const west = goesRound ? -180 : wrapped(bounds.getWest());
  const east = goesRound ? 180 : wrapped(bounds.getEast());
  const south = Math.max(bounds.getSouth(), -ENDS);
  const north = Math.min(bounds.getNorth(), ENDS);
  return [west, south, east, north].map((side) => side.toFixed(5)).join(",");
}

/**
 * @param {string | null | undefined} text
 * @returns {import("leaflet").LatLngBounds | null}
 */
export function boundsIn(text) {
  const [west, south, east, north] = (text || "").split(",").map(Number);
  if (!Number.isFinite(north)) return null;
  return L.latLngBounds([south, west], [north, east < west ? east + 360 : east]);
}

/**
 * @param {import("leaflet").Map} map
 * @param {number[]} box
 */
export function isOneSpot(map, [west, south, east, north]) {
  const closest = map.getMaxZoom();
  if (map.getZoom() >= closest) return true;
  const [a, b] = [[south, west], [north, east]].map((corner) => map.project(corner, closest));
  return a.distanceTo(b) < ONE_SPOT;
}

/** A longitude past the date line goes on from the other side. */
function wrapped(longitude) {
  return longitude > 180 || longitude < -180 ? ((((longitude + 180) % 360) + 360) % 360) - 180 : longitude;
}
