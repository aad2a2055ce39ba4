import { locate } from "lib/geolocation";
import { mapIn } from "lib/leaflet-map";
import { MapCard } from "lib/map-card";
import { keyOf, PinLayer } from "lib/pin-layer";
import { SHARES } from "lib/pins";
import { boundsIn, boxOf } from "lib/view-box";

const PAUSE = 250;
const CLOSE = 16;
/** Reports nearer than this at the closest zoom, in pixels, cannot be told apart by going closer. */
const ONE_SPOT = 40;
/** What the server writes anew for another view or other filters. */
const PARTS = ["list", "quick", "chips", "filter-count", "filter-fields"];

/**
 * Reports round a map and a list that tell the same: pins are loaded for what is in view, the list
 * follows, the address says what is shown, and a card and its pin are marked together.
 */
class ReportMap extends HTMLElement {
  /** @type {import("leaflet").Map} */
  #map;
  /** @type {PinLayer} */
  #pins;
  /** @type {MapCard} */
  #card;
  /** @type {AbortController | undefined} */
  #loading;
  #pause;
  #whereabouts;

  connectedCallback() {
    this.addEventListener("click", (event) => this.#clicked(event));
    this.addEventListener("filters-changed", (event) => {
      if (!this.#map) return;
      event.preventDefault();
      this.#go(event.detail);
    });
    this.addEventListener("place-chosen", (event) => this.#look(event.detail));
    for (const kind of ["pointerover", "focusin"]) {
      this.addEventListener(kind, (event) => this.#pointedAt(event));
    }
    addEventListener("popstate", () => this.#return());
    if (!this.dataset.first) this.#mark(this.querySelector(".map_switch [data-first=map]"));
    this.#card = new MapCard(this.#part("card"), () => this.#pins.mark(""));
    mapIn(this).then((map) => this.#begin(map));
  }

  #begin(map) {
    this.#map = map;
    this.querySelector("[data-tools]")?.removeAttribute("hidden"); // a tap before now would be lost
    this.#pins = new PinLayer(map, {
      sprite: this.dataset.sprite,
      nameOf: (feature) => this.#nameOf(feature),
      choose: (feature) => this.#choose(feature),
    });
    this.#fit();
    map.on("moveend", () => this.#moved());
    map.on("click", () => this.#card.close());
    this.#load({ keepList: true });
  }

  /** Shows what the address names, without going a step farther away each time. */
  #fit() {
    const box = boundsIn(new URL(location.href).searchParams.get("bbox") ?? this.dataset.bbox);
    if (box) this.#map.fitBounds(box.pad(-0.01), { animate: false });
  }

  #moved() {
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => this.#load({ keepList: false }), PAUSE);
  }

  async #load({ keepList }) {
    this.#loading?.abort();
    this.#loading = new AbortController();
    const { signal } = this.#loading;
    const size = this.#map.getSize();
    const address = new URL(location.href);
    address.searchParams.delete("cursor");
    if (size.x && size.y) address.searchParams.set("bbox", boxOf(this.#map));
    try {
      if (size.x && size.y) await this.#loadPins(address.searchParams, signal);
      if (!keepList) await this.#loadList(address, signal);
      if (this.#part("says").textContent === this.dataset.wordOffline) this.#say("");
    } catch (error) {
      if (error.name === "AbortError") return;
      if (!(error instanceof TypeError)) throw error;
      this.#say(this.dataset.wordOffline);
    }
  }

  async #loadPins(query, signal) {
    const asked = new URLSearchParams(query);
    asked.delete("first");
    asked.set("zoom", String(Math.round(this.#map.getZoom())));
    const answer = await fetch(`${this.dataset.pinsUrl}?${asked}`, { signal });
    if (!answer.ok) throw new TypeError(`pins: ${answer.status}`);
    const { features, count } = await answer.json();
    this.#pins.draw(features);
    this.dataset.loaded = count;
  }

  /** The server writes the list; the address is the one under which it would write it anew. */
  async #loadList(address, signal) {
    const page = await fetch(address, { signal });
    if (!page.ok) throw new TypeError(`list: ${page.status}`);
    const fresh = new DOMParser().parseFromString(await page.text(), "text/html");
    address.search = address.search.replaceAll("%2C", ","); // people pass it on
    history.replaceState(null, "", address);
    for (const part of PARTS) {
      const [old, now] = [this.#part(part), fresh.querySelector(`[data-part=${part}]`)];
      const isInUse = part === "filter-fields" && old?.closest("[open]");
      if (old && now && !isInUse && old.innerHTML !== now.innerHTML) replaced(old, now);
    }
    const pin = document.activeElement?.closest("[data-pin]")?.dataset.pin;
    if (pin) this.#markCard(pin); // the one that the focus is on is marked in the new list, too
    this.#tellCount();
  }

  #tellCount() {
    const words = this.#part("count").textContent;
    const spoken = this.#part("spoken");
    if (spoken.textContent !== words) spoken.textContent = words;
    const form = this.querySelector("filter-form");
    form?.dispatchEvent(new CustomEvent("reports-counted", { detail: words }));
  }

  /** Other filters, at the same place; one may come back from them. @param {URL} address */
  #go(address) {
    const bbox = new URL(location.href).searchParams.get("bbox");
    if (bbox && !address.searchParams.has("bbox")) address.searchParams.set("bbox", bbox);
    if (sorted(address) === sorted(location)) return;
    history.pushState(null, "", address);
    this.#card.close();
    this.#load({ keepList: false });
  }

  #return() {
    this.dataset.first = new URL(location.href).searchParams.get("first") ?? "";
    this.#fit();
    this.#load({ keepList: false });
  }

  #nameOf({ properties, bbox }) {
    if (!properties.count) return properties.label;
    const word = this.#isOneSpot(bbox) ? this.dataset.wordSpot : this.dataset.wordGroup;
    const shares = Object.keys(SHARES).filter((share) => properties[share]);
    const told = shares.map((share) => `${this.getAttribute(`data-word-${share}`)} ${properties[share]}`);
    return `${word.replace("{n}", properties.count)}: ${told.join(", ")}`;
  }

  #isOneSpot([west, south, east, north]) {
    const closest = this.#map.getMaxZoom();
    if (this.#map.getZoom() >= closest) return true;
    const [a, b] = [[south, west], [north, east]].map((corner) => this.#map.project(corner, closest));
    return a.distanceTo(b) < ONE_SPOT;
  }

  #choose(feature) {
    const { id, bbox, properties } = feature;
    if (bbox && !this.#isOneSpot(bbox)) {
      this.#card.close();
      this.#map.fitBounds(boundsIn(bbox.join(",")), { padding: [48, 48] });
      return;
    }
    const query = new URLSearchParams(bbox ? location.search : "");
    if (bbox) query.set("bbox", bbox.join(","));
    else query.set("report", id);
    this.#pins.mark(keyOf(feature));
    this.#card.open(`${this.dataset.cardsUrl}?${query}`, {
      otherwise: properties.url,
      back: () => this.#pins.element(String(id)) ?? this.#map.getContainer(),
    });
    this.#markCard(String(id))?.scrollIntoView({ block: "nearest" });
  }

  /** Card and pin belong together: what one points at, the other shows. */
  #pointedAt({ target }) {
    if (!(target instanceof Element) || !this.#pins) return;
    const pin = target.closest("[data-pin]")?.dataset.pin;
    const report = target.closest("[data-report]");
    if (pin) this.#markCard(pin);
    if (report) this.#pins.mark(this.#keyFor(report));
  }

  /** A report that lies in a cluster is shown by that. */
  #keyFor({ dataset: { report, square } }) {
    return this.#pins.element(report) || !square ? report : this.#pins.clusterOf(square);
  }

