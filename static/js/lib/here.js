import { locate } from "lib/geolocation";

/**
 * Where the device is, or why that is not to be had; never rejects. Browsers tell it to pages with
 * a secure address only, and ask the person, so it is called where somebody has just tapped.
 *
 * @typedef {{ latitude: number, longitude: number, accuracy: number }} Position
 * @typedef {{ failure: import("lib/geolocation").Failure }} Nowhere
 * @returns {Promise<Position | Nowhere>}
 */
export const whereDeviceIs = () =>
  new Promise((resolve) => {
    const end = locate(
      ({ latitude, longitude, accuracy }) => {
        end();
        resolve({ latitude, longitude, accuracy });
      },
      (failure) => resolve({ failure }),
    );
  });
