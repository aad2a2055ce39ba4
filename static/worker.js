/**
 * The service worker: the site without a line. Put together by the server, which writes `SHELL`
 * before it; a new shell makes a new worker, which takes over without any page being loaded anew.
 *
 * @typedef {{ version: string, files: string[], pages: Stored[] }} Shell
 * @typedef {{ prefix: string, form: string, lost: string }} Stored pages of one language
 */
import { putDraft } from "lib/drafts";
import { sendAll } from "lib/outbox";

const SHELF = `shell-${SHELL.version}`;
const VISITED = "visited";
const PICTURES = "pictures";
/** Of those that somebody has looked at, as many as are worth their room. */
const MOST = { [VISITED]: 40, [PICTURES]: 150 };
/** So long a page may take where there is something to show instead, in milliseconds. */
const PATIENCE = 5000;

/**
 * Whether the browser may ask for a page while this worker wakes. Firefox, once it has, shows its own
 * error where there is no line, whatever is answered here; only Chromium's have this property.
 */
const ASKS_AHEAD = "userAgentData" in self.navigator;

/** Statuses that say nothing of what was asked for. */
const NOT_NOW = new Set([408, 425, 429]);

/** Behind the prefix of a language. What is not named here is never kept. */
const READABLE = /^\/(map|reports\/\d+|reports\/mine)?$/;
const FORM = "/report/new";
const SHARED = "/report/new/shared";
const SIGN_OUT = "/sign-out";
const FILES = /^\/(static|maps)\/.+\.[0-9a-f]{12}\.|^\/maps\/\w+\/[0-9a-f]{12}\.js$/;
const DRAWN = /^\/(photos|maps\/base)\//;
/** Of staff and of programs: as if there were no worker. */
const NOT_OURS = /^\/(officers|demo|api|open311|metrics|healthz|readyz)(\/|$)/;

self.addEventListener("install", (event) => event.waitUntil(stock().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(takeOver()));
self.addEventListener("fetch", answer);
self.addEventListener("sync", (event) => event.tag === "outbox" && event.waitUntil(sendWaiting()));

async function stock() {
  const shelf = await caches.open(SHELF);
  await shelf.addAll(SHELL.files);
  // As a stranger gets them: what stands on this shelf is for whoever holds the device.
  const pages = SHELL.pages.flatMap(({ form, lost }) => [form, lost]);
  await shelf.addAll(pages.map((page) => new Request(page, { credentials: "omit" })));
}

/** The shelf before this one stays for the pages that are open. */
async function takeOver() {
  const shelves = (await caches.keys()).filter((name) => name.startsWith("shell-") && name !== SHELF);
  await Promise.all(shelves.slice(0, -1).map((name) => caches.delete(name)));
  await self.registration.navigationPreload?.[ASKS_AHEAD ? "enable" : "disable"]();
  await self.clients.claim();
}

/** @param {FetchEvent} event */
function answer(event) {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== self.location.origin || NOT_OURS.test(pathname)) return;
  const language = SHELL.pages.findLast(({ prefix }) => pathname === prefix || pathname.startsWith(`${prefix}/`));
  const path = pathname.slice(language.prefix.length) || "/";
  if (request.method === "POST" && path === SIGN_OUT) event.waitUntil(forgetPages());
  if (request.method === "POST" && path === SHARED) event.respondWith(shared(request, language));
  else if (request.method !== "GET") return;
  else if (request.mode === "navigate") event.respondWith(page(event, path, language));
  else if (FILES.test(pathname)) event.respondWith(file(event));
  else if (DRAWN.test(pathname)) event.respondWith(picture(event));
}

/**
 * @param {FetchEvent} event
 * @param {string} path behind the language's prefix
 * @param {Stored} language
 */
async function page(event, path, { form, lost }) {
  const isReadable = READABLE.test(path);
  const fresh = fromSite(event).then((response) => {
    if (isReadable) event.waitUntil(keep(VISITED, event.request, response.clone()));
    return response;
  });
  const kept = path === FORM ? await stored(form) : await found(event.request);
  if (kept && (isReadable || path === FORM)) {
    const late = fresh.catch(() => kept);
    event.waitUntil(late);
    return Promise.race([late, after(PATIENCE, kept)]);
  }
  return fresh.catch(async () => (await stored(lost)) ?? Response.error());
}

/** @param {Request} request as it was kept; where a device cannot read what it keeps, there is the line */
const found = (request) => caches.match(request, { ignoreVary: true }).catch(() => undefined);

/** @param {string} address of a page of this shell, and not of the one before, whose shelf still stands */
const stored = (address) =>
  caches.match(address, { ignoreVary: true, cacheName: SHELF }).catch(() => undefined);

/** @param {FetchEvent} event */
const fromSite = async (event) => (await event.preloadResponse) ?? fetch(event.request);

/** @param {FetchEvent} event for what has its digest in its name, hence never changes */
async function file(event) {
  const { request } = event;
  const kept = await found(request);
  if (kept) return kept;
  const response = await fetch(request);
  if (response.ok) event.waitUntil(shelve(request, response.clone()));
  return response;
}

/**
 * @param {Request} request
 * @param {Response} response which is shown also where the device has no room for it
 */
const shelve = async (request, response) => (await caches.open(SHELF)).put(request, response);

/** @param {FetchEvent} event */
async function picture(event) {
  try {
    const response = await fetch(event.request);
    event.waitUntil(keep(PICTURES, event.request, response.clone()));
    return response;
  } catch {
    return (await found(event.request)) ?? Response.error();
  }
}

/**
 * What the site shows no more (hidden, deleted, only for somebody else) is not shown from here, either.
 * @param {string} name of the cache
 * @param {Request} request
 * @param {Response} response
 */
async function keep(name, request, response) {
  if (NOT_NOW.has(response.status) || response.status >= 500) return;
  const policy = response.headers.get("Cache-Control") ?? "";
  const isPrivatePicture = name === PICTURES && !policy.includes("public");
  const cache = await caches.open(name);
  await cache.delete(request, { ignoreVary: true });
  if (response.status !== 200 || response.redirected || policy.includes("no-store") || isPrivatePicture) return;
  await cache.put(request, response);
  const tooMany = (await cache.keys()).slice(0, -MOST[name]);
  await Promise.all(tooMany.map((old) => cache.delete(old)));
}

/**
 * Photos from another app, "shared" with this one: into a new draft, and on to the form.
 * @param {Request} request
 * @param {Stored} language
 */
async function shared(request, { prefix }) {
  const asSent = request.clone();
  try {
    const files = (await request.formData()).getAll("photos").filter((each) => each instanceof File);
    await putDraft({ photos: files.map((each) => ({ file: each, name: each.name })) });
  } catch {
    // No room on this device: the site takes them, too.
    return fetch(asSent);
  }
  return Response.redirect(`${prefix}${FORM}?draft=1`, 303);
}

/** What one person has read is nothing for the next. */
const forgetPages = () => Promise.all([VISITED, PICTURES].map((name) => caches.delete(name)));

/** A failure asks the browser to wake us once more. */
async function sendWaiting() {
  const left = await sendAll({ now: true });
  if (left.length) throw new Error("some reports still wait");
}

/**
 * @template Result
 * @param {number} milliseconds
 * @param {Result} result
 * @returns {Promise<Result>}
 */
const after = (milliseconds, result) => new Promise((resolve) => setTimeout(() => resolve(result), milliseconds));
