/** Several reports of one square, drawn as one ring. */
const SVG = "http://www.w3.org/2000/svg";
/** What of the ring is in hand is dashed, what ended without a fix is dotted: dash and gap. */
const DASHES = { scheduled: [6, 2.5], no_action: [1.5, 2] };
/** Hundredths of the ring, between two shares. */
const GAP = 2;
/** What the server counts in a cluster, and the status whose colour stands for it. */
export const SHARES = { reported: "reported", in_hand: "scheduled", fixed: "fixed", ended: "no_action" };

/**
 * With the shares of waiting, in hand, fixed and ended.
 * @param {Record<string, number>} numbers `count`, and of it each of SHARES
 * @returns {import("leaflet").DivIcon}
 */
export function clusterIcon(numbers) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "-24 -24 48 48");
  svg.setAttribute("class", "pin");
  svg.setAttribute("aria-hidden", "true");
  svg.append(shape("circle", { class: "pin__disc", r: 21 }));
  let begins = 0;
  for (const [share, status] of Object.entries(SHARES)) {
    const length = (numbers[share] / numbers.count) * 100;
    const gap = length < 100 ? Math.min(GAP, length / 2) : 0;
    if (length) svg.append(arc(status, length - gap, begins));
    // As everywhere, the ring of what waits is empty, and of what is fixed full.
    if (length && status === "reported") svg.append(arc("empty", length - gap - 2, begins + 1));
    begins += length;
  }
  const count = shape("text", { class: "pin__count", dy: 5 });
  count.textContent = short(numbers.count);
  svg.append(count);
  return L.divIcon({ className: "map__pin", html: svg, iconSize: [48, 48], iconAnchor: [24, 24] });
}

/**
 * @param {string} status
 * @param {number} length in hundredths of the ring
 * @param {number} begins as well
 */
function arc(status, length, begins) {
  return shape("circle", {
    class: "pin__part",
    "data-status": status,
    r: 17.5,
    pathLength: 100,
    "stroke-dasharray": dashed(length, DASHES[status] ?? [length, 0]).join(" "),
    "stroke-dashoffset": -begins,
    transform: "rotate(-90)",
  });
}

/**
 * @param {number} length
 * @param {number[]} pattern a dash and a gap
 * @returns {number[]} as often as they fit, and nothing in the rest of the ring
 */
function dashed(length, [dash, gap]) {
  const dashes = [];
  for (let at = 0; at < length; at += dash + gap) dashes.push(Math.min(dash, length - at), gap);
  return [...dashes, 0, 100];
}

/** Room for four letters: the whole number is in the pin's name. */
const short = (count) => (count < 10_000 ? String(count) : `${Math.floor(count / 1000)}k`);

function shape(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}
