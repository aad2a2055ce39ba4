import { mapIn } from "lib/leaflet-map";
import { groupIcon, pinIcon } from "lib/pins";

const PAUSE = 250;
/** Pins nearer than this cover each other, in pixels. */
const CELL = 52;
const CLOSE = 16;

/**
 * Reports round a map and a list that tell the same: pins are loaded for what is in view, the list
 * follows, the address says what is shown, and a card and its pin are marked together.
 */
class ReportMap extends HTMLElement {
  /** @type {import("leaflet").Map} */
  #map;
  #pins;
  #features = [];
  /** @type {Map<string, import("leaflet").Marker>} */
  #markers = new Map();
  /** @type {AbortController | undefined} */
  #loading;
  #pause;

  connectedCallback() {
    this.addEventListener("click", (event) => this.#tool(event));
    for (const kind of ["pointerover", "focusin"]) {
      this.addEventListener(kind, (event) => this.#point(event));
    }
    mapIn(this).then((map) => this.#begin(map));
  }

  #begin(map) {
    this.#map = map;
    this.querySelector("[data-tools]")?.removeAttribute("hidden"); // a tap before now would be lost
    this.#pins = L.layerGroup().addTo(map);
    const box = boundsIn(this.dataset.bbox);
    if (box) map.fitBounds(box, { animate: false });
    map.on("moveend", () => this.#moved());
    map.on("zoomend", () => this.#draw());
    this.#load({ keepList: true });
  }

  #moved() {
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => this.#load({ keepList: false }), PAUSE);
  }

  async #load({ keepList }) {
    this.#loading?.abort();
    this.#loading = new AbortController();
    const { signal } = this.#loading;
    const bbox = boxOf(this.#map);
    try {
      const pins = await fetch(withBox(this.dataset.pinsUrl, bbox), { signal });
      if (!pins.ok) return;
      this.#features = (await pins.json()).features;
      this.#draw();
      if (!keepList) await this.#list(bbox, signal);
      this.dataset.loaded = this.#features.length;
    } catch (error) {
      if (error.name !== "AbortError" && !(error instanceof TypeError)) throw error;
    }
  }

  /** The server writes the list; the address is the one under which it would write it anew. */
  async #list(bbox, signal) {
    const address = withBox(location.href, bbox);
    const page = await fetch(address, { signal });
    if (!page.ok) return;
    const fresh = new DOMParser().parseFromString(await page.text(), "text/html");
    history.replaceState(null, "", address);
    for (const part of ["[data-part=list]", "filter-form form"]) {
      const old = this.querySelector(part);
      const now = fresh.querySelector(part);
      if (old && now && !old.contains(document.activeElement)) old.replaceWith(now);
    }
  }

  #draw() {
    this.#pins.clearLayers();
    this.#markers.clear();
    for (const features of this.#cells()) {
      if (features.length > 1) this.#drawGroup(features);
      else this.#drawOne(features[0]);
    }
  }

  /** What would lie on one another goes together, round its newest, until the map can come no closer. */
  #cells() {
    const closest = this.#map.getZoom() >= this.#map.getMaxZoom();
    if (closest) return this.#features.map((feature) => [feature]);
    const groups = [];
    for (const feature of this.#features) {
      const place = this.#map.project(at(feature));
      const near = groups.find((group) => group.place.distanceTo(place) < CELL);
      if (near) near.features.push(feature);
      else groups.push({ place, features: [feature] });
    }
    return groups.map(({ features }) => features);
  }

  #drawOne(feature) {
    const { status, label, url } = feature.properties;
    const marker = L.marker(at(feature), {
      icon: pinIcon(status, this.dataset.sprite),
      riseOnHover: true,
    });
    this.#put(marker, label, () => location.assign(url));
    marker.getElement().dataset.status = status;
    marker.getElement().dataset.report = feature.id;
    this.#markers.set(String(feature.id), marker);
  }

  #drawGroup(features) {
    const bounds = L.latLngBounds(features.map(at));
    const marker = L.marker(at(features[0]), { icon: groupIcon(features) });
    this.#put(marker, this.dataset.wordGroup.replace("{n}", features.length), () =>
      this.#map.fitBounds(bounds, { padding: [48, 48], maxZoom: 18 }),
    );
    for (const { id } of features) this.#markers.set(String(id), marker);
  }

  /** A pin is a button: by pointer and by key. */
  #put(marker, label, act) {
    marker.addTo(this.#pins);
    marker.on("click", act);
    const button = marker.getElement();
    button.setAttribute("aria-label", label);
    button.setAttribute("title", label);
    button.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      act();
    });
  }

  /** Card and pin belong together: what one points at, the other shows. */
  #point({ target }) {
    const id = target instanceof Element && target.closest("[data-report]")?.dataset.report;
    if (!id) return;
    this.querySelectorAll("[data-selected]").forEach((each) => each.removeAttribute("data-selected"));
    this.querySelector(`.report_card[data-report="${id}"]`)?.setAttribute("data-selected", "");
    this.#markers.get(id)?.getElement()?.setAttribute("data-selected", "");
  }

  #tool({ target }) {
    const act = target instanceof Element && target.closest("[data-do]")?.dataset.do;
    if (act === "in") this.#map.zoomIn();
    if (act === "out") this.#map.zoomOut();
    if (act === "locate") this.#locate();
  }

  #locate() {
    const says = this.querySelector("[data-part=says]");
    const fail = () => (says.textContent = this.dataset.wordNowhere);
    if (!navigator.geolocation) return fail();
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      says.textContent = this.dataset.wordHere;
      this.#map.setView([coords.latitude, coords.longitude], CLOSE);
    }, fail);
  }
}

const at = ({ geometry: { coordinates } }) => L.latLng(coordinates[1], coordinates[0]);

/** West, south, east, north with five decimals. */
function boxOf(map) {
  const bounds = map.getBounds();
  const sides = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
  const ends = [-180, -90, 180, 90];
  const clamp = (side, i) => (i < 2 ? Math.max(side, ends[i]) : Math.min(side, ends[i]));
  return sides.map((side, i) => clamp(side, i).toFixed(5)).join(",");
}

function boundsIn(text) {
  const [west, south, east, north] = (text || "").split(",").map(Number);
  return Number.isFinite(north) ? L.latLngBounds([south, west], [north, east]) : null;
}

function withBox(address, bbox) {
  const url = new URL(address, location.href);
  url.searchParams.set("bbox", bbox);
  url.searchParams.delete("cursor");
  return url.href;
}

customElements.define("report-map", ReportMap);
