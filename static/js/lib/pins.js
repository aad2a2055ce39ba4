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
