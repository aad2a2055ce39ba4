/**
 * What this device keeps itself: drafts, reports that wait for a line, and what became of them. Each
 * is one <template data-item>; the words of its fate are `data-say-…`, with `{time}` to fill in.
 */
import { drafts, dropDraft, isWorthIt, putDraft } from "lib/drafts";
import { discard, queued, save, whenChanged } from "lib/outbox";
import { sendNow, watchTheLine } from "lib/line";
import { hour } from "lib/written";

/** What one can do with a thing. */
const WAYS = ["see", "change", "drop"];
/** Who has to do something next; the others take care of themselves. */
const ASKS = new Set(["refused", "held", "draft"]);

class MyQueue extends HTMLElement {
  /** What was taken out last, and how it comes back. @type {(() => Promise<unknown>) | undefined} */
  #undo;
  #hadWaiting = false;
  /** @type {string[]} addresses of previews, to be given back */
  #previews = [];

  connectedCallback() {
    this.addEventListener("click", ({ target }) => this.#clicked(target.closest("button")));
    whenChanged(() => this.#changed());
    watchTheLine();
    this.#show();
  }

  async #changed() {
    await this.#show();
    // What has been sent is in the page's own list from now on.
    const isSettled = (await queued()).every(({ state }) => state !== "waiting" && state !== "sending");
    if (isSettled && "reload" in this.dataset && this.#hadWaiting) location.reload();
  }

  async #show() {
    // A browser that keeps nothing has nothing to show.
    const [begun, sent] = await Promise.all([drafts(), queued()]).catch(() => [[], []]);
    const things = [...sent, ...begun.filter(isWorthIt).map((draft) => asEntry(draft, this.dataset.form))];
    this.#draw(things);
    this.#hadWaiting ||= sent.some(({ state }) => state === "sending");
    this.querySelector("[data-again]").hidden = !sent.some(({ state }) => state === "waiting");
    this.hidden = things.length === 0 && !this.#undo;
  }

  /**
   * Whoever was at one of them still is.
   * @param {import("lib/outbox").Waiting[]} things
   */
  #draw(things) {
    const { dataset } = document.activeElement;
    const key = document.activeElement.closest("[data-key]")?.dataset.key;
    this.#previews.splice(0).forEach((address) => URL.revokeObjectURL(address));
    this.#list.replaceChildren(...things.map((thing) => this.#item(thing)));
    const item = [...this.#list.children].find((each) => each.dataset.key === key);
    item?.querySelector(`[data-${WAYS.find((way) => way in dataset)}]`)?.focus();
  }

  get #list() {
    return this.querySelector("[data-list]");
  }

  /** @param {import("lib/outbox").Waiting} entry */
  #item(entry) {
    const item = this.querySelector("template[data-item]").content.cloneNode(true).firstElementChild;
    const title = entry.title || this.dataset.sayUntitled;
    item.dataset.state = entry.state;
    item.dataset.key = entry.key;
    item.querySelector("[data-title]").textContent = title;
    item.querySelector("[data-fate]").textContent = this.#fateOf(entry);
    item.querySelector("[data-why]").append(...reasons(entry));
    this.#picture(item, entry);
    this.#ways(item, entry, title);
    return item;
  }

  /** @param {import("lib/outbox").Waiting} entry */
  #fateOf({ state, at, after, tries }) {
    const isLater = state === "waiting" && tries > 0 && after > Date.now();
    const words = this.getAttribute(`data-say-${isLater ? "later" : state}`);
    return words.replace("{time}", hour(isLater ? after : at));
  }

  /**
   * @param {HTMLElement} item
   * @param {import("lib/outbox").Waiting} entry
   */
  #picture(item, { draft }) {
    const [photo] = draft.photos;
    const image = item.querySelector("img");
    if (!photo) return;
    image.src = "file" in photo ? this.#previewOf(photo.file) : photo.preview;
    image.hidden = false;
    item.querySelector("[data-no-photo]").remove();
    image.addEventListener("error", () => (image.hidden = true), { once: true });
  }

  /** @param {Blob} file */
  #previewOf(file) {
    this.#previews.push(URL.createObjectURL(file));
    return this.#previews.at(-1);
  }

  /**
   * @param {HTMLElement} item
   * @param {import("lib/outbox").Waiting} entry
   * @param {string} title
   */
  #ways(item, { key, state, url, action }, title) {
    const form = new URL(action, location.href);
    form.search = new URLSearchParams({ [state === "draft" ? "draft" : "waiting"]: key }).toString();
    if (state === "draft") item.querySelector("[data-change] span").textContent = this.dataset.sayGoOn;
    const ways = { see: state === "sent" && url, change: state !== "sent" && state !== "sending" && form.href };
    for (const [name, address] of Object.entries(ways)) {
      const link = item.querySelector(`[data-${name}]`);
      link.hidden = !address;
      if (address) link.href = address;
      describe(link, title);
    }
    if (ASKS.has(state) && state !== "draft") item.querySelector("[data-change]").dataset.kind = "primary";
    const button = item.querySelector("[data-drop]");
    button.hidden = state === "sending";
    describe(button, title);
  }

  /** @param {HTMLButtonElement | null} button */
  async #clicked(button) {
    if (!button) return;
    if ("again" in button.dataset) await sendNow();
    if ("drop" in button.dataset) await this.#drop(button.closest("[data-key]").dataset);
    if ("undo" in button.dataset) await this.#takeBack();
  }

  /** @param {DOMStringMap} of the item */
  async #drop({ key, state }) {
    const shelf = state === "draft" ? drafts() : queued();
    const thing = (await shelf).find((each) => each.key === key);
    if (!thing) return;
    this.#undo = () => (state === "draft" ? putDraft(thing) : save(thing));
    await (state === "draft" ? dropDraft(key) : discard(key));
    this.querySelector("[data-dropped]").hidden = false;
    await this.#show();
    this.querySelector("[data-undo]").focus();
  }

  async #takeBack() {
    await this.#undo?.();
    this.#undo = undefined;
    this.querySelector("[data-dropped]").hidden = true;
    await this.#show();
    sendNow();
  }
}

/**
 * @param {import("lib/drafts").KeptDraft} draft
 * @param {string} action where the form is, in the page's language
 */
const asEntry = (draft, action) => ({ ...draft, draft, state: "draft", title: draft.fields.details, action });

/** @param {import("lib/outbox").Waiting} entry */
const reasons = ({ errors = {} }) =>
  Object.values(errors)
    .flat()
    .map((text) => Object.assign(document.createElement("li"), { textContent: text }));

/**
 * Each button says what it is about, also to whoever does not see where it stands.
 * @param {HTMLElement} control
 * @param {string} title
 */
const describe = (control, title) => control.setAttribute("aria-label", `${control.textContent.trim()}: ${title}`);

customElements.define("my-queue", MyQueue);
