/**
 * What stands beside a map and is written by the server, anew for another view or other filters: the
 * address is the one under which it would write it.
 */
const PARTS = ["list", "quick", "chips", "filter-count", "filter-fields"];

/**
 * @param {Element} page
 * @param {URL} address
 * @param {AbortSignal} signal
 */
export async function renewParts(page, address, signal) {
  const answer = await fetch(address, { signal });
  if (!answer.ok) throw new Error(`list: ${answer.status}`);
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of PARTS) {
    const [old, now] = [page, fresh].map((whole) => whole.querySelector(`[data-part=${part}]`));
    const isInUse = part === "filter-fields" && old?.closest("[open]");
    if (old && now && !isInUse && old.innerHTML !== now.innerHTML) replace(old, now);
  }
}

/** Whoever was in it comes to its beginning, not to the page's. */
function replace(old, now) {
  const hadFocus = old.contains(document.activeElement);
  old.replaceWith(now);
  if (hadFocus) now.querySelector("a, button, [tabindex]")?.focus({ preventScroll: true });
}
