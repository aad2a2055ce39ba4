import { SHARES } from "lib/clusters";
import { mapIn } from "lib/leaflet-map";
import { renewParts } from "lib/list-parts";
import { MapCard } from "lib/map-card";
import { keyOf, PinLayer } from "lib/pin-layer";
import { reveal } from "lib/reveal";
import { boundsIn, boxOf, isOneSpot } from "lib/view-box";
import { Whereabouts } from "lib/whereabouts";
import { metres } from "lib/written";

const PAUSE = 250;
const CLOSE = 16;
/** Where the list is not below the map, out of sight of whoever looks at that. */
const SIDE_BY_SIDE = "(min-width: 60rem)";

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
  /** @type {Whereabouts} */
  #whereabouts;
  #pause;
  /** Whether the fields of the filters have yet to tell what a link or the browser's buttons chose. */
  #withFields = false;

  connectedCallback() {
    this.addEventListener("click", (event) => this.#clicked(event));
    this.addEventListener("filters-changed", (event) => {
      if (!this.#map) return;
      event.preventDefault();
      this.#withFields = false;
      this.#go(event.detail);
    });
    this.addEventListener("place-chosen", (event) => this.#look(event.detail));
    for (const kind of ["pointerover", "focusin"]) {
      this.addEventListener(kind, (event) => this.#pointedAt(event));
    }
    addEventListener("popstate", () => this.#map && this.#return());
    this.#layOut(this.dataset.first);
    this.#card = new MapCard(this.#part("card"), () => this.#pins.mark(""));
    // Without its script there is the list.
    mapIn(this).then((map) => this.#begin(map), () => (this.querySelector(".split__map").hidden = true));
  }

  #begin(map) {
    this.#map = map;
    reveal(this); // a tap before now would be lost
    this.#pins = new PinLayer(map, {
      sprite: this.dataset.sprite,
      nameOf: (feature) => this.#nameOf(feature),
      choose: (feature) => this.#choose(feature),
    });
    this.#whereabouts = new Whereabouts(map, CLOSE);
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
      if (error.name !== "AbortError") this.#say(this.dataset.wordOffline);
    }
  }

  async #loadPins(query, signal) {
    const asked = new URLSearchParams(query);
    asked.delete("first");
    asked.set("zoom", String(Math.round(this.#map.getZoom())));
    const answer = await fetch(`${this.dataset.pinsUrl}?${asked}`, { signal });
    if (!answer.ok) throw new Error(`pins: ${answer.status}`);
    const { features, count } = await answer.json();
    this.#pins.draw(features);
    this.dataset.loaded = count;
  }

  /** The server writes the list; the address is the one under which it would write it anew. */
  async #loadList(address, signal) {
    await renewParts(this, address, { signal, withFields: this.#withFields });
    this.#withFields = false;
    address.search = address.search.replaceAll("%2C", ","); // people pass it on
    history.replaceState(null, "", address);
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
    this.#withFields = true;
    this.#layOut(new URL(location.href).searchParams.get("first") ?? "");
    this.#fit();
    this.#load({ keepList: false });
  }

  #nameOf({ properties, bbox }) {
    if (!properties.count) return properties.label;
    const word = isOneSpot(this.#map, bbox) ? this.dataset.wordSpot : this.dataset.wordGroup;
    const shares = Object.keys(SHARES).filter((share) => properties[share]);
    const told = shares.map((share) => `${this.getAttribute(`data-word-${share}`)} ${properties[share]}`);
    return `${word.replace("{n}", properties.count)}: ${told.join(", ")}`;
  }

  #choose(feature) {
    const { id, bbox, properties } = feature;
    if (bbox && !isOneSpot(this.#map, bbox)) {
      this.#card.close();
      this.#map.fitBounds(boundsIn(bbox.join(",")), { padding: [48, 48] });
      return;
    }
    const query = new URLSearchParams(bbox ? location.search : "");
    if (bbox) query.set("bbox", bbox.join(","));
    else query.set("report", id);
    this.#pins.mark(keyOf(feature));
    this.#card.open(`${this.dataset.cardsUrl}?${query}`, {
      otherwise: () => (bbox ? this.#say(this.dataset.wordOffline) : location.assign(properties.url)),
      back: () => this.#pins.element(String(id)) ?? this.#map.getContainer(),
    });
    const listed = this.#markCard(String(id));
    if (matchMedia(SIDE_BY_SIDE).matches) listed?.scrollIntoView({ block: "nearest" });
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
    return card;
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
    const address = new URL(location.href);
    address.searchParams.set("first", link.dataset.first);
    history.replaceState(null, "", address);
    this.#layOut(link.dataset.first);
    this.#fit();
  }

  #layOut(first) {
    this.dataset.first = first;
    for (const link of this.querySelectorAll(".map_switch a")) {
      if (link.dataset.first === (first || "map")) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    this.#map?.invalidateSize({ pan: false });
  }

  #follow(event, link) {
    event.preventDefault();
    this.#withFields = true;
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
    this.#whereabouts.look(
      (accuracy) => this.#say(this.dataset.wordLocated.replace("{metres}", metres(accuracy))),
      (why) => this.#say(this.getAttribute(`data-word-${why}`)),
    );
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

customElements.define("report-map", ReportMap);
