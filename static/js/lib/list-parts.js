/**
 * What stands beside a map and is written by the server, anew for another view or other filters: the
 * address is the one under which it would write it.
 */
const FIELDS = "filter-fields";
const PARTS = ["list", "quick", "chips", "filter-count", "feed", FIELDS];

/**
 * Fields that somebody has open stay as they are, unless the filters were changed by other means.
 * @param {Element} page
 * @param {URL} address
 * @param {{ signal: AbortSignal, withFields: boolean }} how
 */
export async function renewParts(page, address, { signal, withFields }) {
  const answer = await fetch(address, { signal });
  if (!answer.ok) throw new Error(`list: ${answer.status}`);
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of PARTS) {
    const [old, now] = [page, fresh].map((whole) => whole.querySelector(`[data-part=${part}]`));
    const isInUse = part === FIELDS && !withFields && old?.closest("[open]");
    const isChosen = part === FIELDS && withFields; // what is ticked by hand is not in its HTML
    if (old && now && !isInUse && (isChosen || old.innerHTML !== now.innerHTML)) replace(old, now);
  }
}

/** Whoever was in it comes to its beginning, not to the page's. */
function replace(old, now) {
  const hadFocus = old.contains(document.activeElement);
  old.replaceWith(now);
  if (hadFocus) now.querySelector("a, button, [tabindex], [type=search]")?.focus({ preventScroll: true });
}
