const WAIT = 12_000;
/** As `GeolocationPositionError.code` counts: 1 refused, 2 not to be had, 3 took too long. */
const FAILURES = ["unavailable", "denied", "unavailable", "timeout"];

/**
 * Where the device is, or why that is not to be had; never rejects. Browsers tell it to pages with
 * a secure address only, and ask the person, so it is called where somebody has just tapped.
 *
 * @typedef {{ latitude: number, longitude: number, accuracy: number }} Position
 * @typedef {{ failure: "insecure" | "unsupported" | "denied" | "unavailable" | "timeout" }} Nowhere
 * @returns {Promise<Position | Nowhere>}
 */
export function whereDeviceIs() {
  if (!window.isSecureContext) return Promise.resolve({ failure: "insecure" });
  if (!navigator.geolocation) return Promise.resolve({ failure: "unsupported" });
  return new Promise((resolve) => {
    navigator.geolocation.getCurrentPosition(
      ({ coords: { latitude, longitude, accuracy } }) => resolve({ latitude, longitude, accuracy }),
      ({ code }) => resolve({ failure: FAILURES[code] ?? "unavailable" }),
      { enableHighAccuracy: true, timeout: WAIT, maximumAge: 30_000 },
    );
  });
}
