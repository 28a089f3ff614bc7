// SPDX-License-Identifier: EUPL-1.2
// Counts HTTP requests in a TLS stream it cannot read. A request begins with the first record of
// application data that the client sends after the server has spoken; records too short for a
// request (the end of the handshake, alerts) do not count. A client that waits for "100 Continue"
// counts twice.

const APPLICATION_DATA = 23;
const SHORTEST_REQUEST = 100;

export class RequestCounter {
  #inRequest = false;
  #header = Buffer.alloc(0);
  #left = 0;

  fromServer() {
    this.#inRequest = false;
  }

  /** How many requests begin in this chunk. */
  fromClient(chunk) {
    let begun = 0;
    for (let at = 0; at < chunk.length;) {
      if (this.#left > 0) {
        const step = Math.min(this.#left, chunk.length - at);
        this.#left -= step;
        at += step;
        continue;
      }
      const wanted = 5 - this.#header.length;
      this.#header = Buffer.concat([this.#header, chunk.subarray(at, at + wanted)]);
      at += Math.min(wanted, chunk.length - at);
      if (this.#header.length === 5) begun += this.#record();
    }
    return begun;
  }

  #record() {
    const type = this.#header[0];
    this.#left = this.#header.readUInt16BE(3);
    this.#header = Buffer.alloc(0);
    if (type !== APPLICATION_DATA || this.#left < SHORTEST_REQUEST || this.#inRequest) return 0;
    this.#inRequest = true;
    return 1;
  }
}
