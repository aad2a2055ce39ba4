/**
 * What needs scripts is there.
 * @param {Element} page
 */
export const reveal = (page) =>
  page.querySelectorAll("[data-needs-js]").forEach((each) => each.removeAttribute("hidden"));
