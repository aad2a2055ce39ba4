/** Which category somebody means, and because of which word: as `domain/suggestions.py`, in the browser. */
const SHORTEST_BEGINNING = 4;
const WORD = /[\p{L}\p{N}]+/gu;

/**
 * @param {string} text
 * @param {{ code: string, words: string[] }[]} meanings
 * @returns {{ code: string, because: string } | null}
 */
export function meant(text, meanings) {
  const written = text.match(WORD) ?? [];
  const all = written.map(folded);
  let best = null;
  let most = 0;
  for (const { code, words } of meanings) {
    const spans = apart(words.map((each) => where(all, each)).filter(Boolean));
    const weight = spans.reduce((sum, span) => sum + letters(all, span), 0);
    if (weight <= most) continue;
    const [begin, end] = spans.toSorted((a, b) => letters(all, b) - letters(all, a) || a[0] - b[0])[0];
    best = { code, because: written.slice(begin, end).join(" ") };
    most = weight;
  }
  return best;
}

/** @param {string} word */
export const folded = (word) => word.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");

/**
 * Where these words stand in a row, first of all.
 * @param {string[]} all
 * @param {string} words
 */
const where = (all, words) => {
  const wanted = (words.match(WORD) ?? []).map(folded);
  for (let begin = 0; wanted.length && begin + wanted.length <= all.length; begin += 1) {
    if (isLike(all.slice(begin, begin + wanted.length), wanted)) return [begin, begin + wanted.length];
  }
  return null;
};

/** As it is, or in the plural; the last word may go on. */
const isLike = (row, wanted) => {
  const isLong = wanted.join("").length >= SHORTEST_BEGINNING;
  return wanted.every((word, place) => {
    const mayGoOn = isLong && place === wanted.length - 1;
    return row[place] === word || row[place] === `${word}s` || (mayGoOn && row[place].startsWith(word));
  });
};

/** No letter counts twice: the longest first, then what does not overlap. */
const apart = (spans) => {
  const chosen = [];
  for (const [begin, end] of spans.toSorted((a, b) => a[0] - a[1] - (b[0] - b[1]) || a[0] - b[0])) {
    if (chosen.every(([other, last]) => end <= other || begin >= last)) chosen.push([begin, end]);
  }
  return chosen;
};

const letters = (all, [begin, end]) => all.slice(begin, end).join("").length;
