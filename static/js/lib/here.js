import { locate } from "lib/geolocation";

/**
 * Where the device is, by its first fix, or why that is not to be had; never rejects. Browsers tell
 * it to pages with a secure address only, and ask the person, so it is called where somebody has
 * just tapped.
 *
 * @typedef {import("lib/geolocation").Fix} Position
 * @typedef {{ failure: import("lib/geolocation").Failure }} Nowhere
 * @returns {Promise<Position | Nowhere>}
 */
export function whereDeviceIs() {
  return new Promise((resolve) => {
    let end = () => {};
    const found = ({ latitude, longitude, accuracy }) => {
      end();
      resolve({ latitude, longitude, accuracy });
    };
    end = locate(found, (failure) => resolve({ failure }));
  });
}
