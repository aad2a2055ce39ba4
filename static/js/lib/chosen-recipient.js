/**
 * Who gets the chosen category, in the page and on the button that sends.
 *
 * @param {Element} page holds an element with `data-takes` for each recipient of the place
 * @param {string} sayTo "to {name}"
 */
export function showRecipient(page, sayTo) {
  const chosen = page.querySelector("input[name=category]:checked");
  let name = "";
  for (const recipient of page.querySelectorAll("[data-takes]")) {
    const isIt = recipient.dataset.takes.split(" ").includes(chosen?.value ?? "");
    recipient.hidden = !isIt;
    if (!isIt) continue;
    name = recipient.dataset.name ?? "";
    page.querySelector("[data-send-note]")?.replaceChildren(recipient.dataset.note ?? "");
  }
  const all = page.querySelector("[data-all]");
  if (all) all.hidden = Boolean(chosen);
  const button = page.querySelector("[data-send-to]");
  if (button) button.textContent = name ? sayTo.replace("{name}", name) : "";
  page.querySelector("live-hint")?.setAttribute("data-hint", chosen?.dataset.hint ?? "");
}

/**
 * In a sentence, for those who do not see the card: not all that stands on it.
 *
 * @param {Element} page
 */
export const whoGetsIt = (page) =>
  page.querySelector("[data-takes]:not([hidden]) p:not(.recipient__list)")?.textContent.trim() ?? "";
