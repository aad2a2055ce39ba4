/**
 * A photo made small enough for a bad line, and turned, before it is sent: no longer than 2048
 * pixels, which is more than is kept. Its notes stay behind: read them before.
 */
const LONGEST = 2048;
const SMALL_ENOUGH = 400_000;

/**
 * The photo itself where this browser cannot decode it (HEIC in most), where it is small already,
 * or where the browser spoils what is read back from a canvas, as some do against tracking.
 * @param {Blob} photo
 * @param {number} [quarters] clockwise
 * @returns {Promise<Blob>}
 */
export async function shrunk(photo, quarters = 0) {
  const isSmall = photo.size < SMALL_ENOUGH && quarters % 4 === 0;
  if (isSmall || !isCanvasHonest()) return photo;
  try {
    const bitmap = await createImageBitmap(photo, { imageOrientation: "from-image" });
    const smaller = await drawn(bitmap, quarters);
    bitmap.close();
    return smaller && (smaller.size < photo.size || quarters % 4) ? smaller : photo;
  } catch {
    return photo;
  }
}

/**
 * @param {ImageBitmap} bitmap
 * @param {number} quarters
 * @returns {Promise<Blob | null>}
 */
function drawn(bitmap, quarters) {
  const scale = Math.min(1, LONGEST / Math.max(bitmap.width, bitmap.height));
  const [width, height] = [bitmap.width, bitmap.height].map((side) => Math.max(1, Math.round(side * scale)));
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = quarters % 2 ? [height, width] : [width, height];
  const pen = canvas.getContext("2d");
  pen.fillStyle = "white"; // under what is transparent
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.translate(canvas.width / 2, canvas.height / 2);
  pen.rotate((quarters * Math.PI) / 2);
  pen.drawImage(bitmap, -width / 2, -height / 2, width, height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.85));
}

function isCanvasHonest() {
  const pen = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  if (!pen) return false;
  pen.fillStyle = "rgb(12 120 230)";
  pen.fillRect(0, 0, 4, 4);
  const seen = pen.getImageData(1, 1, 1, 1).data;
  return [12, 120, 230].every((value, channel) => Math.abs(seen[channel] - value) < 4);
}
