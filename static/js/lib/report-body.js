/**
 * A report as it is sent: the same fields that the form itself would send, from what a device kept.
 *
 * @param {import("lib/drafts").Draft} draft
 * @returns {FormData}
 */
export function bodyOf({ fields, answers, photos }) {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  for (const [name, values] of Object.entries(answers)) {
    for (const value of values) body.append(name, value);
  }
  for (const photo of photos) {
    if ("file" in photo) {
      body.append("photos", photo.file, photo.name);
      body.append("photo_alts", photo.alt ?? ""); // one for each file, in their order
    } else {
      body.append("kept_photos", photo.token);
      if (photo.alt) body.append(`alt-${photo.token}`, photo.alt);
    }
  }
  return body;
}
