import { saySending } from "lib/once";
import * as row from "lib/photo-item";
import { notesOf } from "lib/photo-notes";
import { PhotoPost } from "lib/photo-post";
import { reveal } from "lib/reveal";

/**
 * Round the file input: shows each photo at once, makes it smaller, sends it while the rest is
 * being written, turns it and takes it out again. What could not be sent stays in the input and
 * goes along with the form, as it does without JavaScript: a photo never holds up a report.
 *
 * Fires `photos-read` with what the cameras noted in new photos. `photos-kept` brings photos of a
 * draft; `photos` says what is here now. `data-url` takes the photos; `data-limit` is how many fit;
 * the other `data-…` are the words. The <template> is one photo of the row.
 *
 * @typedef {import("lib/photo-item").KeptPhoto} KeptPhoto
 * @typedef {{ file: Blob, name: string, alt?: string }} OwnPhoto of this device
 */
class PhotoPicker extends HTMLElement {
  /** Those not with the server yet. @type {Map<HTMLElement, OwnPhoto & import("lib/photo-post").Unsent>} */
  #unsent = new Map();
  #post = new PhotoPost(this.dataset.url);
  /** The form's submission, held until the photos are in. @type {HTMLElement | null | undefined} */
  #waiting;

  connectedCallback() {
    this.addEventListener("change", ({ target }) => target.type === "file" && this.#choose(target));
    this.addEventListener("click", (event) => this.#clicked(event));
    this.addEventListener("photos-kept", ({ detail }) => this.#takeBack(detail));
    this.#input.form?.addEventListener("submit", (event) => this.#hold(event), { capture: true });
    reveal(this);
    // The draft brings photos back after a reload; a browser that did it, too, would double them.
    this.querySelectorAll("input[type=file]").forEach((each) => each.setAttribute("autocomplete", "off"));
    this.#items.forEach((item) => {
      row.dress(item);
      row.arrive(item, { token: row.tokenOf(item) });
    });
    this.#count();
  }

  /** What is here now, as drafts keep it. @returns {(KeptPhoto | OwnPhoto)[]} */
  get photos() {
    return this.#items.map((item) => {
      const alt = row.altOf(item).value;
      const { file, name, quarters, ready } = this.#unsent.get(item) ?? {};
      if (file) return { file: (quarters && ready) || file, name, alt };
      return { token: row.tokenOf(item), preview: item.dataset.preview ?? "", alt };
    });
  }

  /** @returns {HTMLInputElement} the one that the form sends */
  get #input() {
    return this.querySelector("input[type=file][name]");
  }

  /** @returns {HTMLElement[]} */
  get #items() {
    return [...this.querySelectorAll("[data-row] [data-photo]")];
  }

  get #room() {
    return Math.max(Number(this.dataset.limit) - this.#items.length, 0);
  }

  /** @param {HTMLInputElement} input */
  #choose(input) {
    const files = [...(input.files ?? [])];
    input.value = "";
    this.#say(files.length > this.#room ? this.dataset.full : "");
    this.#take(files.slice(0, this.#room).map((file) => ({ file, name: file.name })));
  }

  /** @param {(KeptPhoto | OwnPhoto)[]} photos of a draft */
  #takeBack(photos) {
    const fitting = photos.slice(0, this.#room);
    for (const photo of fitting.filter(({ token }) => token)) {
      this.#arrived(this.#newItem(photo.alt), photo);
    }
    this.#take(fitting.filter(({ file }) => file));
  }

  /** @param {OwnPhoto[]} photos */
  #take(photos) {
    for (const { file, name, alt } of photos) {
      const item = this.#newItem(alt);
      this.#unsent.set(item, { file, name, quarters: 0 });
      row.stay(item);
      row.show(item, URL.createObjectURL(file));
      this.#send(item);
    }
    this.#count();
    if (photos.length) this.#announce(photos);
  }

  /** @param {OwnPhoto[]} photos */
  async #announce(photos) {
    const detail = await notesOf(photos.map(({ file }) => file));
    this.dispatchEvent(new CustomEvent("photos-read", { detail, bubbles: true }));
  }

  /** @param {string} [alt] */
  #newItem(alt = "") {
    const item = this.querySelector("template").content.cloneNode(true).firstElementChild;
    row.altOf(item).value = alt;
    row.dress(item);
    this.querySelector("[data-row]").append(item);
    return item;
  }

  /** @param {HTMLElement} item */
  async #send(item) {
    delete item.dataset.state;
    row.tell(item, this.dataset.sending);
    const answer = await this.#post.send(item, this.#unsent.get(item), {
      ready: () => this.#keepInInput(),
      tell: (percent) => row.tell(item, this.dataset.sentPart.replace("{percent}", String(percent))),
    });
    if (answer) this.#answered(item, answer);
  }

  /**
   * @param {HTMLElement} item
   * @param {import("lib/photo-post").Answer} answer
   */
  #answered(item, { photos: [photo] = [], errors: [error] = [] }) {
    if (photo) {
      this.#arrived(item, photo);
    } else if (error) {
      this.#say(error);
      this.#drop(item);
    } else {
      item.dataset.state = "error";
      row.tell(item, this.dataset.failed);
    }
    this.#count();
  }

  /**
   * @param {HTMLElement} item
   * @param {KeptPhoto} photo
   */
  #arrived(item, photo) {
    this.#unsent.delete(item);
    row.arrive(item, photo);
    if (!row.isLocal(item)) row.show(item, photo.preview);
    row.tell(item);
    this.#count();
  }

  /**
   * Seen at once; a photo of this device is turned before it is sent, another one by the server.
   * @param {HTMLElement} item
   */
  #turn(item) {
    row.turnSeen(item, 1);
    const unsent = this.#unsent.get(item);
    if (unsent) {
      unsent.quarters += 1;
      this.#send(item);
      this.#count();
    } else {
      this.#turnKept(item);
    }
  }

  /** @param {HTMLElement} item */
  async #turnKept(item) {
    try {
      const photo = await this.#post.turn(() => row.tokenOf(item));
      row.arrive(item, photo);
      if (!row.isLocal(item)) row.showTurned(item, photo.preview);
    } catch {
      row.turnSeen(item, 3); // as before
      this.#say(this.dataset.notTurned);
    }
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    const button = event.target instanceof Element && event.target.closest("button");
    const item = button && button.closest("[data-photo]");
    if (!item) return;
    event.preventDefault();
    if ("turn" in button.dataset) this.#turn(item);
    else if ("retry" in button.dataset) this.#retry(item);
    else if ("remove" in button.dataset) this.#remove(item);
  }

  /** @param {HTMLElement} item */
  #retry(item) {
    this.#send(item);
    this.#count();
    item.querySelector("[data-remove]").focus();
  }

  /** @param {HTMLElement} item */
  #remove(item) {
    this.#drop(item);
    this.#count();
    this.#say("");
    this.#input.focus();
  }

  /** @param {HTMLElement} item */
  #drop(item) {
    this.#post.drop(item);
    this.#unsent.delete(item);
    row.forget(item);
  }

  /** After each change: what the form takes along, how much room is left, whether it may go. */
  #count() {
    this.#keepInInput();
    this.querySelector("[data-add]").hidden = this.#room === 0;
    this.#items.forEach((item, index) => row.label(item, index + 1, this.dataset));
    this.dispatchEvent(new Event("input", { bubbles: true })); // a draft keeps what is here now
    if (!this.#post.isEmpty || this.#waiting === undefined) return;
    const submitter = this.#waiting;
    this.#waiting = undefined;
    saySending(this.#input.form, false); // somebody else may hold it, too
    this.#input.form?.requestSubmit(submitter);
  }

  #keepInInput() {
    const files = new DataTransfer();
    for (const { file, name, ready = file } of this.#unsent.values()) {
      files.items.add(new File([ready], name || "photo.jpg", { type: ready.type }));
    }
    this.#input.files = files.files;
  }

  /** @param {SubmitEvent} event */
  #hold(event) {
    if (this.#post.isEmpty) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.#waiting = event.submitter;
    saySending(this.#input.form);
  }

  /** @param {string | undefined} words */
  #say(words) {
    const place = this.querySelector("[data-says]");
    place.textContent = words ?? "";
    place.hidden = !words;
  }
}

customElements.define("photo-picker", PhotoPicker);
