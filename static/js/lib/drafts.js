/**
 * Reports that somebody has begun to write, as this device remembers them: the latest few, for some
 * days. A photo is either with the server already, or still a file of this device.
 *
 * @typedef {{ token: string, preview: string, alt?: string }} KeptPhoto
 * @typedef {KeptPhoto | { file: Blob, name: string, alt?: string }} Photo
 * @typedef {Record<string, string>} Fields by name; a box that is not ticked is not among them
 * @typedef {Record<string, string[]>} Answers to a category's questions, by the names of their fields
 * @typedef {{ fields: Fields, answers: Answers, photos: Photo[] }} Draft
 * @typedef {Draft & { key: string, at: number }} KeptDraft with the instant of its last change
 */
import { newKey } from "lib/keys";
import { isOurs } from "lib/person";
import { all, drop, get, put } from "lib/stored";

/** Besides the one that is being written. */
const MOST = 5;
const KEPT_FOR = 7 * 24 * 3600 * 1000;

/**
 * Keep a draft on this device; one with a form's own key takes the place of its former self.
 * @param {Partial<Draft>} draft
 * @returns {Promise<string>} its key
 */
export async function putDraft({ fields = {}, answers = {}, photos = [] }) {
  const key = fields.idempotency_key || newKey();
  await put("drafts", { key, at: Date.now(), fields, answers, photos });
  const others = (await sorted()).filter((draft) => draft.key !== key);
  // Photos alone may come from any site that pretends to be an app: they push out no words.
  const inOrder = [...others.filter(hasWords), ...others.filter((draft) => !hasWords(draft))];
  await Promise.all(inOrder.slice(MOST).map((old) => drop("drafts", old.key)));
  return key;
}

/** @returns {Promise<KeptDraft | undefined>} */
export const latestDraft = async () => (await drafts())[0];

/**
 * @param {string} key
 * @returns {Promise<KeptDraft | undefined>}
 */
export const draftOf = (key) => get("drafts", key);

/** @returns {Promise<KeptDraft[]>} ours, newest first; those that were left alone too long are forgotten */
export async function drafts() {
  const kept = await sorted();
  const isOld = ({ at }) => at < Date.now() - KEPT_FOR;
  await Promise.all(kept.filter(isOld).map(({ key }) => drop("drafts", key)));
  return kept.filter((draft) => !isOld(draft) && isOurs(draft));
}

/** @param {Draft} draft that somebody would miss */
export const isWorthIt = (draft) => hasWords(draft) || draft.photos.length > 0;

/** @param {Draft} draft */
const hasWords = ({ fields }) => Boolean(fields.details);

/** @param {string} key */
export const dropDraft = (key) => drop("drafts", key);

/** @returns {Promise<KeptDraft[]>} */
const sorted = async () => (await all("drafts")).sort((one, other) => other.at - one.at);
