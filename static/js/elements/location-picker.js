import { showRecipient, whoGetsIt } from "lib/chosen-recipient";
import { locate } from "lib/geolocation";
import { Inquiry } from "lib/inquiry";
import { mapIn } from "lib/leaflet-map";
import { Mark, ROUGH } from "lib/mark";
import { replaceParts } from "lib/parts";
import { askToComeCloser, foldSearch, isFar, showAddress, showFar, showUnasked, speak, wantExactly } from "lib/place-bar";
import { placeIn, putAddress, putPlace } from "lib/place-fields";
import { groundIn, news } from "lib/place-news";
import { reveal } from "lib/reveal";
import { metres } from "lib/written";

const PAUSE = 350;

/**
 * Round the form and its map: the mark stands still, the map moves under it, and what belongs to
 * the place (its words, the categories offered there, who gets them) follows.
 *
 * `data-options-url` answers for a place, `data-address-url` (where there is one) with its address;
 * `data-say-…` are the words. Elements with `data-part` are replaced by what the server rendered for
 * the new place. A map that is too far away to be exact takes no place: `data-far` says so instead.
 */
class LocationPicker extends HTMLElement {
  /** @type {Mark | undefined} */
  #mark;
  #inquiry = new Inquiry(PAUSE);
  #stopLocating = () => {};
  /** Stands until there is other news, however the mark is moved on. */
  #news = "";

  connectedCallback() {
    this.addEventListener("click", (event) => this.#clicked(event));
    this.addEventListener("change", (event) => this.#changed(event));
    this.addEventListener("answers-routed", () => placeIn(this) && this.#ask());
    this.addEventListener("place-chosen", (event) => this.#chosen(event.detail));
    this.addEventListener("submit", (event) => this.#hold(event), true);
    reveal(this);
    showRecipient(this, this.dataset.sayTo);
    const box = this.querySelector("[data-map]");
    // Without its script the place is told in the other ways.
    if (box) mapIn(box).then((map) => this.#connect(map), () => (box.hidden = true));
  }

  /** @param {import("leaflet").Map} map */
  #connect(map) {
    map.invalidateSize();
    map.getContainer().setAttribute("role", "application");
    map.getContainer().setAttribute("aria-describedby", "map-keys");
    this.#mark = new Mark(map, () => this.#moved());
    const place = placeIn(this);
    const [, failure] = location.hash.split("#location-");
    if (failure && !place) this.#sayWhyNot(failure);
    if (!place) return;
    if ("along" in this.dataset) wantExactly(this);
    if ("wide" in this.dataset) {
      wantExactly(this);
      this.#chosen({ ...place, is_wide: true, label: this.dataset.wide });
    } else this.#mark.follow(place);
    this.#tellHowItWasFound(place);
  }

  /** The page was opened by a link that knew more about how the place came to be known. */
  #tellHowItWasFound(place) {
    const accuracy = Number(new URLSearchParams(location.search).get("accuracy"));
    if (accuracy > 0) this.#found({ ...place, accuracy });
  }

  /** By hand: what the device says of its place does not count any more. */
  #moved() {
    const centre = this.#mark.moved;
    if (!centre && (placeIn(this) || !this.#mark.isExact)) return;
    this.#stopLocating();
    this.#say(this.#news);
    if (this.#mark.isExact || this.#isRough) this.#take(this.#mark.centre);
    else this.#tooFar();
  }

  /** @param {import("lib/mark").Place & { label?: string }} place */
  #chosen(place) {
    this.#stopLocating();
    this.#news = "";
    this.#say(place.is_wide ? this.dataset.sayWide.replace("{place}", place.label ?? "") : "");
    this.#go(place);
    if (placeIn(this)) foldSearch(this);
  }

  /** @param {import("lib/mark").Place} place */
  #go(place) {
    this.#mark?.go(place);
    if (this.#mark && !this.#mark.isExact && !this.#isRough) this.#tooFar();
    else this.#take({ lat: place.latitude, lng: place.longitude });
  }

  #tooFar() {
    this.#inquiry.drop();
    this.removeAttribute("aria-busy");
    putPlace(this);
    showFar(this, true);
  }

  /** @param {{ lat: number, lng: number }} spot */
  #take(spot) {
    putPlace(this, spot);
    showFar(this, false);
    if (this.querySelector("[data-alone]")) foldSearch(this);
    this.setAttribute("aria-busy", "true");
    this.#inquiry.soon(() => this.#ask());
  }

  async #ask() {
    const place = placeIn(this);
    const asked = new URLSearchParams({ ...place, category: this.#category?.code ?? "" });
    // An answer may say whose it is.
    for (const { name, value } of this.querySelectorAll("[data-category]:not(:disabled) [data-routes]:checked")) {
      asked.append(name, value);
    }
    try {
      const options = await this.#inquiry.ask(this.dataset.optionsUrl, asked);
      if (!options) return;
      this.#show(options, asked.get("category"));
    } catch {
      showUnasked(this, place, this.dataset.sayLater);
      this.#say(this.dataset.sayOffline);
    }
    this.removeAttribute("aria-busy");
    await this.#askAddress(place);
    speak(this);
  }

  /**
   * The categories do not wait for it, and the place has words without it.
   * @param {import("lib/exif").Point} place
   */
  async #askAddress(place) {
    if (!this.dataset.addressUrl || !this.querySelector("[data-street]")) return;
    const told = await this.#inquiry.ask(this.dataset.addressUrl, place).catch(() => undefined);
    if (!told?.address) return;
    putAddress(this, told.sealed);
    showAddress(this, told.address);
  }

  /**
   * @param {{ parts: Record<string, string> }} options
   * @param {string} asked category
   */
  #show({ parts }, asked) {
    const [before, chosen] = [groundIn(this), this.#category];
    const { nearby, ...others } = parts;
    // Another one may have been chosen since: what is known near by is of the former one.
    replaceParts(this, (chosen?.code ?? "") === asked ? parts : others);
    this.#choose(chosen?.code);
    const words = news(before, groundIn(this), chosen, {
      takes: this.dataset.sayTakes,
      nobody: this.dataset.sayNobody,
      area: this.dataset.sayArea,
      notOffered: this.dataset.sayNotOffered,
    });
    if (words) this.#say((this.#news = words));
    showRecipient(this, this.dataset.sayTo);
    this.querySelector("form")?.dispatchEvent(new Event("options-shown"));
  }

  get #category() {
    const input = this.querySelector("input[name=category]:checked");
    return input && { code: input.value, name: input.labels?.[0]?.innerText.trim() ?? "" };
  }

  /** @param {string | undefined} code */
  #choose(code) {
    const input = code && this.querySelector(`input[name=category][value="${CSS.escape(code)}"]`);
    if (input) input.checked = true;
  }

  /** @param {Event} event */
  #changed({ target }) {
    if (!(target instanceof HTMLInputElement)) return;
    if (target.name === "category") this.#decided();
    if (target.name === "is_place_rough" && target.checked && !placeIn(this) && isFar(this)) {
      // Somebody has moved the map; one that nobody has touched shows no place.
      this.#take(this.#mark.centre);
    }
  }

