/**
 * What the notes of photos tell about where a problem is.
 *
 * @typedef {import("lib/exif").Notes & { changedAt: number }} PhotoNotes `changedAt` by the file
 */
const HOUR = 3600 * 1000;
const METRES_IN_A_DEGREE = 111_195;

/**
 * Read before a photo is made smaller, which strips them. The reader comes when it is needed; where
 * it cannot come, nothing is known.
 * @param {File[]} photos
 * @returns {Promise<PhotoNotes[]>}
 */
export async function notesOf(photos) {
  const reader = await import("lib/exif").catch(() => null);
  const read = async (photo) => ({
    ...((await reader?.notesIn(photo)) ?? { point: null, takenAt: null }),
    changedAt: photo.lastModified ?? 0,
  });
  return Promise.all(photos.map(read));
}

/**
 * A photo taken within the last hour shows where its giver is, or was a moment ago. By an older one
 * (or a camera whose clock is wrong) nothing is known of where the problem is now.
 * @param {PhotoNotes[]} photos
 * @param {number} [now]
 */
export function judged(photos, now = Date.now()) {
  const at = (photo) => photo.takenAt?.getTime() ?? photo.changedAt;
  const fresh = photos.filter((photo) => Math.abs(now - at(photo)) <= HOUR);
  return {
    isFresh: fresh.length > 0,
    /** @type {import("lib/exif").Point | null} */
    point: (fresh.length ? fresh : photos).find(({ point }) => point)?.point ?? null,
    takenAt: new Date(at(photos[0])),
  };
}

/**
 * As the crow flies, near enough for what is near.
 * @param {import("lib/exif").Point} one
 * @param {import("lib/exif").Point} other
 */
export function metresBetween(one, other) {
  const shrink = Math.cos((one.latitude * Math.PI) / 180);
  const [down, across] = [other.latitude - one.latitude, (other.longitude - one.longitude) * shrink];
  return METRES_IN_A_DEGREE * Math.hypot(down, across);
}
