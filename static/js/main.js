/**
 * Wakes the custom elements that stand in the page: `<report-map>` is `elements/report-map`.
 * A page without any loads nothing; one whose element fails is still the page that the server sent.
 */
const known = JSON.parse(document.querySelector('script[type="importmap"]').textContent).imports;
const tags = new Set(
  [...document.querySelectorAll(":not(:defined)")].map((element) => element.localName),
);

for (const tag of tags) {
  if (`elements/${tag}` in known) {
    import(`elements/${tag}`);
  }
}

// What is for days without a line has time until this page stands.
const whenIdle = window.requestIdleCallback ?? setTimeout;
window.addEventListener("load", () => whenIdle(() => import("lib/offline")));
