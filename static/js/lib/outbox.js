/**
 * Reports that wait on this device for a line, and what became of them. Pages and the service worker
 * send from here, one after another and never two at once; the form's own key tells the server which
 * it has already, so that each becomes one report however often it is sent.
 *
 * @typedef {"waiting" | "sending" | "held" | "refused" | "sent"} Fate
 * @typedef {{ key: string, at: number, state: Fate, action: string, title: string, tries: number,
 *   after: number, isAsked: boolean, draft: import("lib/drafts").Draft, url?: string,
 *   errors?: Record<string, string[]>, isOther?: boolean }} Waiting `at` is when it came, `after`
 *   before when it is not tried again, in milliseconds; `isAsked` where that is what the site wants;
 *   `isOther` where the form's key had sent other words before
 */
import { isOurs } from "lib/person";
import { bodyOf } from "lib/report-body";
import { all, drop, get, put } from "lib/stored";

const CHANNEL = "civicreport-outbox";
const LOCK = "civicreport-outbox";
const PATIENCE = 40_000;
const PATIENCE_WITH_FILES = 240_000;
/** Between two tries, in seconds; the last one from then on. */
const PAUSES = [20, 60, 120, 300, 900, 1800];
const FATE_SHOWN_FOR = 3 * 24 * 3600 * 1000;
/** What somebody has left here who does not come back. */
const LEFT_FOR = 7 * 24 * 3600 * 1000;
/** Statuses with which a site says "not now". */
const NOT_NOW = new Set([408, 425, 429]);

/**
 * @param {{ action: string, title: string, draft: import("lib/drafts").Draft }} report
 * @returns {Promise<string>} its key
 */
export async function queue({ action, title, draft }) {
  const key = draft.fields.idempotency_key;
  const untried = { tries: 0, after: 0, isAsked: false };
  await save({ key, at: Date.now(), state: "waiting", action, title, draft, ...untried });
  return key;
}

/**
 * @returns {Promise<Waiting[]>} ours, in the order in which they came; old fates are forgotten, and a
 *   browser that keeps nothing has none
 */
export async function queued() {
  const entries = (await all("outbox").catch(() => [])).sort((one, other) => one.at - other.at);
  await Promise.all(entries.filter(isOver).map(({ key }) => drop("outbox", key)));
  return entries.filter((entry) => !isOver(entry) && isOurs(entry.draft));
}

/** @param {Waiting} entry */
const isOver = ({ state, at, draft }) =>
  (state === "sent" && at < Date.now() - FATE_SHOWN_FOR) || (!isOurs(draft) && at < Date.now() - LEFT_FOR);

/**
 * @param {string} key
 * @returns {Promise<Waiting | undefined>}
 */
export const fateOf = (key) => get("outbox", key);

/**
 * Not to be sent while somebody changes it in the form; not where it is on its way already.
 * @param {string} key
 * @returns {Promise<Waiting | undefined>}
 */
export const hold = (key) =>
  alone(async () => {
    const entry = await fateOf(key);
    if (!entry || entry.state === "sent") return undefined;
    if (entry.state !== "refused") await save({ ...entry, state: "held" });
    return entry;
  });

/** @param {string} key */
export async function discard(key) {
  await drop("outbox", key);
  tell();
}

/** @param {Waiting} entry as it was queued, kept, or taken out */
export async function save(entry) {
  await put("outbox", entry);
  tell();
}

/**
 * Send what waits. Where the first finds no line, the others are not tried: they would wait as well.
 * @param {{ now?: boolean, first?: string }} [how] now: also what was to be tried later, but for
 *   what the site wants to have later; first: the key of the one that somebody looks at
 * @returns {Promise<Waiting[]>} what still waits
 */
export const sendAll = ({ now = false, first } = {}) =>
  alone(async () => {
    const entries = await toSend();
    entries.sort((one, other) => (other.key === first) - (one.key === first));
    for (const entry of entries) {
      if (entry.after > Date.now() && (entry.isAsked || !now)) continue;
      if (!(await send(entry))) break;
    }
    return toSend();
  });

const toSend = async () =>
  (await queued()).filter(({ state }) => state === "waiting" || state === "sending");

/**
 * @param {Waiting} entry
 * @returns {Promise<boolean>} whether anybody answered
 */
async function send(entry) {
  await save({ ...entry, state: "sending" });
  let answer;
  try {
    answer = await fetch(entry.action, {
      method: "POST",
      headers: { Accept: "application/json" },
      body: bodyOf(entry.draft),
      signal: AbortSignal.timeout(hasFiles(entry) ? PATIENCE_WITH_FILES : PATIENCE),
    });
    // Too big a proxy finds it, which speaks no JSON; it gets no smaller by waiting.
    await save(fated(entry, answer, answer.status === 413 ? {} : await answer.json()));
  } catch {
    // No line, or not to us: the sign-in page of a station's network is no JSON.
    await unlessGone(later(entry));
  }
  return Boolean(answer);
}

/**
 * @param {Waiting} entry
 * @param {Response} answer
 * @param {{ url?: string, errors?: Record<string, string[]> }} told
 * @returns {Waiting}
 */
function fated(entry, answer, { url, errors }) {
  const { status } = answer;
  if (url && (status === 201 || status === 409)) {
    // What it said and showed is the site's from now on.
    const { of } = entry.draft.fields;
    const draft = { fields: { of }, answers: {}, photos: [] };
    return { ...entry, state: "sent", at: Date.now(), url, draft, isOther: status === 409 };
  }
  if (status >= 400 && status < 500 && !NOT_NOW.has(status)) return { ...entry, state: "refused", errors: errors ?? {} };
  return later(entry, Number(answer.headers.get("Retry-After")));
}

/**
 * @param {Waiting} entry
 * @param {number} [seconds] as the site asks
 * @returns {Waiting}
 */
function later(entry, seconds) {
  const pause = seconds || PAUSES[Math.min(entry.tries, PAUSES.length - 1)];
  const after = Date.now() + pause * 1000;
  return { ...entry, state: "waiting", tries: entry.tries + 1, after, isAsked: Boolean(seconds) };
}

/** @param {Waiting} entry that somebody may have taken out while it was on its way */
async function unlessGone(entry) {
  if (await fateOf(entry.key)) await save(entry);
}

/** @param {Waiting} entry */
const hasFiles = ({ draft }) => draft.photos.some((photo) => "file" in photo);

/**
 * @template Result
 * @param {() => Promise<Result>} act
 * @returns {Promise<Result>} when nobody else on this device sends
 */
const alone = (act) => (navigator.locks ? navigator.locks.request(LOCK, act) : act());

const tell = () => {
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage("changed");
  channel.close();
};

/** @param {() => void} hear whenever something in the queue has changed, here or in another tab */
export function whenChanged(hear) {
  new BroadcastChannel(CHANNEL).addEventListener("message", hear);
}
