import { mapIn } from "lib/leaflet-map";

/** From here on a map shows enough to put a mark on one spot. */
const EXACT_ENOUGH = 14;
const CLOSE = 17;
const PAUSE = 350;
const WAIT_FOR_POSITION = 12_000;
/** As `GeolocationPositionError.code` counts: 1 refused, 2 not to be had, 3 took too long. */
const FAILURES = ["unavailable", "denied", "unavailable", "timeout"];

/**
 * Round the form and its map: the mark stands still, the map moves under it, and what belongs to
 * the place (its words, the categories offered there, who gets them) follows.
 *
 * `data-options-url` answers for a place; `data-say-…` are the words. Elements with `data-part`
 * are replaced by what the server rendered for the new place.
 */
class LocationPicker extends HTMLElement {
  /** @type {import("lib/leaflet-map").LeafletMap | undefined} */
  #map;
  /** Where the mark stood when somebody last moved it. @type {string} */
  #stood = "";
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #pause;
  /** @type {AbortController | undefined} */
  #asking;

  connectedCallback() {
    this.addEventListener("click", (event) => this.#clicked(event));
    this.addEventListener("change", (event) => this.#changed(event));
    this.addEventListener("place-chosen", (event) => this.#go(event.detail));
    this.querySelectorAll("[data-needs-js]").forEach((each) => each.removeAttribute("hidden"));
    this.#showRecipient();
    const box = this.querySelector("[data-map]");
    if (box) mapIn(box).then((map) => this.#connect(map));
  }

  /** @param {import("lib/leaflet-map").LeafletMap} map */
  #connect(map) {
    this.#map = map;
    map.invalidateSize();
    this.#follow(map);
    this.#stood = at(map.getCenter());
    map.on("moveend", () => this.#moved());
    map.on("click", ({ latlng }) => map.setView(latlng, Math.max(map.getZoom(), EXACT_ENOUGH + 1)));
  }

  /**
   * The place was chosen before the map was there, or by the browser that brought a form back.
   * @param {import("lib/leaflet-map").LeafletMap} map
   */
  #follow(map) {
    const [latitude, longitude] = ["latitude", "longitude"].map((name) => this.#field(name).value);
    const isChosen = latitude && longitude && Number.isFinite(Number(latitude) + Number(longitude));
    if (!isChosen || at({ lat: Number(latitude), lng: Number(longitude) }) === at(map.getCenter())) return;
    map.setView([latitude, longitude], Math.max(map.getZoom(), CLOSE), { animate: false });
  }

  #moved() {
    const centre = this.#map.getCenter().wrap();
    if (at(centre) === this.#stood) return;
    this.#stood = at(centre);
    if (this.#map.getZoom() < EXACT_ENOUGH) {
      this.#say(this.dataset.sayCloser);
      return;
    }
    this.#say("");
    this.#place(centre.lat, centre.lng);
  }

  /**
   * @param {number} latitude
   * @param {number} longitude
   */
  #place(latitude, longitude) {
    this.#field("latitude").value = latitude.toFixed(6);
    this.#field("longitude").value = longitude.toFixed(6);
    clearTimeout(this.#pause);
    this.#asking?.abort();
    this.setAttribute("aria-busy", "true");
    this.#pause = setTimeout(() => this.#ask(), PAUSE);
  }

  async #ask() {
    this.#asking = new AbortController();
    const form = new FormData(this.querySelector("form"));
    const query = new URLSearchParams();
    for (const name of ["latitude", "longitude", "category"]) query.set(name, form.get(name) ?? "");
    try {
      const answer = await fetch(`${this.dataset.optionsUrl}?${query}`, {
        headers: { Accept: "application/json" },
        signal: this.#asking.signal,
      });
      if (!answer.ok) throw new Error(`${answer.status}`);
      this.#show(await answer.json());
    } catch (error) {
      if (error.name === "AbortError") return;
      this.#say(this.dataset.sayOffline);
    }
    this.removeAttribute("aria-busy");
  }

  /** @param {{ parts: Record<string, string>, category: string | null }} options */
  #show({ parts, category }) {
    const before = this.#category;
    const focused = this.contains(document.activeElement) ? document.activeElement?.id : "";
    for (const [name, html] of Object.entries(parts)) {
      const part = this.querySelector(`[data-part=${name}]`);
      if (part) part.innerHTML = html;
    }
    this.querySelectorAll("[data-needs-js]").forEach((each) => each.removeAttribute("hidden"));
    if (focused && document.activeElement?.id !== focused) document.getElementById(focused)?.focus();
    if (before && !category) this.#say(this.dataset.sayNotOffered);
    this.#showRecipient();
    this.querySelector("form")?.dispatchEvent(new Event("options-shown"));
  }

  get #category() {
    return this.querySelector("input[name=category]:checked")?.value ?? null;
  }

  /** Who gets the chosen category, in the page and on the button. */
  #showRecipient() {
    const chosen = this.#category;
    let name = "";
    for (const recipient of this.querySelectorAll("[data-takes]")) {
      const isIt = recipient.dataset.takes.split(" ").includes(chosen ?? "");
      recipient.hidden = !isIt;
      // The names were for a page that cannot follow the choice.
      recipient.querySelector("[data-list]")?.setAttribute("hidden", "");
      if (!isIt) continue;
      name = recipient.dataset.name ?? "";
      this.querySelector("[data-send-note]")?.replaceChildren(recipient.dataset.note ?? "");
    }
    this.querySelector("[data-all]")?.removeAttribute("open");
    const button = this.querySelector("[data-send-to]");
    if (button) button.textContent = name ? this.dataset.sayTo.replace("{name}", name) : "";
    const hint = this.querySelector("input[name=category]:checked")?.dataset.hint ?? "";
    this.querySelector("live-hint")?.setAttribute("data-hint", hint);
  }

