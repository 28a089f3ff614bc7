// SPDX-License-Identifier: EUPL-1.2
// Trouble on order: a rule says which requests go wrong and how. See README.md for the list.

import { setTimeout as sleep } from 'node:timers/promises';
import { badRequest } from './errors.mjs';
import { MemorySink } from './reply.mjs';

const HTML = '<!DOCTYPE html><html><head><title>Welcome</title></head>' +
  '<body><h1>Free Wi-Fi</h1><p>Please accept the terms.</p></body></html>\n';

const PORTAL = 'http://portal.example/login';

/** Answers given instead of doing what was asked. */
const INSTEAD = {
  close: ({ res }) => res.destroy(),
  reset: ({ res }) => reset(res),
  hang: () => {},
  html: ({ res }) => sendStatus(res, { status: 200, body: HTML }),
  portal: ({ res, rule }) =>
    sendStatus(res, { status: 302, body: HTML, headers: { Location: rule.location ?? PORTAL } }),
  status: ({ res, rule }) => sendStatus(res, rule),
};

/** Answers spoiled after the work is done, so that the server has what the client does not know of. */
const AFTERWARDS = {
  'close-after': ({ res }) => res.destroy(),
  'reset-after': ({ res }) => reset(res),
  'status-after': ({ res, rule }) => sendStatus(res, rule),
  'html-after': ({ res }) => INSTEAD.html({ res }),
  half: ({ res, sink, rule }) => cutShort(res, sink, rule.bytes ?? Math.floor(sink.body.length / 2)),
  garbage: ({ res, sink }) => sendWhole(res, sink, Buffer.from(`{"results":[{"seq":\u0000 "${'x'.repeat(40)}`)),
  length: ({ res, sink, rule }) => wrongLength(res, sink, rule.by ?? 10),
  drip: ({ res, sink, rule }) => drip(res, sink, rule.bytes ?? 64, rule.every ?? 50),
};

/** Changes to what _changes says; the rest of the request goes its way. */
const MISCHIEF = {
  rewind: rule => ({ rewind: rule.by ?? 1e9 }),
  noise: () => ({ noise: true }),
  duplicate: () => ({ spoil: rows => rows.flatMap(row => [row, row]) }),
  reorder: () => ({ spoil: rows => [...rows].reverse() }),
};

export const FAULTS = [...Object.keys(INSTEAD), ...Object.keys(AFTERWARDS), ...Object.keys(MISCHIEF), 'delay'];

/** Ends the TCP connection below the TLS one with RST. */
function reset(res) {
  res.socket._parent.resetAndDestroy();
}

function sendStatus(res, { status = 500, headers = {}, body }) {
  const text = body ?? `${JSON.stringify({ error: 'fault', reason: `status ${status} on order` })}\n`;
  const type = body ? 'text/html; charset=utf-8' : 'application/json';
  res.writeHead(status, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(text), ...headers }).end(text);
}

function sendWhole(res, sink, body) {
  res.writeHead(sink.status, { ...sink.headers, 'Content-Length': body.length }).end(body);
}

function cutShort(res, sink, bytes) {
  const headers = { ...sink.headers };
  if (!headers['Content-Length']) headers['Transfer-Encoding'] = 'chunked';
  res.writeHead(sink.status, headers);
  res.write(sink.body.subarray(0, bytes), () => res.destroy());
}

/** Announces `by` bytes more (or fewer) than there are, then closes. */
function wrongLength(res, sink, by) {
  const { socket } = res;
  const length = Math.max(0, sink.body.length + by);
  const head = Object.entries({ ...sink.headers, 'Content-Length': length, Connection: 'close' });
  socket.write(`HTTP/1.1 ${sink.status} OK\r\n${head.map(([key, value]) => `${key}: ${value}\r\n`).join('')}\r\n`);
  socket.end(sink.body);
}

async function drip(res, sink, bytes, every) {
  res.writeHead(sink.status, { ...sink.headers, 'Content-Length': sink.body.length });
  for (let at = 0; at < sink.body.length && !res.destroyed; at += bytes) {
    res.write(sink.body.subarray(at, at + bytes));
    await sleep(every);
  }
  res.end();
}

const MATCHERS = {
  number: (wanted, { number }) => number === wanted,
  from: (wanted, { number }) => number >= wanted,
  every: (wanted, { number }) => number % wanted === 0,
  method: (wanted, { method }) => method === wanted,
  kind: (wanted, { kind }) => kind === wanted,
  path: (wanted, { url }) => new RegExp(wanted).test(url),
  longer: (wanted, entry, headers) => Number(headers['content-length'] ?? 0) > wanted,
};

function checkRule(rule) {
  if (!FAULTS.includes(rule.do)) throw badRequest(`unknown fault: ${rule.do}`);
  for (const key of Object.keys(rule.match ?? {}))
    if (!MATCHERS[key]) throw badRequest(`unknown match: ${key}`);
  return { ...rule, left: rule.times ?? 1, skip: rule.skip ?? 0, hits: 0 };
}

const matches = ({ match = {} }, entry, headers) =>
  Object.entries(match).every(([key, wanted]) => MATCHERS[key](wanted, entry, headers));

export class Faults {
  rules = [];

  /** Adds rules; times 0 means for ever, skip lets the first matches through. */
  add(rules) {
    this.rules.push(...rules.map(checkRule));
  }

  clear() {
    this.rules = [];
  }

  /** The rule for a request, if any; uses it up. */
  pick(entry, headers) {
    for (const rule of this.rules) {
      if (rule.spent || !matches(rule, entry, headers) || rule.skip-- > 0) continue;
      rule.hits++;
      if (rule.times !== 0 && --rule.left === 0) rule.spent = true;
      return rule;
    }
    return null;
  }
}

/** The answer that stands in for the work; null if the work is to be done. */
export const insteadOf = rule => (rule && INSTEAD[rule.do]) ?? null;

/** The sink and the last act of an answer that is spoiled after the work. */
export function spoiling(rule, res) {
  const act = rule && AFTERWARDS[rule.do];
  if (!act) return null;
  const sink = new MemorySink(res);
  return { sink, finish: () => act({ res, sink, rule }) };
}

export const mischiefOf = rule => (rule && MISCHIEF[rule.do]?.(rule)) ?? {};

export async function delayOf(rule) {
  if (rule?.do === 'delay') await sleep(rule.ms ?? 1000);
}
