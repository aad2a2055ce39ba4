/**
 * Where the device is: its first fix at once, and for a short while each better one.
 *
 * @typedef {{ latitude: number, longitude: number, accuracy: number }} Fix
 * @typedef {"denied" | "unavailable" | "timeout" | "insecure" | "unsupported"} Failure
 */
const FIRST_WITHIN = 12_000;
const BETTER_WITHIN = 10_000;
/** Metres: nobody needs it better. */
const GOOD = 15;
/** As `GeolocationPositionError.code` counts. @type {Failure[]} */
const FAILURES = ["unavailable", "denied", "unavailable", "timeout"];

/**
 * @param {(fix: Fix) => void} found
 * @param {(why: Failure) => void} failed
 * @returns {() => void} ends it
 */
export function locate(found, failed) {
  if (!window.isSecureContext) return refuse(failed, "insecure");
  if (!navigator.geolocation) return refuse(failed, "unsupported");
  let best = Infinity;
  let enough;
  const end = () => {
    navigator.geolocation.clearWatch(watch);
    clearTimeout(enough);
  };
  const watch = navigator.geolocation.watchPosition(
    ({ coords }) => {
      enough ??= setTimeout(end, BETTER_WITHIN);
      if (coords.accuracy >= best) return;
      best = coords.accuracy;
      found(coords);
      if (best <= GOOD) end();
    },
    ({ code }) => {
      end();
      if (best === Infinity) failed(FAILURES[code] ?? "unavailable");
    },
    { enableHighAccuracy: true, timeout: FIRST_WITHIN, maximumAge: 30_000 },
  );
  return end;
}

const refuse = (failed, why) => {
  failed(why);
  return () => {};
};
