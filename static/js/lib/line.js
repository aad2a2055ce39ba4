/**
 * While reports wait on this device: tries to send them whenever there is hope, and says on the page
 * how many wait. The service worker does the same where the browser wakes it; they take turns.
 */
import { queued, sendAll, whenChanged } from "lib/outbox";

const SOON = 1000;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let next;
let isWatched = false;

/** From now on, as long as this page is open. */
export function watchTheLine() {
  if (isWatched) return;
  isWatched = true;
  window.addEventListener("online", () => sendNow());
  whenChanged(say);
  say();
  sendNow(); // there was none when it was kept: this page has come by one
}

/** Without waiting for the hour at which it would be tried anyway. */
export const sendNow = () => attempt({ now: true });

/** @param {{ now?: boolean }} [how] */
async function attempt(how) {
  clearTimeout(next);
  const left = navigator.onLine ? await sendAll(how) : [];
  if (!left.length) return;
  const first = Math.min(...left.map(({ after }) => after));
  next = setTimeout(attempt, Math.max(first - Date.now(), SOON));
}

async function say() {
  const place = document.querySelector("[data-line]");
  const states = (await queued()).map(({ state }) => state);
  const waiting = states.filter((state) => state === "waiting" || state === "sending").length;
  count(place, "waits", waiting);
  count(place, "asks", states.filter((state) => state === "refused" || state === "held").length);
  place.hidden = [...place.children].every(({ hidden }) => hidden);
}

/**
 * @param {HTMLElement} place
 * @param {string} name
 * @param {number} number
 */
const count = (place, name, number) => {
  const part = place.querySelector(`[data-${name}]`);
  part.hidden = number === 0;
  part.querySelector("[data-number]").textContent = String(number);
};
