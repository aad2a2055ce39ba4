/** The place that a form would send, in its hidden fields. Each takes an element that holds them. */

/**
 * @param {Element} page
 * @returns {import("lib/exif").Point | null}
 */
export function placeIn(page) {
  const [latitude, longitude] = ["latitude", "longitude"].map((name) => parseFloat(field(page, name).value));
  return Number.isFinite(latitude + longitude) ? { latitude, longitude } : null;
}

/**
 * Another one, or none; the address belonged to the former one.
 * @param {Element} page
 * @param {{ lat: number, lng: number }} [spot]
 */
export function putPlace(page, spot) {
  field(page, "latitude").value = spot?.lat.toFixed(6) ?? "";
  field(page, "longitude").value = spot?.lng.toFixed(6) ?? "";
  putAddress(page, "");
}

/**
 * @param {Element} page
 * @param {string} sealed by the server, that it is its own
 */
export const putAddress = (page, sealed) => (field(page, "address").value = sealed);

/**
 * @param {Element} page
 * @param {string} name
 * @returns {HTMLInputElement}
 */
const field = (page, name) => page.querySelector(`input[name=${name}]`);
