/**
 * What every page does for days without a line, when it has shown itself: the service worker is
 * started, and where reports wait on this device, the page sees to them. A page to which somebody
 * goes back is shown anew where another one is signed in by now.
 */
import { person } from "lib/person";
import { all } from "lib/stored";

const reader = person();
window.addEventListener("pageshow", ({ persisted }) => {
  if (persisted && person() !== reader) location.reload();
});

const place = document.querySelector("[data-line]");

/** In the page's own line: whether there is one. */
const sayLine = () => {
  const isSaid = document.querySelector("[data-stored]") !== null;
  place.querySelector("[data-off]").hidden = navigator.onLine || isSaid;
  place.hidden = [...place.children].every(({ hidden }) => hidden);
};

async function seeToTheQueue() {
  const waits = (await all("outbox")).some(({ state }) => state !== "sent");
  if (waits) (await import("lib/line")).watchTheLine();
}

if (place) {
  navigator.serviceWorker?.register("/sw.js").catch(() => {});
  window.addEventListener("online", sayLine);
  window.addEventListener("offline", sayLine);
  sayLine();
  // A browser that keeps nothing has nothing that waits.
  seeToTheQueue().catch(() => {});
}
