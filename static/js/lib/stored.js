/**
 * What this device keeps itself, in IndexedDB: drafts, and reports that wait for a line. Pages and
 * the service worker read the same. Where a browser keeps nothing (a private window, a full disk)
 * every call fails, and whoever calls goes on without.
 *
 * @typedef {"drafts" | "outbox"} Shelf
 */
const NAME = "civicreport";
const VERSION = 1;
const PATIENCE = 2000; // milliseconds: now and then a browser never answers
/** @type {Shelf[]} */
const SHELVES = ["drafts", "outbox"];
/** @type {Promise<IDBDatabase> | undefined} */
let opened;

/**
 * @param {Shelf} shelf
 * @returns {Promise<any[]>} all that lies on it
 */
export const all = (shelf) => within(shelf, "readonly", (store) => store.getAll());

/**
 * @param {Shelf} shelf
 * @param {string} key
 * @returns {Promise<any>} undefined where there is none
 */
export const get = (shelf, key) => within(shelf, "readonly", (store) => store.get(key));

/**
 * @param {Shelf} shelf
 * @param {{ key: string }} thing takes the place of the one with its key
 */
export const put = (shelf, thing) => within(shelf, "readwrite", (store) => store.put(thing));

/**
 * @param {Shelf} shelf
 * @param {string} key
 */
export const drop = (shelf, key) => within(shelf, "readwrite", (store) => store.delete(key));

/**
 * @template Result
 * @param {Shelf} shelf
 * @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore) => IDBRequest<Result>} ask
 * @returns {Promise<Result>} when it is on the disk, not only asked for
 */
async function within(shelf, mode, ask) {
  const transaction = (await base()).transaction(shelf, mode);
  const request = ask(transaction.objectStore(shelf));
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = () => reject(transaction.error);
  });
}

/** @returns {Promise<IDBDatabase>} */
function base() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = () => {
      for (const shelf of SHELVES) request.result.createObjectStore(shelf, { keyPath: "key" });
    };
    request.onsuccess = () => resolve(ready(request.result));
    request.onerror = () => reject(request.error);
    setTimeout(() => reject(new DOMException("it does not open", "TimeoutError")), PATIENCE);
  });
  return opened;
}

/**
 * A newer page may need newer shelves: this one lets go, and opens anew when it is used again.
 * @param {IDBDatabase} database
 */
function ready(database) {
  const letGo = () => (opened = undefined);
  database.onversionchange = () => {
    database.close();
    letGo();
  };
  database.onclose = letGo;
  return database;
}
