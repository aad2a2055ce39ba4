/** Questions to the server, one after the other: of two answers only the newer counts. */
export class Inquiry {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #pause;
  #asking = new AbortController();
  #rest;

  /** @param {number} rest milliseconds without a further question, before one is asked */
  constructor(rest) {
    this.#rest = rest;
  }

  /** Whatever is still on its way is not wanted any more. */
  drop() {
    clearTimeout(this.#pause);
    this.#asking.abort();
    this.#asking = new AbortController();
  }

  /**
   * Asks when somebody has come to rest.
   * @param {() => Promise<void>} ask
   */
  soon(ask) {
    this.drop();
    this.#pause = setTimeout(ask, this.#rest);
  }

  /**
   * @param {string} url
   * @param {Record<string, string> | URLSearchParams} asked
   * @returns {Promise<any>} undefined where a newer question has come since; rejects without a line
   */
  async ask(url, asked) {
    const { signal } = this.#asking;
    try {
      const answer = await fetch(`${url}?${new URLSearchParams(asked)}`, {
        headers: { Accept: "application/json" },
        signal,
      });
      if (!answer.ok) throw new Error(`${answer.status}`);
      const told = await answer.json();
      return signal.aborted ? undefined : told;
    } catch (error) {
      if (signal.aborted) return undefined;
      throw error;
    }
  }
}
