/** Numbers and times as the page's language writes them. */
const lang = () => document.documentElement.lang || undefined;

/**
 * How well a place is known, in whole metres.
 * @param {number} [accuracy]
 */
export const metres = (accuracy = 0) => Math.max(1, Math.round(accuracy)).toLocaleString(lang());

/**
 * The hour, and the day where it is another one.
 * @param {number} at
 */
export function hour(at) {
  const then = new Date(at);
  const isToday = then.toDateString() === new Date().toDateString();
  const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  return then.toLocaleString(lang(), { ...(isToday ? {} : { weekday: "long" }), ...clock });
}
