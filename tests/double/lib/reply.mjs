// SPDX-License-Identifier: EUPL-1.2
// What goes back to the client. A Reply writes to a sink: the connection itself, or (for a fault
// that spoils an answer) memory.

import { once } from 'node:events';
import { CouchError } from './errors.mjs';
import { newUuid } from './doc-codec.mjs';

/** The sink that is the connection. */
export class WireSink {
  constructor(res) {
    this.res = res;
    this.bytes = 0;
  }

  get closed() {
    return this.res.destroyed || this.res.writableEnded;
  }

  /** Calls back when the client has gone; answers how to forget it again. */
  onClose(callback) {
    this.res.once('close', callback);
    return () => this.res.off('close', callback);
  }

  head(status, headers) {
    this.res.writeHead(status, headers);
  }

  flushHead() {
    this.res.flushHeaders();
  }

  async write(chunk) {
    this.bytes += Buffer.byteLength(chunk);
    if (!this.closed && !this.res.write(chunk)) await Promise.race([once(this.res, 'drain'), once(this.res, 'close')]);
  }

  end(chunk = '') {
    this.bytes += Buffer.byteLength(chunk);
    this.res.end(chunk);
  }
}

/** The sink that keeps the answer in memory. */
export class MemorySink {
  constructor(res) {
    this.res = res;
    this.status = 200;
    this.headers = {};
    this.parts = [];
  }

  get closed() {
    return this.res.destroyed;
  }

  /** Calls back when the client has gone; answers how to forget it again. */
  onClose(callback) {
    this.res.once('close', callback);
    return () => this.res.off('close', callback);
  }

  head(status, headers) {
    Object.assign(this, { status, headers });
  }

  flushHead() {}

  async write(chunk) {
    this.parts.push(Buffer.from(chunk));
  }

  end(chunk = '') {
    this.parts.push(Buffer.from(chunk));
  }

  get body() {
    return Buffer.concat(this.parts);
  }
}

const acceptsJson = accept =>
  !accept || /application\/(json|\*)|\*\/\*|multipart\//.test(accept);

export class Reply {
  constructor(sink, accept) {
    this.sink = sink;
    this.type = acceptsJson(accept) ? 'application/json' : 'text/plain; charset=utf-8';
    this.extra = {};
    this.started = false;
  }

  /** Starts an answer whose length is not known yet. */
  start(status, headers = {}) {
    this.started = true;
    this.beforeStart?.();
    this.sink.head(status, {
      'Cache-Control': 'must-revalidate', Server: 'CouchDB/3.5.2 (Erlang OTP/27)',
      'X-Couch-Request-ID': newUuid().slice(0, 10), 'X-CouchDB-Body-Time': '0', ...this.extra, ...headers,
    });
  }

  startJson(status) {
    this.start(status, { 'Content-Type': this.type });
  }

  write(chunk) {
    return this.sink.write(chunk);
  }

  end(chunk) {
    this.sink.end(chunk);
  }

  /** A whole answer: bytes or text. */
  send(status, body, headers = {}) {
    this.start(status, { 'Content-Length': Buffer.byteLength(body), ...headers });
    this.end(body);
  }

  /** JSON, given as a value or as finished text. */
  json(status, value, headers = {}) {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    this.send(status, `${text}\n`, { 'Content-Type': this.type, ...headers });
  }

  fail(error) {
    if (this.started) return this.sink.res.destroy();
    const known = error instanceof CouchError ? error
      : new CouchError(500, 'internal_server_error', `${error?.stack ?? error}`);
    return this.json(known.status, { error: known.error, reason: known.reason }, known.headers);
  }
}
