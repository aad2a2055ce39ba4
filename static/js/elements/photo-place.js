import { handedOn } from "lib/handed-on";
import { whereDeviceIs } from "lib/here";
import { judged, metresBetween } from "lib/photo-notes";
import { placeIn } from "lib/place-fields";
import { metres } from "lib/written";

const ELSEWHERE = 100; // metres

/**
 * In the form: what its photos tell about the place. A fresh photo puts the mark where it was
 * taken, or else where the device is, and the page says which. An old one puts it nowhere: then
 * somebody is asked. Where a place is chosen already, another one is only offered.
 *
 * Hears `photos-read` in the form, fires `place-chosen` at <location-picker>. `data-say-…` are the
 * words, the failures' those of <location-picker>; `data-take` begins with a photo; buttons with
 * `data-use` choose.
 */
class PhotoPlace extends HTMLElement {
  /** @type {Promise<import("lib/here").Position | import("lib/here").Nowhere> | undefined} */
  #device;
  /** @type {import("lib/exif").Point | null} */
  #photo = null;
  /** What was chosen by us, while the mark stands there. @type {import("lib/exif").Point | null} */
  #chosen = null;

  connectedCallback() {
    const handed = handedOn();
    if (handed) this.#device = Promise.resolve(handed);
    this.#form.addEventListener("click", (event) => this.#tapped(event), { capture: true });
    this.#form.addEventListener("photos-read", ({ detail }) => this.#read(detail));
    this.#form.addEventListener("options-shown", () => this.#follow());
    this.addEventListener("click", (event) => this.#clicked(event));
    this.#follow();
  }

  get #form() {
    return this.closest("form");
  }

  get #place() {
    return placeIn(this.#form);
  }

  /**
   * Whoever opens the camera is asked in the same tap where the device is: later, no browser would
   * know why.
   * @param {MouseEvent} event
   */
  #tapped({ target }) {
    if (target instanceof HTMLInputElement && target.type === "file" && !this.#place) {
      this.#device = whereDeviceIs();
    }
  }

  /** @param {MouseEvent} event */
  #clicked({ target }) {
    const button = target instanceof Element && target.closest("button");
    if (!button) return;
    if ("take" in button.dataset) this.#camera.click();
    if (button.dataset.use === "photo") this.#choose(this.#photo, "photo");
    if (button.dataset.use === "device") this.#goWhereDeviceIs({ anew: true });
  }

  /** The camera where there is one in the hand, else the files. */
  get #camera() {
    const inputs = [...this.#form.querySelectorAll("photo-picker input[type=file]")];
    return inputs.find((input) => input.closest("label").getClientRects().length > 0) ?? inputs[0];
  }

  /** @param {import("lib/photo-notes").PhotoNotes[]} photos */
  async #read(photos) {
    this.#follow();
    const { isFresh, point, takenAt } = judged(photos);
    this.#photo = point ?? this.#photo;
    if (this.#place) {
      if (point && metresBetween(point, this.#place) > ELSEWHERE) this.#ask(this.dataset.sayElsewhere, ["photo"]);
    } else if (!isFresh) {
      const words = this.dataset.sayOld.replace("{when}", written(takenAt));
      this.#ask(words, point ? ["device", "photo"] : ["device"]);
    } else if (point) {
      await this.#choose(point, "photo");
    } else {
      await this.#goWhereDeviceIs();
    }
  }

  /** @param {{ anew?: boolean }} [how] */
  async #goWhereDeviceIs({ anew = false } = {}) {
    this.#ask(this.dataset.sayAsking);
    const known = await this.#device;
    const isKnown = known && !("failure" in known);
    const place = isKnown || (known && !anew) ? known : await whereDeviceIs();
    if (this.#place && !anew) {
      this.#ask(""); // chosen by hand meanwhile
    } else if ("failure" in place) {
      const why = this.closest("location-picker").getAttribute(`data-say-${place.failure}`);
      this.#ask(anew ? why : `${this.dataset.sayUnknown} ${why}`, this.#photo && anew ? ["photo"] : []);
    } else {
      await this.#choose(place, "device");
    }
  }

  /**
   * @param {{ latitude: number, longitude: number, accuracy?: number }} place
   * @param {"photo" | "device"} source
   */
  async #choose(place, source) {
    await customElements.whenDefined("location-picker"); // asleep, it would not hear
    const { latitude, longitude, accuracy } = place;
    const detail = { latitude, longitude, accuracy, source };
    this.closest("location-picker").dispatchEvent(new CustomEvent("place-chosen", { detail }));
    this.#chosen = place;
    const isInstead = source === "device" && this.#photo !== null;
    const words = isInstead ? this.dataset.sayHere : this.getAttribute(`data-say-${source}`);
    this.#ask(words.replace("{metres}", metres(accuracy)));
  }

  /** What is said about a place does not outlive it. */
  #follow() {
    const place = this.#place;
    const hasBegun = place !== null || this.#form.querySelector("[data-row] [data-photo]") !== null;
    this.querySelectorAll("[data-begin]").forEach((each) => (each.hidden = hasBegun));
    if (this.#chosen && place && metresBetween(this.#chosen, place) > 1) {
      this.#chosen = null;
      this.#ask("");
    }
  }

  /**
   * @param {string | undefined} words
   * @param {string[]} ways
   */
  #ask(words, ways = []) {
    const place = this.querySelector("[data-says]");
    place.textContent = words ?? "";
    if (!ways.length && this.querySelector("[data-use]:focus")) place.focus({ preventScroll: true });
    for (const button of this.querySelectorAll("[data-use]")) button.hidden = !ways.includes(button.dataset.use);
  }
}

/**
 * In the page's language, as the reader's country writes it.
 * @param {Date} instant
 */
const written = (instant) => {
  const { lang } = document.documentElement;
  const locale = navigator.languages.find((each) => each.startsWith(lang)) ?? lang;
  return new Intl.DateTimeFormat(locale, { dateStyle: "long", timeStyle: "short" }).format(instant);
};

customElements.define("photo-place", PhotoPlace);
