/**
 * A key that nobody else has: a form's own, by which the server knows it when it comes twice.
 * @returns {string} also where the page is not served securely and randomUUID is missing
 */
export function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
