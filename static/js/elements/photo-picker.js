import * as row from "lib/photo-item";
import { notesOf } from "lib/photo-place";
import { upload } from "lib/upload";

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
 * @typedef {OwnPhoto & { quarters: number, ready?: Blob }} Unsent turned so far; as it is to be sent
 */
class PhotoPicker extends HTMLElement {
  /** Those not with the server yet. @type {Map<HTMLElement, Unsent>} */
  #unsent = new Map();
  /** @type {Map<HTMLElement, { isOver: boolean, abort: () => void }>} */
  #underway = new Map();
  /** One after the other: on a bad line the first arrives sooner. @type {Promise<void>} */
  #line = Promise.resolve();
  /** The form's submission, held until the photos are in. @type {HTMLElement | null | undefined} */
  #waiting;

  connectedCallback() {
    this.addEventListener("change", ({ target }) => target.type === "file" && this.#choose(target));
    this.addEventListener("click", (event) => this.#clicked(event));
    this.addEventListener("photos-kept", ({ detail }) => this.#takeBack(detail));
    this.#input.form?.addEventListener("submit", (event) => this.#hold(event), { capture: true });
    this.querySelectorAll("[data-needs-js]").forEach((each) => each.removeAttribute("hidden"));
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
  #send(item) {
    this.#underway.get(item)?.abort();
    const turn = { isOver: false, abort: () => (turn.isOver = true) };
    this.#underway.set(item, turn);
    delete item.dataset.state;
    row.tell(item, this.dataset.sending);
    this.#line = this.#line.then(() => this.#sendNow(item, turn));
  }

  /**
   * @param {HTMLElement} item
   * @param {{ isOver: boolean, abort: () => void }} turn
   */
  async #sendNow(item, turn) {
    if (turn.isOver) return;
    const unsent = this.#unsent.get(item);
    unsent.ready = await smaller(unsent);
    this.#keepInInput();
    if (turn.isOver) return;
    const body = new FormData();
    body.append("photos", unsent.ready, unsent.name || "photo.jpg");
    const sending = upload(this.dataset.url, body, (percent) =>
      row.tell(item, this.dataset.sentPart.replace("{percent}", String(percent))),
    );
    turn.abort = () => {
      turn.isOver = true;
      sending.abort();
    };
    const answer = await sending.answer.catch(() => ({}));
    if (!turn.isOver) this.#answered(item, answer);
  }

  /**
   * @param {HTMLElement} item
   * @param {{ photos?: KeptPhoto[], errors?: string[] }} answer
   */
  #answered(item, { photos: [photo] = [], errors: [error] = [] }) {
    this.#underway.delete(item);
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
      this.#line = this.#line.then(() => this.#turnKept(item));
    }
  }

  /** @param {HTMLElement} item */
  async #turnKept(item) {
    const body = new FormData();
    body.append("quarters", "1");
    try {
      const photo = await upload(`${this.dataset.url}/${row.tokenOf(item)}/turned`, body).answer;
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
    this.#underway.get(item)?.abort();
    this.#underway.delete(item);
    this.#unsent.delete(item);
    row.forget(item);
  }

  /** After each change: what the form takes along, how much room is left, whether it may go. */
  #count() {
    this.#keepInInput();
    this.querySelector("[data-add]").hidden = this.#room === 0;
    this.#items.forEach((item, index) => row.label(item, index + 1, this.dataset));
    this.dispatchEvent(new Event("input", { bubbles: true })); // a draft keeps what is here now
    if (this.#underway.size > 0 || this.#waiting === undefined) return;
    const submitter = this.#waiting;
    this.#waiting = undefined;
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
    if (this.#underway.size === 0) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.#waiting = event.submitter;
    this.#say(this.dataset.sending);
  }

  /** @param {string | undefined} words */
  #say(words) {
    const place = this.querySelector("[data-says]");
    place.textContent = words ?? "";
    place.hidden = !words;
  }
}

/**
 * As it is to be sent. What makes it smaller comes when it is needed; where it cannot come, the
 * photo goes as it is.
 * @param {Unsent} photo
 */
const smaller = async ({ file, quarters }) => {
  const maker = await import("lib/shrink").catch(() => null);
  return maker ? maker.shrunk(file, quarters) : file;
};

customElements.define("photo-picker", PhotoPicker);
