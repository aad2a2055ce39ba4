/**
 * What a camera noted inside a photo: where and when it was taken.
 *
 * Strangers' bytes: what throws is no note.
 *
 * @typedef {{ latitude: number, longitude: number }} Point
 * @typedef {{ point: Point | null, takenAt: Date | null }} Notes
 */
import { blockIn, text } from "lib/exif-block";

/** @type {Notes} */
const NONE = { point: null, takenAt: null };

const CAMERA = 0x8769;
const GPS = 0x8825;
const TAKEN_AT = 0x9003;
const TAKEN_OFFSET = 0x9011;
const LENGTHS = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8];

/**
 * @param {Blob} photo
 * @returns {Promise<Notes>}
 */
export async function notesIn(photo) {
  try {
    const block = await blockIn(photo);
    return block ? read(block) : NONE;
  } catch {
    return NONE;
  }
}

/**
 * @param {DataView} block
 * @returns {Notes}
 */
function read(block) {
  const isLittle = block.getUint16(0) === 0x4949;
  if (block.getUint16(2, isLittle) !== 42) return NONE;
  const first = directory(block, block.getUint32(4, isLittle), isLittle);
  const behind = (tag) => {
    const [at] = first(tag) ?? [];
    return at ? directory(block, at, isLittle) : () => undefined;
  };
  return {
    point: quietly(() => pointIn(behind(GPS))),
    takenAt: quietly(() => takenIn(behind(CAMERA))),
  };
}

/**
 * @param {DataView} block
 * @param {number} start
 * @param {boolean} isLittle
 * @returns {(tag: number) => any} the values of a tag: numbers, or a text
 */
function directory(block, start, isLittle) {
  return (tag) => {
    for (let entry = block.getUint16(start, isLittle) - 1; entry >= 0; entry -= 1) {
      const at = start + 2 + 12 * entry;
      if (block.getUint16(at, isLittle) === tag) return values(block, at, isLittle);
    }
    return undefined;
  };
}

/**
 * @param {DataView} block
 * @param {number} at where its entry is
 * @param {boolean} isLittle
 */
function values(block, at, isLittle) {
  const type = block.getUint16(at + 2, isLittle);
  const count = block.getUint32(at + 4, isLittle);
  const size = LENGTHS[type] ?? 0;
  if (count > 64) return undefined;
  const from = size * count > 4 ? block.getUint32(at + 8, isLittle) : at + 8;
  if (type === 2) return text(block, from, count);
  return Array.from({ length: count }, (_, each) => {
    const here = from + each * size;
    if (type === 3) return block.getUint16(here, isLittle);
    if (type === 4) return block.getUint32(here, isLittle);
    if (type === 5) return block.getUint32(here, isLittle) / block.getUint32(here + 4, isLittle);
    return Number.NaN;
  });
}

/**
 * Cameras write (0, 0) where they do not know, and now and then nonsense.
 * @param {(tag: number) => any} gps
 * @returns {Point | null}
 */
function pointIn(gps) {
  const latitude = degrees(gps(2), { N: 1, S: -1 }[side(gps(1))]);
  const longitude = degrees(gps(4), { E: 1, W: -1 }[side(gps(3))]);
  const isSomewhere = Math.max(Math.abs(latitude), Math.abs(longitude)) >= 0.00005;
  const isOnGlobe = Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180; // NaN is nowhere
  return isOnGlobe && isSomewhere ? { latitude, longitude } : null;
}

/** @param {string} word */
const side = (word) => word.trim().toUpperCase();

/**
 * @param {number[]} parts degrees, minutes, seconds
 * @param {number | undefined} sign
 */
function degrees(parts, sign) {
  const [whole, minutes, seconds] = parts;
  if (parts.length !== 3 || minutes > 60 || seconds > 60) return Number.NaN;
  return (whole + minutes / 60 + seconds / 3600) * (sign ?? Number.NaN);
}

/**
 * By the camera's clock; where it does not say which, by that of this device.
 * @param {(tag: number) => any} camera
 * @returns {Date | null}
 */
function takenIn(camera) {
  const [, day, time] = /^(\d{4}:\d\d:\d\d) (\d\d:\d\d:\d\d)/.exec(camera(TAKEN_AT) ?? "") ?? [];
  if (!day) return null;
  const [offset] = /^[+-]\d\d:\d\d$/.exec(camera(TAKEN_OFFSET) ?? "") ?? [""];
  const taken = new Date(`${day.replaceAll(":", "-")}T${time}${offset}`);
  return Number.isNaN(taken.getTime()) ? null : taken;
}

/**
 * @template T
 * @param {() => T} look
 * @returns {T | null}
 */
function quietly(look) {
  try {
    return look();
  } catch {
    return null;
  }
}
