/**
 * In a form: what was typed outlives a closed tab and a killed browser. It is kept on the device
 * shortly after it was typed. The tab that it was typed in has it again after a reload or by the back
 * button; a form that is opened afresh stays empty and offers it.
 *
 * The address may ask for more: `?draft=<key>` takes up a draft at once (`1`: the latest),
 * `?waiting=<key>` a report that waits in the queue. `data-restore` stands on a form that holds
 * nothing yet; the form's event `gone` tells that it is on its way. Each `data-draft` is a thing that
 * this may have to say.
 */
import { draftOf, dropDraft, latestDraft, putDraft } from "lib/drafts";
import { byHand, draftIn, putInto } from "lib/form-content";
import { whenBack } from "lib/once";
import { isOurs, person } from "lib/person";
import { hour } from "lib/written";

/** After the last key, in milliseconds. */
const PAUSE = 400;
/** Where this tab keeps its own draft besides, but for files: no page is too short-lived for that. */
const MINE = "draft";
const LONGEST_EXCERPT = 60;

class KeepDraft extends HTMLElement {
  /** What stood in the form when it was shown: unless that changed, nothing is kept. */
  #shown = "";
  /** Whether somebody has typed or chosen anything in it. */
  #isTouched = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #pause;

  connectedCallback() {
    const form = this.closest("form");
    if (!form) return;
    this.#shown = byHand(draftIn(form));
    for (const event of ["input", "change", "options-shown"]) {
      form.addEventListener(event, () => this.#soon(form));
    }
    form.addEventListener("input", ({ isTrusted }) => (this.#isTouched ||= isTrusted));
    form.addEventListener("gone", () => this.#forget(form));
    whenBack(() => history.state?.isGone && !form.hidden && afresh());
    document.addEventListener("language-chosen", ({ detail }) => this.#goAlong(form, detail));
    window.addEventListener("pagehide", () => this.#keep(form));
    document.addEventListener("visibilitychange", () => document.hidden && this.#keep(form));
    // A device that keeps nothing has nothing to offer either.
    if ("restore" in this.dataset) this.#begin(form).catch(() => {});
  }

  /** @param {HTMLFormElement} form */
  #soon(form) {
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => this.#keep(form), PAUSE);
  }

  /** @param {HTMLFormElement} form */
  async #keep(form) {
    clearTimeout(this.#pause);
    const draft = draftIn(form);
    if (form.dataset.state || !isOurs(draft) || byHand(draft) === this.#shown) return;
    this.#shown = byHand(draft);
    try {
      sessionStorage.setItem(MINE, JSON.stringify(draft));
      await putDraft(draft);
    } catch {
      // No room or no permission: the page works without.
    }
  }

  /** @param {HTMLFormElement} form whose report is on its way */
  async #forget(form) {
    history.replaceState({ isGone: true }, "");
    try {
      sessionStorage.removeItem(MINE);
      await dropDraft(draftIn(form).fields.idempotency_key);
    } catch {
      // A device that keeps nothing has nothing to forget.
    }
  }

  /** @param {HTMLFormElement} form */
  async #begin(form) {
    // The browser fills in again what stood here: also what is sent by now, and for whoever else
    // holds the device.
    const { of, isGone } = history.state ?? {};
    history.replaceState({ of: person() }, "");
    if (isGone || !isOurs({ fields: { of } })) return afresh();
    const asked = new URLSearchParams(location.search);
    const waiting = asked.get("waiting");
    if (waiting) return this.#takeBack(form, waiting);
    const own = await ownDraft();
    // A slow device answers late: what has been given meanwhile counts.
    if (this.#isTouched) return undefined;
    if (own && (cameBack() || asked.get("draft") === keyOf(own))) return this.#restore(form, own);
    const draft = (await draftOf(asked.get("draft") ?? "")) ?? (await latestDraft());
    if (!draft) return undefined;
    return asked.has("draft") ? this.#takeOver(form, draft) : this.#offer(form, draft);
  }

  /**
   * Whoever would rather read another language has typed nothing in vain.
   * @param {HTMLFormElement} form
   * @param {URL} address
   */
  #goAlong(form, address) {
    this.#keep(form);
    const mine = ownFields();
    if (mine && keyOf(mine) === keyOf(draftIn(form))) address.searchParams.set("draft", keyOf(mine));
  }

  /**
   * @param {HTMLFormElement} form
   * @param {import("lib/drafts").Draft} draft
   */
  #restore(form, draft) {
    putInto(form, draft);
    this.#shown = "";
  }

  /**
   * As this form's own from now on: a draft without a form's key gets this one's.
   * @param {HTMLFormElement} form
   * @param {import("lib/drafts").KeptDraft} draft
   */
  async #takeOver(form, draft) {
    this.#restore(form, draft);
    await this.#keep(form);
    if (draft.key !== form.elements.namedItem("idempotency_key").value) await dropDraft(draft.key);
  }

  /**
   * A report that the site has refused, or that somebody wants to change before it goes.
   * @param {HTMLFormElement} form
   * @param {string} key
   */
  async #takeBack(form, key) {
    const { hold } = await import("lib/outbox");
    const entry = await hold(key);
    if (!entry) return;
    this.#restore(form, entry.draft);
    const why = Object.entries(entry.errors ?? {});
    if (why.length) this.#say("refused").querySelector("ul").append(...why.flatMap(reasons));
  }

  /**
   * @param {HTMLFormElement} form
   * @param {import("lib/drafts").KeptDraft} draft
   */
  #offer(form, draft) {
    const { details = "" } = draft.fields;
    if (!details && !draft.photos.length) return;
    const offer = this.#say("offer");
    fill(offer, "time", hour(draft.at));
    fill(offer, "words", excerpt(details));
    const answers = { resume: () => this.#takeOver(form, draft), discard: () => dropDraft(draft.key) };
    for (const [name, act] of Object.entries(answers)) {
      offer.querySelector(`[data-${name}]`).addEventListener("click", () => {
        offer.hidden = true;
        act();
        if (name === "discard") this.#offerUndo(form, draft);
        else form.elements.namedItem("details").focus({ preventScroll: true });
      });
    }
  }

  /**
   * @param {HTMLFormElement} form
   * @param {import("lib/drafts").KeptDraft} draft
   */
  #offerUndo(form, draft) {
    const undo = this.#say("discarded");
    undo.querySelector("button").addEventListener("click", () => {
      undo.hidden = true;
      this.#takeOver(form, draft);
    });
    undo.querySelector("button").focus();
  }

  /**
   * @param {string} name
   * @returns {HTMLElement}
   */
  #say(name) {
    const part = this.querySelector(`[data-draft=${name}]`);
    part.hidden = false;
    return part;
  }
}

