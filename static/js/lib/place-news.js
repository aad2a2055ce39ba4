/**
 * What a moved mark changes for whoever is filling in the form.
 *
 * @typedef {{ area: string, takers: Map<string, string> }} Ground the area's name ("" outside), and
 *   who takes what there, by the codes of categories ("" where nobody does yet)
 * @typedef {{ takes: string, nobody: string, area: string, notOffered: string }} Words
 */

/**
 * @param {Element} page
 * @returns {Ground} as it stands in the page
 */
export function groundIn(page) {
  const takers = new Map();
  for (const recipient of page.querySelectorAll("[data-takes]")) {
    for (const code of recipient.dataset.takes.split(" ")) takers.set(code, recipient.dataset.name ?? "");
  }
  return { area: page.querySelector("[data-area]")?.dataset.area ?? "", takers };
}

/**
 * @param {Ground} before
 * @param {Ground} now
 * @param {{ code: string, name: string } | null} chosen
 * @param {Words} words
 * @returns {string} "" where nothing changed that one would want to know
 */
export function news(before, now, chosen, words) {
  if (!now.area) return "";
  if (chosen && !now.takers.has(chosen.code)) return words.notOffered.replace("{category}", chosen.name);
  if (!before.area) return "";
  if (!chosen) return isSame(before.takers, now.takers) ? "" : words.area.replace("{area}", now.area);
  const taker = now.takers.get(chosen.code) ?? "";
  if (before.takers.get(chosen.code) === taker) return "";
  return taker ? words.takes.replace("{name}", taker) : words.nobody;
}

/**
 * @param {Map<string, string>} a
 * @param {Map<string, string>} b
 */
const isSame = (a, b) => a.size === b.size && [...a].every(([code, name]) => b.get(code) === name);
