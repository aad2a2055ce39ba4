import { putDraft } from "lib/drafts";
import { handOn } from "lib/handed-on";
import { whereDeviceIs } from "lib/here";
import { whenBack } from "lib/once";
import { judged, notesOf } from "lib/photo-notes";
import { reveal } from "lib/reveal";

const PATIENCE = 10_000;

/**
 * Round a link to the form: begins a report with a photo. One tap opens the camera or the photos of
 * the device and asks where it is, because phones take the place out of photos that they hand over.
 * The photo waits on the device for the form, which decides what to make of either place.
 *
 * `data-take` on the link and on buttons is "camera" or "library"; `data-say-asking` are the words
 * for the moment in between.
 */
class PhotoFirst extends HTMLElement {
  #device = /** @type {ReturnType<typeof whereDeviceIs> | undefined} */ (undefined);

  connectedCallback() {
    reveal(this);
    this.addEventListener("click", (event) => this.#open(event));
    whenBack(() => this.#say(""));
  }

  /** @param {MouseEvent} event */
  #open(event) {
    const way = event.target instanceof Element && event.target.closest("[data-take]");
    if (!way) return;
    event.preventDefault();
    const input = document.createElement("input");
    Object.assign(input, { type: "file", accept: "image/*", hidden: true });
    if (way.dataset.take === "camera") input.setAttribute("capture", "environment");
    else input.multiple = true;
    input.addEventListener("change", () => this.#begin([...(input.files ?? [])]));
    this.querySelectorAll("input").forEach((former) => former.remove());
    this.append(input); // some browsers forget an input that stands in no page
    input.click();
    this.#device = whereDeviceIs();
  }

  /** @param {File[]} files */
  async #begin(files) {
    if (!files.length) return;
    this.#say(this.dataset.sayAsking);
    const { href } = this.querySelector("a[data-take]");
    try {
      const { isFresh, point } = judged(await notesOf(files));
      const photos = files.map((file) => ({ file, name: file.name }));
      const [key] = await Promise.all([putDraft({ photos }), isFresh && point ? null : this.#wait()]);
      const form = new URL(href);
      form.searchParams.set("draft", key);
      form.hash = "";
      location.assign(form.href);
    } catch {
      location.assign(href); // a device that keeps nothing: the form asks for the photo again
    }
  }

  async #wait() {
    const tooLong = new Promise((resolve) => setTimeout(resolve, PATIENCE, null));
    const place = await Promise.race([this.#device, tooLong]);
    if (place) handOn(place);
  }

  /** @param {string | undefined} words */
  #say(words) {
    this.querySelector("[data-says]").textContent = words ?? "";
  }
}

customElements.define("photo-first", PhotoFirst);
