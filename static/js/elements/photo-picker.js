/**
 * Round the file input: sends each photo at once, shows it, and takes it out again. What cannot be
 * sent now stays in the input and goes along with the form, as it does without JavaScript.
 *
 * `data-url` takes the photos; `data-limit` is how many fit; `data-sending`, `data-later`,
 * `data-full` and `data-remove-words` are the words. The <template> is one photo of the row.
 */
class PhotoPicker extends HTMLElement {
  /** Photos under way, and how to call them back. @type {Map<HTMLElement, XMLHttpRequest>} */
  #underway = new Map();
  /** The form's submission, held until the photos are in. @type {HTMLElement | null | undefined} */
  #waiting;

  connectedCallback() {
    this.#input.addEventListener("change", () => this.#take([...(this.#input.files ?? [])]));
    this.addEventListener("click", (event) => this.#remove(event));
    this.addEventListener("photos-kept", (event) => this.#takeBack(event.detail));
    this.#input.form?.addEventListener("submit", (event) => this.#hold(event), { capture: true });
    this.#row.querySelectorAll("[data-photo]").forEach((item) => this.#dress(item));
    this.#count();
  }

  /** @returns {HTMLInputElement} */
  get #input() {
    return this.querySelector("input[type=file]");
  }

  get #row() {
    return this.querySelector("[data-row]");
  }

  get #room() {
    return Number(this.dataset.limit) - this.#row.querySelectorAll("[data-photo]").length;
  }

  /** @param {File[]} files */
  #take(files) {
    this.#say("");
    this.#input.value = "";
    if (files.length > this.#room) this.#say(this.dataset.full);
    files.slice(0, Math.max(this.#room, 0)).forEach((file) => this.#send(file));
    this.#count();
  }

  /** @param {{ token: string, preview: string }[]} photos that are here already */
  #takeBack(photos) {
    photos.slice(0, Math.max(this.#room, 0)).forEach((photo) => this.#show(this.#newItem(), photo));
    this.#count();
  }

  #newItem() {
    const item = this.querySelector("template").content.cloneNode(true).firstElementChild;
    this.#row.insertBefore(item, this.#add);
    return item;
  }

  /**
   * @param {HTMLElement} item
   * @param {{ token: string, preview: string }} photo
   */
  #show(item, { token, preview }) {
    item.querySelector("input").value = token;
    const image = item.querySelector("img");
    image.src = preview;
    image.hidden = false;
    progress(item, "");
    this.#dress(item);
  }

  /** @param {File} file */
  #send(file) {
    const item = this.#newItem();
    const body = new FormData();
    body.append("photos", file, file.name);
    const request = new XMLHttpRequest();
    request.responseType = "json";
    request.upload.addEventListener("progress", ({ loaded, total }) =>
      progress(item, `${Math.round((100 * loaded) / total)}%`),
    );
    request.addEventListener("load", () => this.#arrived(item, request, file));
    request.addEventListener("error", () => this.#later(item, file));
    request.addEventListener("loadend", () => this.#settled(item));
    request.open("POST", this.dataset.url);
    request.setRequestHeader("Accept", "application/json");
    this.#underway.set(item, request);
    progress(item, this.dataset.sending);
    request.send(body);
  }

  /**
   * @param {HTMLElement} item
   * @param {XMLHttpRequest} request
   * @param {File} file
   */
  #arrived(item, request, file) {
    const [photo] = request.response?.photos ?? [];
    const [error] = request.response?.errors ?? [];
    if (photo) {
      this.#show(item, photo);
    } else if (error) {
      this.#say(error);
      item.remove();
    } else {
      this.#later(item, file);
    }
  }

  /**
   * The connection did not hold: the file goes back into the input.
   * @param {HTMLElement} item
   * @param {File} file
   */
  #later(item, file) {
    const files = new DataTransfer();
    [...(this.#input.files ?? []), file].forEach((each) => files.items.add(each));
    this.#input.files = files.files;
    item.remove();
    this.#say(this.dataset.later);
  }

  /** @param {HTMLElement} item */
  #settled(item) {
    this.#underway.delete(item);
    this.#count();
    if (this.#underway.size === 0 && this.#waiting !== undefined) {
      const submitter = this.#waiting;
      this.#waiting = undefined;
      this.#input.form?.requestSubmit(submitter);
    }
  }

  /** @param {SubmitEvent} event */
  #hold(event) {
    if (this.#underway.size === 0) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.#waiting = event.submitter;
    this.#say(this.dataset.sending);
  }

  /**
   * The tick box "keep this photo" becomes a button that takes it out.
   * @param {Element} item
   */
  #dress(item) {
    item.querySelector("[data-keep]")?.setAttribute("hidden", "");
    item.querySelector("[data-remove]")?.removeAttribute("hidden");
  }

  /** @param {MouseEvent} event */
  #remove(event) {
    const button = event.target instanceof Element && event.target.closest("[data-remove]");
    if (!button) return;
    const item = button.closest("[data-photo]");
    this.#underway.get(item)?.abort();
    this.#underway.delete(item);
    item.remove();
    this.#say("");
    this.#count();
    this.#input.focus();
  }

  get #add() {
    return this.querySelector("[data-add]");
  }

  #count() {
    const isFull = this.#room <= 0;
    this.#add.hidden = isFull;
    this.#row.querySelectorAll("[data-remove]").forEach((button, index) => {
      button.setAttribute("aria-label", this.dataset.removeWords.replace("{n}", String(index + 1)));
    });
  }

  /** @param {string | undefined} words */
  #say(words) {
    const place = this.querySelector("[data-says]");
    place.textContent = words ?? "";
    place.hidden = !words;
  }
}

/**
 * @param {HTMLElement} item
 * @param {string} words
 */
const progress = (item, words) => {
  const place = item.querySelector("[data-progress]");
  place.textContent = words;
  place.hidden = !words;
};

customElements.define("photo-picker", PhotoPicker);
