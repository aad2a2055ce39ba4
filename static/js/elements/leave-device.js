import { drafts, isWorthIt } from "lib/drafts";
import { queued } from "lib/outbox";
import { drop } from "lib/stored";

/**
 * Round the forms that sign out: whoever uses the device next finds nothing of what was written on
 * it. Where something of that is not sent yet, `[data-asks]` asks first; `[data-leave]` is the yes,
 * `[data-stay]` the no.
 */
class LeaveDevice extends HTMLElement {
  /** The form that waits for an answer. @type {HTMLFormElement | undefined} */
  #form;

  connectedCallback() {
    this.addEventListener("submit", (event) => this.#submitted(event));
    this.querySelector("[data-leave]").addEventListener("click", () => leave(this.#form));
    this.querySelector("[data-stay]").addEventListener("click", () => this.#stay());
  }

  get #asks() {
    return this.querySelector("[data-asks]");
  }

  /** @param {SubmitEvent} event */
  async #submitted(event) {
    event.preventDefault();
    this.#form = event.target;
    const [begun, waiting] = await written();
    const isMissed = begun.some(isWorthIt) || waiting.some(({ state }) => state !== "sent");
    if (!isMissed) return leave(this.#form);
    this.#asks.hidden = false;
    return this.#asks.focus();
  }

  #stay() {
    this.#asks.hidden = true;
    this.#form.querySelector("button").focus();
  }
}

/** What a browser that keeps nothing has kept is nothing. */
const written = () => Promise.all([drafts(), queued()]).catch(() => [[], []]);

/**
 * Nobody is told that the queue is empty now: the page would show itself anew instead of leaving.
 * @param {HTMLFormElement} form
 */
async function leave(form) {
  const [begun, waiting] = await written();
  await Promise.all([
    ...begun.map(({ key }) => drop("drafts", key)),
    ...waiting.map(({ key }) => drop("outbox", key)),
  ]);
  sessionStorage.clear();
  form.submit();
}

customElements.define("leave-device", LeaveDevice);
