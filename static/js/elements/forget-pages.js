/**
 * On a page after which somebody else may hold the device (signed in, signed out, all deleted): what
 * the service worker kept for reading without a line is forgotten. With `data-all` also what was
 * written here, in this tab or any other, and is not sent yet.
 */
class ForgetPages extends HTMLElement {
  async connectedCallback() {
    const names = (await globalThis.caches?.keys()) ?? [];
    const personal = names.filter((name) => !name.startsWith("shell-"));
    await Promise.all(personal.map((name) => caches.delete(name)));
    if (!("all" in this.dataset)) return;
    sessionStorage.clear();
    const { all, drop } = await import("lib/stored");
    for (const shelf of ["drafts", "outbox"]) {
      for (const { key } of await all(shelf).catch(() => [])) await drop(shelf, key);
    }
  }
}

customElements.define("forget-pages", ForgetPages);
