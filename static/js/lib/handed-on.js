/**
 * Where the device was, from the page on which somebody was asked to the form that uses it: in this
 * tab, read once. So nobody is asked twice, and no address bears it.
 */
const KEY = "device-place";

/** @param {import("lib/here").Position | import("lib/here").Nowhere} place */
export function handOn(place) {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(place));
  } catch {
    // No room or no permission: the form asks again.
  }
}

/** @returns {import("lib/here").Position | import("lib/here").Nowhere | null} */
export function handedOn() {
  try {
    const kept = sessionStorage.getItem(KEY);
    sessionStorage.removeItem(KEY);
    return kept && JSON.parse(kept);
  } catch {
    return null;
  }
}
