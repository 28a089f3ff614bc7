// SPDX-License-Identifier: EUPL-1.2
// One direction of a line: everybody's bytes share its bandwidth, and each arrives after the delay.

const SEGMENT = 1400;
const MOST_QUEUED = 128 * 1024;
const RETRANSMIT = 200; // what a lost segment costs at least, in ms

/** Numbers from 0 to 1 that a seed decides. */
function randomFrom(seed) {
  let state = (seed * 2654435761) >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

export class Line {
  #free = 0;
  #last = 0;
  #queue = [];
  #timer = null;

  /** kbit: bandwidth (0: no limit); delay in ms; loss in percent of segments. */
  constructor({ kbit, delay, loss, seed }) {
    Object.assign(this, { kbit, delay, loss, random: randomFrom(seed) });
  }

  /** When a segment of this length arrives, which also keeps the line busy until it is sent. */
  #arrival(length) {
    const begin = Math.max(performance.now(), this.#free);
    this.#free = begin + (this.kbit ? (length * 8) / this.kbit : 0);
    const lost = this.loss && this.random() * 100 < this.loss;
    this.#last = Math.max(this.#last, this.#free + this.delay + (lost ? RETRANSMIT + 2 * this.delay : 0));
    return this.#last;
  }

  get #immediate() {
    return !this.kbit && !this.delay && !this.loss;
  }

  /** Sends what came from one socket to another. */
  send(chunk, from, to) {
    if (this.#immediate) {
      if (!to.write(chunk)) {
        from.pause();
        to.once('drain', () => from.resume());
      }
      return;
    }
    for (let at = 0; at < chunk.length; at += SEGMENT) {
      const piece = chunk.subarray(at, at + SEGMENT);
      this.#push(piece.length, () => { if (!to.destroyed) to.write(piece); }, from);
    }
    from.queued = (from.queued ?? 0) + chunk.length;
    if (from.queued > MOST_QUEUED) from.pause();
  }

  end(from, to) {
    this.after(() => { if (!to.destroyed) to.end(); });
  }

  /** Does something once everything sent so far has arrived. */
  after(act) {
    if (this.#immediate) setImmediate(act);
    else this.#push(0, act, null);
  }

  #push(length, act, from) {
    this.#queue.push({ due: this.#arrival(length), act, length, from });
    this.#timer ??= setTimeout(() => this.#deliver(), Math.max(0, this.#queue[0].due - performance.now()));
  }

  #deliver() {
    const now = performance.now();
    let at = 0;
    for (; at < this.#queue.length && this.#queue[at].due <= now + 0.5; at++) {
      const { act, length, from } = this.#queue[at];
      act();
      if (from) from.queued -= length;
      if (from?.isPaused() && from.queued <= MOST_QUEUED / 2) from.resume();
    }
    this.#queue.splice(0, at);
    this.#timer = this.#queue.length
      ? setTimeout(() => this.#deliver(), Math.max(1, this.#queue[0].due - performance.now())) : null;
  }
}
