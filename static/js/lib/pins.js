/** Pins as the site draws them: the shape tells how it ended, the ring inside how far along it is. */

const SVG = "http://www.w3.org/2000/svg";

/**
 * @param {string} status
 * @param {string} sprite address of our symbols
 * @returns {import("leaflet").DivIcon}
 */
export function pinIcon(status, sprite) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${sprite}#pin-${status}`);
  svg.append(use);
  svg.setAttribute("class", "pin");
  svg.dataset.status = status;
  return L.divIcon({ className: "map__pin", html: svg, iconSize: [44, 52], iconAnchor: [22, 44] });
}

/**
 * Several pins that would cover each other, as a ring with the shares of open, in hand and fixed.
 * @param {Array<{ properties: { status: string } }>} features
 * @returns {import("leaflet").DivIcon}
 */
export function groupIcon(features) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "-24 -24 48 48");
  svg.setAttribute("class", "pin");
  svg.setAttribute("aria-hidden", "true");
  svg.append(shape("circle", { class: "pin__disc", r: 21 }));
  let begins = 0;
  for (const [status, share] of sharesOf(features)) {
    svg.append(
      shape("circle", {
        class: "pin__part",
        "data-status": status,
        r: 17.5,
        pathLength: 100,
        "stroke-dasharray": `${share * 100} ${100 - share * 100}`,
        "stroke-dashoffset": -begins * 100,
        transform: "rotate(-90)",
      }),
    );
    begins += share;
  }
  const count = shape("text", { class: "pin__count", dy: 5 });
  count.textContent = String(features.length);
  svg.append(count);
  return L.divIcon({ className: "map__pin", html: svg, iconSize: [48, 48], iconAnchor: [24, 24] });
}

const OPEN = new Set(["reported"]);
const IN_HAND = new Set(["acknowledged", "investigating", "scheduled", "in_progress"]);

function* sharesOf(features) {
  const counts = { reported: 0, scheduled: 0, fixed: 0, no_action: 0 };
  for (const { properties } of features) counts[classOf(properties.status)] += 1;
  for (const [status, n] of Object.entries(counts)) if (n) yield [status, n / features.length];
}

function classOf(status) {
  if (OPEN.has(status)) return "reported";
  if (IN_HAND.has(status)) return "scheduled";
  return status === "fixed" ? "fixed" : "no_action";
}

function shape(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}
