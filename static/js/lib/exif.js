/**
 * What a camera noted inside a photo: where and when it was taken, and how to turn it. JPEG, HEIC
 * and AVIF, PNG and WebP keep the same block of EXIF in boxes of their own.
 *
 * Strangers' bytes: every offset is checked by DataView, which throws, and what throws is no note.
 *
 * @typedef {{ latitude: number, longitude: number }} Point
 * @typedef {{ point: Point | null, takenAt: Date | null, orientation: number }} Notes
 */
const FIRST_BYTES = 512 * 1024;
const LONGEST_BLOCK = 256 * 1024;
/** @type {Notes} */
const NONE = { point: null, takenAt: null, orientation: 1 };

const ORIENTATION = 0x0112;
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
    const block = await blockIn(photo, new DataView(await photo.slice(0, FIRST_BYTES).arrayBuffer()));
    return block ? read(block) : NONE;
  } catch {
    return NONE;
  }
}

/**
 * @param {Blob} photo
 * @param {DataView} head its first bytes
 * @returns {Promise<DataView | null>} the block, from its TIFF header on
 */
async function blockIn(photo, head) {
  if (head.getUint16(0) === 0xffd8) return inJpeg(head);
  if (text(head, 4, 4) === "ftyp") return inBoxes(photo, head);
  if (head.getUint32(0) === 0x89504e47) return inChunks(photo, head, { from: 8, name: "eXIf", isPng: true });
  if (text(head, 8, 4) === "WEBP") return inChunks(photo, head, { from: 12, name: "EXIF", isPng: false });
  return null;
}

/** @param {DataView} head */
function inJpeg(head) {
  for (let at = 2; head.getUint8(at) === 0xff; ) {
    const marker = head.getUint8(at + 1);
    const length = head.getUint16(at + 2);
    if (marker === 0xe1 && text(head, at + 4, 4) === "Exif") return part(head, at + 10, length - 8);
    if (marker === 0xda) return null;
    at += 2 + length;
  }
  return null;
}

/**
 * PNG and WebP are rows of chunks; the one wanted may stand behind the pixels.
 * @param {Blob} photo
 * @param {DataView} head
 * @param {{ from: number, name: string, isPng: boolean }} kind
 */
async function inChunks(photo, head, { from, name, isPng }) {
  for (let at = from, some = head; at + 8 <= photo.size; ) {
    if (at + 8 > head.byteLength) some = await bytes(photo, at, 8);
    const here = some === head ? at : 0;
    const called = text(some, here + (isPng ? 4 : 0), 4);
    const length = some.getUint32(here + (isPng ? 0 : 4), !isPng);
    if (called === name) return afterMark(await bytes(photo, at + 8, Math.min(length, LONGEST_BLOCK)));
    at += 8 + length + (isPng ? 4 : length % 2);
  }
  return null;
}

/**
 * HEIC and AVIF: the box "meta" names the item that is the EXIF, and says where it lies.
 * @param {Blob} photo
 * @param {DataView} head
 */
async function inBoxes(photo, head) {
  const meta = box(head, 0, head.byteLength, "meta");
  if (!meta) return byItsMark(head);
  const inside = [head, meta.from + 4, meta.to];
  const item = exifItem(head, box(...inside, "iinf"));
  const place = item && placeOf(head, box(...inside, "iloc"), item);
  if (!place) return byItsMark(head);
  const block = await bytes(photo, place.from, Math.min(place.length, LONGEST_BLOCK));
  return part(block, 4 + block.getUint32(0)); // it begins with how far its header is
}

/**
 * Boxes in an order of their own: the block says itself that it begins.
 * @param {DataView} head
 */
function byItsMark(head) {
  for (let at = 0; at + 14 < head.byteLength; at += 1) {
    if (head.getUint32(at) === 0x45786966 && [0x4949, 0x4d4d].includes(head.getUint16(at + 6))) {
      return part(head, at + 6);
    }
  }
  return null;
}

/**
 * @param {DataView} view
 * @param {number} from
 * @param {number} to
 * @param {string} name
 * @returns {{ from: number, to: number } | null} what is inside it
 */
function box(view, from, to, name) {
  for (let at = from; at + 8 <= to; ) {
    const size = view.getUint32(at);
    if (text(view, at + 4, 4) === name) return { from: at + 8, to: Math.min(at + (size || to), to) };
    if (size < 8) return null;
    at += size;
  }
  return null;
}

/**
 * @param {DataView} view
 * @param {{ from: number, to: number } | null} list the box "iinf"
 * @returns {number | null} the item's number
 */
function exifItem(view, list) {
  if (!list) return null;
  let at = list.from + (view.getUint8(list.from) === 0 ? 6 : 8);
  while (at + 20 <= list.to) {
    const size = view.getUint32(at);
    const isLong = view.getUint8(at + 8) >= 3;
    if (text(view, at + (isLong ? 18 : 16), 4) === "Exif") {
      return isLong ? view.getUint32(at + 12) : view.getUint16(at + 12);
    }
    if (size < 8) return null;
    at += size;
  }
  return null;
}

/**
 * @param {DataView} view
 * @param {{ from: number, to: number } | null} list the box "iloc"
 * @param {number} wanted
 * @returns {{ from: number, length: number } | null}
 */
function placeOf(view, list, wanted) {
  if (!list) return null;
  const version = view.getUint8(list.from);
  const sizes = view.getUint16(list.from + 4);
  const [offset, length, base] = [sizes >> 12, (sizes >> 8) & 15, (sizes >> 4) & 15];
  const index = version > 0 ? sizes & 15 : 0;
  let at = list.from + 6;
  const take = (size) => {
    const value = size === 8 ? Number(view.getBigUint64(at)) : size && number(view, at, size);
    at += size;
    return value;
  };
  const wide = version < 2 ? 2 : 4;
  for (let left = take(wide); left > 0; left -= 1) {
    const item = take(wide);
    const method = version > 0 ? take(2) & 15 : 0;
    take(2);
    const start = take(base);
    const extents = Array.from({ length: take(2) }, () => {
      take(index);
      return { from: start + take(offset), length: take(length) };
    });
    if (item === wanted) return method === 0 ? (extents[0] ?? null) : null;
  }
  return null;
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
    orientation: quietly(() => first(ORIENTATION)?.[0]) || 1,
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

/** @param {DataView} block that may begin with "Exif" and two zeros */
const afterMark = (block) => (text(block, 0, 4) === "Exif" ? part(block, 6) : block);

/**
 * @param {Blob} photo
 * @param {number} from
 * @param {number} length
 */
const bytes = async (photo, from, length) =>
  new DataView(await photo.slice(from, from + length).arrayBuffer());

/**
 * @param {DataView} view
 * @param {number} from
 * @param {number} [length]
 */
const part = (view, from, length) =>
  new DataView(
    view.buffer,
    view.byteOffset + from,
    Math.min(length ?? Infinity, view.byteLength - from),
  );

/**
 * @param {DataView} view
 * @param {number} at
 * @param {number} size in bytes
 */
const number = (view, at, size) => (size === 4 ? view.getUint32(at) : view.getUint16(at));

/**
 * @param {DataView} view
 * @param {number} from
 * @param {number} length
 */
function text(view, from, length) {
  const codes = Array.from({ length }, (_, at) => view.getUint8(from + at));
  return String.fromCharCode(...codes).replace(/\0.*$/s, "");
}