  /** @param {Event} event */
  #changed(event) {
    if (event.target instanceof HTMLInputElement && event.target.name === "category") {
      this.#showRecipient();
    }
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    const button = event.target instanceof Element && event.target.closest("button");
    if (!button) return;
    if (button.dataset.zoom) this.#map?.setZoom(this.#map.getZoom() + Number(button.dataset.zoom));
    if ("locate" in button.dataset) this.#locate();
    if (button.name === "spot") {
      event.preventDefault();
      const [latitude, longitude] = button.value.split(",").map(Number);
      this.#go({ latitude, longitude });
    }
  }

  #locate() {
    if (!window.isSecureContext || !navigator.geolocation) {
      this.#say(this.dataset.sayUnsupported);
      return;
    }
    this.#say(this.dataset.sayLocating);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => this.#located(coords),
      ({ code }) => this.#say(this.dataset[`say${capital(FAILURES[code] ?? "unavailable")}`]),
      { enableHighAccuracy: true, timeout: WAIT_FOR_POSITION, maximumAge: 30_000 },
    );
  }

  /** @param {GeolocationCoordinates} coordinates */
  #located({ latitude, longitude, accuracy }) {
    this.#go({ latitude, longitude });
    const metres = Math.max(1, Math.round(accuracy));
    this.#say(this.dataset.sayLocated.replace("{metres}", metres.toLocaleString()));
  }

  /** @param {{ latitude: number, longitude: number }} place */
  #go({ latitude, longitude }) {
    if (this.#map) {
      this.#map.setView([latitude, longitude], Math.max(this.#map.getZoom(), CLOSE), { animate: false });
      this.#stood = at(this.#map.getCenter());
    }
    this.#say("");
    this.#place(latitude, longitude);
  }

  /**
   * @param {string} name
   * @returns {HTMLInputElement}
   */
  #field(name) {
    return this.querySelector(`input[name=${name}]`);
  }

  /** @param {string | undefined} words */
  #say(words) {
    const place = this.querySelector("[data-says=place]");
    place.textContent = words ?? "";
  }
}

/** @param {{ lat: number, lng: number }} point */
const at = ({ lat, lng }) => `${lat.toFixed(6)},${lng.toFixed(6)}`;

/** @param {string} word */
const capital = (word) => word[0].toUpperCase() + word.slice(1);

customElements.define("location-picker", LocationPicker);
