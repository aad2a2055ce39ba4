/**
 * Round the form of a report, which is sent once. It is kept on the device first and sent from there,
 * so that neither a lost line nor a closed tab loses it. Where the site has something to ask, the form
 * goes the way that it goes without scripts, and comes back with what is wrong at its fields.
 *
 * `data-stored` stands on the form that the device keeps for when there is no line: its place and its
 * category are read from the address. <template> is what is shown for a report that waits.
 */
import { choosePlace, draftIn } from "lib/form-content";
import { saySending, sendOnce } from "lib/once";
import { discard, fateOf, queue, sendAll, whenChanged } from "lib/outbox";
import { isOurs, person } from "lib/person";

class SendReport extends HTMLElement {
  connectedCallback() {
    const form = this.querySelector("form");
    if (!form) return;
    form.elements.namedItem("of").value = person();
    sendOnce(form, (event) => this.#goes(event, form));
    if ("stored" in this.dataset) this.#withoutLine(form);
  }

  /**
   * @param {SubmitEvent} event
   * @param {HTMLFormElement} form
   */
  #goes(event, form) {
    if (event.submitter?.hasAttribute("formaction")) return; // it leads elsewhere
    event.preventDefault();
    saySending(form);
    this.#send(form);
  }

  /** @param {HTMLFormElement} form */
  async #send(form) {
    const draft = draftIn(form);
    const key = draft.fields.idempotency_key;
    // Signed out meanwhile, in another tab: the site says so.
    if (!isOurs(draft)) return form.submit();
    try {
      await queue({ action: form.action, title: this.#titleOf(form), draft });
    } catch {
      // A browser that keeps nothing sends as it always did.
      return form.submit();
    }
    await sendAll({ now: true, first: key }).catch(() => {});
    return this.#tell(form, await fateOf(key).catch(() => undefined));
  }

  /**
   * @param {HTMLFormElement} form
   * @param {import("lib/outbox").Waiting | undefined} entry
   */
  async #tell(form, entry) {
    const { state, isOther = false } = entry ?? {};
    if (state === "sent" && !isOther) {
      form.dispatchEvent(new Event("gone"));
      await discard(entry.key);
      location.assign(entry.url);
    } else if (state && state !== "refused" && !isOther) {
      form.dispatchEvent(new Event("gone"));
      this.#wait(form, entry.key);
    } else {
      // The site says at its fields what is wrong, or which report another tab has sent; and where
      // the device has lost what it kept, the form's key tells whether it has been sent.
      if (entry) await discard(entry.key);
      form.submit();
    }
  }

  /**
   * @param {HTMLFormElement} form
   * @param {string} key
   */
  #wait(form, key) {
    const words = this.querySelector("template[data-waiting]").content.cloneNode(true);
    form.before(words);
    form.hidden = true;
    this.closest("location-picker").querySelector("[data-map]").hidden = true;
    this.#head();
    window.scrollTo({ top: 0 });
    navigator.storage?.persist?.().catch(() => {});
    navigator.serviceWorker?.ready.then(({ sync }) => sync?.register("outbox")).catch(() => {});
    whenChanged(async () => {
      const entry = await fateOf(key);
      if (entry?.state === "sent") this.#arrived(entry.url);
      if (entry?.state === "refused") this.querySelector("[data-refused]").hidden = false;
    });
    import("lib/line").then(({ watchTheLine }) => watchTheLine());
  }

  /** The page's heading has gone with the form: this is it now. */
  #head() {
    const { textContent } = this.querySelector("[data-heading]");
    const heading = Object.assign(document.createElement("h1"), { textContent, tabIndex: -1 });
    this.querySelector("[data-heading]").replaceWith(heading);
    heading.focus();
  }

  /** @param {string} url */
  #arrived(url) {
    const sent = this.querySelector("[data-sent]");
    sent.hidden = false;
    sent.querySelector("a").href = url;
    this.querySelector("[data-still]").hidden = true;
  }

  /** @param {HTMLFormElement} form */
  #titleOf(form) {
    const chosen = form.querySelector("input[name=category]:checked")?.closest("label");
    const street = this.closest("location-picker")?.querySelector(".place_bar__street");
    const place = form.elements.namedItem("latitude").value && !("stored" in this.dataset) && street;
    return [chosen, place].map((part) => part?.textContent?.trim()).filter(Boolean).join(", ");
  }

  /** @param {HTMLFormElement} form */
  #withoutLine(form) {
    const asked = new URLSearchParams(location.search);
    const [latitude, longitude] = ["latitude", "longitude"].map((name) => Number(asked.get(name)));
    if (latitude && longitude) choosePlace(form, latitude, longitude);
    const category = [...form.querySelectorAll("[name=category]")].find(({ value }) => value === asked.get("category"));
    if (category) category.checked = true;
    category?.dispatchEvent(new Event("change", { bubbles: true }));
    // As soon as somebody can be asked who is responsible, they are.
    window.addEventListener("online", () => {
      const { latitude: at, longitude: by } = draftIn(form).fields;
      if (at && by) choosePlace(form, Number(at), Number(by));
    });
  }
}

customElements.define("send-report", SendReport);
