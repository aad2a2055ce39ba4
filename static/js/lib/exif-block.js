/**
 * Where the block of EXIF lies in a photo: JPEG, HEIC and AVIF, PNG and WebP keep the same one in
 * boxes of their own. Every offset is checked by DataView, which throws.
 */
const FIRST_BYTES = 512 * 1024;
const LONGEST_BLOCK = 256 * 1024;

/**
 * @param {Blob} photo
 * @returns {Promise<DataView | null>} from its TIFF header on
 */
export async function blockIn(photo) {
  const head = await bytes(photo, 0, FIRST_BYTES);
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
 * @returns {string} to its first zero
 */
export function text(view, from, length) {
  const codes = Array.from({ length }, (_, at) => view.getUint8(from + at));
  return String.fromCharCode(...codes).replace(/\0.*$/s, "");
}