/** @returns {Promise<import("lib/drafts").Draft | null>} what was typed in this tab, to the last letter */
const ownDraft = async () => {
  const own = ownFields();
  if (own && !isOurs(own)) return null;
  const kept = own && (await draftOf(keyOf(own)).catch(() => undefined));
  const files = kept?.photos.filter((photo) => "file" in photo) ?? [];
  return own && { ...own, photos: [...own.photos.filter(({ token }) => token), ...files] };
};

/** @returns {import("lib/drafts").Draft | null} without its files */
const ownFields = () => JSON.parse(sessionStorage.getItem(MINE) ?? "null");

/** @param {import("lib/drafts").Draft} draft */
const keyOf = ({ fields }) => fields.idempotency_key;

/** The same form, in which nothing stands: of what it was asked for, the place is left. */
const afresh = () => {
  const form = new URL(location.href);
  ["draft", "waiting"].forEach((name) => form.searchParams.delete(name));
  form.hash = "";
  location.replace(form);
};

/**
 * @param {[string, string[]]} error
 * @returns {HTMLLIElement[]}
 */
const reasons = ([name, words]) =>
  words.map((text) => {
    const link = Object.assign(document.createElement("a"), { href: `#${name}`, textContent: text });
    const item = document.createElement("li");
    item.append(link);
    return item;
  });

/**
 * @param {HTMLElement} part
 * @param {string} name
 * @param {string} text
 */
const fill = (part, name, text) => {
  const place = part.querySelector(`[data-${name}]`);
  place.textContent = text;
  place.hidden = !text;
};

/** @param {string} text */
const excerpt = (text) => (text.length > LONGEST_EXCERPT ? `${text.slice(0, LONGEST_EXCERPT).trim()}…` : text);

const cameBack = () =>
  performance.getEntriesByType("navigation").some(({ type }) => type === "reload" || type === "back_forward");

customElements.define("keep-draft", KeepDraft);