  #decided() {
    if (this.#news) this.#say((this.#news = ""));
    showRecipient(this, this.dataset.sayTo);
    this.querySelector("[data-says=recipient]").textContent = whoGetsIt(this);
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    const button = event.target instanceof Element && event.target.closest("button");
    if (!button) return;
    if (button.dataset.zoom) this.#mark?.zoom(Number(button.dataset.zoom));
    if ("locate" in button.dataset) this.#locate();
    if ("closer" in button.dataset) this.#mark?.comeCloser();
    if (button.name === "spot") {
      event.preventDefault();
      const [spot, extent] = button.value.split(" ");
      const [latitude, longitude] = spot.split(",").map(Number);
      this.#chosen({ latitude, longitude, is_wide: extent === "wide", label: button.textContent.trim() });
    }
  }

  /** @param {SubmitEvent} event */
  #hold(event) {
    if (!isFar(this) || event.submitter?.hasAttribute("formaction")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    askToComeCloser(this);
  }

  #locate() {
    this.#stopLocating();
    this.#say(this.dataset.sayLocating);
    this.#stopLocating = locate(
      (fix) => this.#found(fix),
      (why) => this.#sayWhyNot(why),
    );
  }

  /** @param {string} why as lib/geolocation names it */
  #sayWhyNot(why) {
    this.#say(this.getAttribute(`data-say-${why}`));
  }

  /** @param {import("lib/geolocation").Fix} fix */
  #found({ latitude, longitude, accuracy }) {
    this.#go({ latitude, longitude, accuracy });
    const words = accuracy > ROUGH ? this.dataset.sayRoughly : this.dataset.sayLocated;
    this.#say(words.replace("{metres}", metres(accuracy)));
  }

  get #isRough() {
    return this.querySelector("input[name=is_place_rough]")?.checked ?? false;
  }

  /** @param {string | null | undefined} words */
  #say(words) {
    this.querySelector("[data-says=place]").textContent = words ?? "";
  }
}

customElements.define("location-picker", LocationPicker);
