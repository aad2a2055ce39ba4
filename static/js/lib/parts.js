import { reveal } from "lib/reveal";

/**
 * Elements with `data-part` take what the server rendered anew. What was being looked for in one of
 * them is still looked for, and categories that were open stay open. Where the focus was in one of
 * them it is on its successor, or else where the place can be said in other ways.
 * @param {Element} page
 * @param {Record<string, string>} parts HTML by the parts' names
 */
export function replaceParts(page, parts) {
  const focused = page.contains(document.activeElement) ? document.activeElement : null;
  for (const [name, html] of Object.entries(parts)) {
    const part = page.querySelector(`[data-part=${name}]`);
    if (!part) continue;
    const searches = [...part.querySelectorAll("input[type=search]")].filter(({ value }) => value);
    const isOpen = part.querySelector("category-fold:not([data-folded])");
    part.innerHTML = html;
    searches.forEach(lookOn);
    if (isOpen) part.querySelector("category-fold")?.removeAttribute("data-folded");
  }
  reveal(page);
  if (!focused || focused.isConnected) return;
  const successor = focused.id && document.getElementById(focused.id);
  (successor || page.querySelector("[data-describe] summary"))?.focus();
}

/** @param {HTMLInputElement} former */
function lookOn({ id, value }) {
  const search = document.getElementById(id);
  if (!search) return;
  search.value = value;
  search.dispatchEvent(new Event("input", { bubbles: true }));
}
