/**
 * Who has signed in on this device, as an alias that opens nothing and names nobody. What is written
 * here bears it, so that on a device that many use nobody finds, or sends, what another has left.
 *
 * @returns {string} empty for whoever has not signed in, and in the service worker, which cannot know
 */
export const person = () => /(?:^|; )civicreport_person=(\w+)/.exec(globalThis.document?.cookie)?.[1] ?? "";

/**
 * What the worker sends the site judges; what was written by nobody is whose the device is.
 * @param {{ fields: Record<string, string> }} draft
 */
export const isOurs = ({ fields }) => !globalThis.document || !fields.of || fields.of === person();