  #markCard(id) {
    this.querySelectorAll(".report_card[data-selected]").forEach((each) => each.removeAttribute("data-selected"));
    const card = this.#part("list").querySelector(`[data-report="${CSS.escape(id)}"]`);
    card?.setAttribute("data-selected", "");
    return this.contains(document.activeElement) && document.activeElement.closest(".map") ? card : undefined;
  }

  #clicked(event) {
    const { target } = event;
    if (!(target instanceof Element)) return;
    const act = target.closest("[data-do]")?.dataset.do;
    if (act === "in") this.#map.zoomIn();
    if (act === "out") this.#map.zoomOut();
    if (act === "locate") this.#locate();
    if (act === "close") this.#card.close();
    const link = target.closest("a[href]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || !this.#map) return;
    if (link.closest(".map_switch")) this.#turn(event, link);
    else if (link.closest("filter-form")) this.#follow(event, link);
  }

  /** List or map first: the same page, laid out in another way. */
  #turn(event, link) {
    event.preventDefault();
    this.dataset.first = link.dataset.first;
    this.#mark(link);
    const address = new URL(location.href);
    address.searchParams.set("first", link.dataset.first);
    history.replaceState(null, "", address);
    this.#map.invalidateSize({ pan: false });
    this.#fit();
  }

  #mark(link) {
    for (const each of link.parentNode.children) each.removeAttribute("aria-current");
    link.setAttribute("aria-current", "true");
  }

  #follow(event, link) {
    event.preventDefault();
    this.#go(new URL(link.href));
    this.#part("count").focus();
  }

  #look({ latitude, longitude, url }) {
    if (!this.#map) return location.assign(url);
    this.#map.setView([latitude, longitude], CLOSE, { animate: false });
    this.#part("count").focus({ preventScroll: true });
  }

  #locate() {
    this.#say(this.dataset.wordLocating);
    let isFirst = true;
    locate(
      (fix) => {
        this.#showPlace(fix, isFirst);
        isFirst = false;
      },
      (why) => this.#say(this.getAttribute(`data-word-${why}`) ?? this.dataset.wordUnsupported),
    );
  }

  #showPlace({ latitude, longitude, accuracy }, isFirst) {
    const metres = Math.max(1, Math.round(accuracy));
    const at = [latitude, longitude];
    this.#whereabouts ??= L.circle(at, { className: "map__accuracy", interactive: false }).addTo(this.#map);
    this.#whereabouts.setLatLng(at).setRadius(metres);
    if (isFirst) this.#map.setView(at, CLOSE, { animate: false });
    this.#say(this.dataset.wordLocated.replace("{metres}", metres.toLocaleString(document.documentElement.lang)));
  }

  #say(words) {
    this.#part("says").textContent = words ?? "";
  }

  /** @returns {HTMLElement} */
  #part(name) {
    return this.querySelector(`[data-part=${name}]`);
  }
}

/** What an address asks for, in whatever order. */
function sorted({ search }) {
  const asked = new URLSearchParams(search);
  asked.sort();
  return asked.toString();
}

/** A part written anew; whoever was in it comes to its beginning, not to the page's. */
function replaced(old, now) {
  const hadFocus = old.contains(document.activeElement);
  old.replaceWith(now);
  if (hadFocus) now.querySelector("a, button, [tabindex]")?.focus({ preventScroll: true });
}

customElements.define("report-map", ReportMap);
