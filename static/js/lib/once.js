/** What a tap has begun is not begun again by the next one. */
import { newKey } from "lib/keys";

/**
 * By the back button a page stands there as it was left: what waited for an answer waits no more.
 * @param {() => void} act
 */
export const whenBack = (act) => window.addEventListener("pageshow", ({ persisted }) => persisted && act());

/**
 * Gives a form its own key, by which the server knows it when it comes twice, and lets it go once.
 * @param {HTMLFormElement} form
 * @param {(event: SubmitEvent) => void} goes
 */
export function sendOnce(form, goes) {
  const key = form.elements.namedItem("idempotency_key");
  if (key instanceof HTMLInputElement && !key.value) key.value = newKey();
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    if (form.dataset.state === "sending") {
      event.preventDefault();
      return;
    }
    form.dataset.state = "sending";
    // A disabled button is not part of what is sent: disable it when that is put together.
    setTimeout(() => disable(form, true));
    goes(event);
  });
  whenBack(() => rest(form));
}

/**
 * Beside the button that sends, where there is room for it: it takes its time.
 * @param {HTMLFormElement} form
 * @param {boolean} [isSending]
 */
export function saySending(form, isSending = true) {
  const place = form.querySelector("[data-says=sending]");
  if (place) place.textContent = isSending ? place.dataset.words : "";
}

/**
 * It may be sent again.
 * @param {HTMLFormElement} form
 */
function rest(form) {
  delete form.dataset.state;
  saySending(form, false);
  disable(form, false);
}

/**
 * @param {HTMLFormElement} form
 * @param {boolean} isDisabled
 */
const disable = (form, isDisabled) =>
  form.querySelectorAll("button:not([type=button])").forEach((button) => (button.disabled = isDisabled));
