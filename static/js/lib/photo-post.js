import { upload } from "lib/upload";

/**
 * Photos on their way to the server, one after the other: on a bad line the first arrives sooner.
 *
 * @typedef {{ file: Blob, name: string, quarters: number, ready?: Blob }} Unsent turned so far; as it
 *   is to be sent
 * @typedef {{ photos?: import("lib/photo-item").KeptPhoto[], errors?: string[] }} Answer
 */
export class PhotoPost {
  #address;
  /** By what they are shown in. @type {Map<object, { isOver: boolean, abort: () => void }>} */
  #underway = new Map();
  /** @type {Promise<unknown>} */
  #line = Promise.resolve();

  /** @param {string} address that takes photos */
  constructor(address) {
    this.#address = address;
  }

  get isEmpty() {
    return this.#underway.size === 0;
  }

  /**
   * @param {object} item
   * @param {Unsent} photo
   * @param {{ ready: () => void, tell: (percent: number) => void }} ways once it is made smaller, and how far it is
   * @returns {Promise<Answer | undefined>} nothing where it is not wanted any more; an empty answer
   *   where there is none
   */
  send(item, photo, { ready, tell }) {
    this.drop(item);
    const turn = { isOver: false, abort: () => {} };
    this.#underway.set(item, turn);
    return this.#after(async () => {
      if (turn.isOver) return undefined;
      photo.ready = await smaller(photo);
      ready();
      if (turn.isOver) return undefined;
      const body = new FormData();
      body.append("photos", photo.ready, photo.name || "photo.jpg");
      const sending = upload(this.#address, body, tell);
      turn.abort = sending.abort;
      const answer = await sending.answer.catch(() => ({}));
      if (turn.isOver) return undefined;
      this.#underway.delete(item);
      return answer;
    });
  }

  /** @param {object} item that is taken out, or sent in another way */
  drop(item) {
    const turn = this.#underway.get(item);
    this.#underway.delete(item);
    if (!turn) return;
    turn.isOver = true;
    turn.abort();
  }

  /**
   * @param {() => string} tokenOf a photo that the server has, when it is its turn
   * @returns {Promise<import("lib/photo-item").KeptPhoto>} turned by a quarter, clockwise
   */
  turn(tokenOf) {
    return this.#after(() => {
      const body = new FormData();
      body.append("quarters", "1");
      return upload(`${this.#address}/${tokenOf()}/turned`, body).answer;
    });
  }

  /**
   * @template Result
   * @param {() => Promise<Result>} act
   * @returns {Promise<Result>} when those before it are through
   */
  #after(act) {
    const done = this.#line.then(act);
    this.#line = done.catch(() => {});
    return done;
  }
}

/**
 * As it is to be sent. What makes it smaller comes when it is needed; where it cannot come, the
 * photo goes as it is.
 * @param {Unsent} photo
 */
const smaller = async ({ file, quarters }) => {
  const maker = await import("lib/shrink").catch(() => null);
  return maker ? maker.shrunk(file, quarters) : file;
};
