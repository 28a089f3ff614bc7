// SPDX-License-Identifier: EUPL-1.2
// _changes: normal, longpoll and continuous.

import { renderDoc } from './doc-codec.mjs';
import { filterFunction } from './design-functions.mjs';
import { badRequest } from './errors.mjs';
import { matchesSelector } from './selector.mjs';

const DEFAULT_LIMIT = 1e15; // CouchDB's; with seq_interval it decides which rows carry a seq
const CHUNK = 500;

const flag = (query, name) => query.get(name) === 'true';

function integer(query, name, fallback) {
  const text = query.get(name);
  if (text === null) return fallback;
  if (!/^\d+$/.test(text)) throw badRequest(`Invalid value for integer: "${text}"`);
  return Number(text);
}

function docFilter(db, query, body) {
  const name = query.get('filter');
  if (!name) return null;
  if (name === '_doc_ids') {
    const ids = new Set(body?.doc_ids ?? JSON.parse(query.get('doc_ids') ?? '[]'));
    return doc => ids.has(doc.id);
  }
  if (name === '_selector') {
    if (!body?.selector) throw badRequest('Selector must be specified in POST payload');
    return doc => matchesSelector(JSON.parse(renderDoc(doc, doc.tree.winner)), body.selector);
  }
  if (name === '_design') return doc => doc.id.startsWith('_design/');
  const filter = filterFunction(db, name);
  const request = JSON.stringify({ query: Object.fromEntries(query), method: 'GET' });
  return doc => Boolean(filter(renderDoc(doc, doc.tree.winner), request));
}

function docOptions(query) {
  const encodingInfo = flag(query, 'att_encoding_info');
  return { meta: flag(query, 'conflicts') ? { conflicts: true } : null,
    atts: { wanted: () => flag(query, 'attachments'), mode: 'inline', encodingInfo } };
}

/** The parameters of a feed, read once; `body` is that of a POST. */
export function changesOptions(db, query, body) {
  return {
    feed: query.get('feed') ?? 'normal',
    sinceText: query.get('since') ?? query.get('last-event-id') ?? '0',
    allDocs: query.get('style') === 'all_docs',
    includeDocs: flag(query, 'include_docs'),
    docOptions: docOptions(query),
    descending: flag(query, 'descending'),
    limit: Math.max(1, integer(query, 'limit', DEFAULT_LIMIT)),
    interval: integer(query, 'seq_interval', 1) || 1,
    timeout: Math.min(integer(query, 'timeout', 60000), 60000),
    heartbeat: query.get('heartbeat') === 'true' ? 60000 : integer(query, 'heartbeat', 0),
    filter: docFilter(db, query, body),
  };
}

function rowText(db, doc, options, left, noise) {
  const { winner, leaves } = doc.tree;
  const seq = left % options.interval === 0 ? `"${db.packSeq(doc.seq, noise)}"` : 'null';
  const shown = options.allDocs ? leaves : [winner];
  const changes = shown.map(leaf => `{"rev":${JSON.stringify(leaf.rev)}}`).join(',');
  const deleted = winner.deleted ? ',"deleted":true' : '';
  const body = options.includeDocs ? `,"doc":${renderDoc(doc, winner, options.docOptions)}` : '';
  return `{"seq":${seq},"id":${JSON.stringify(doc.id)},"changes":[${changes}]${deleted}${body}}`;
}

/** The rows after `since` as {docs, lastSeq, pending}; mischief may reorder or repeat them. */
function collect(db, since, options, { noise, spoil }) {
  const { docs, pending } = db.changedAfter(since, options);
  const lastSeq = pending ? docs.at(-1).seq : Math.max(db.seq, since);
  return { docs: spoil ? spoil(docs) : docs, lastSeq, pending, noise };
}

/** Writes the rows in pieces, separated, or each followed by `after`. What was purged since has none. */
async function sendRows(reply, db, { docs, noise }, options, { separator, after }) {
  let lead = '';
  for (let at = 0; at < docs.length; at += CHUNK) {
    const texts = docs.slice(at, at + CHUNK)
      .map((doc, offset) => (doc.seq > 0 ? rowText(db, doc, options, options.limit - at - offset, noise) : null))
      .filter(text => text !== null);
    if (texts.length) await reply.write(lead + texts.join(separator) + after);
    if (texts.length && !after) lead = separator;
  }
}

/** A server put back to an older state repeats what it was asked from. */
function lastSeqText(db, { lastSeq, noise }, { sinceText }) {
  return JSON.stringify(lastSeq > db.seq && !noise ? sinceText : db.packSeq(lastSeq, noise));
}

async function finish(reply, db, found, options) {
  await sendRows(reply, db, found, options, { separator: ',\n', after: '' });
  reply.end(`\n],\n"last_seq":${lastSeqText(db, found, options)},"pending":${found.pending}}\n`);
}

/** Waits for a write, the time limit or the client's going; sends newlines meanwhile if asked to. */
function nextChange(db, reply, options, deadline) {
  if (reply.sink.closed) return 'closed';
  return new Promise(resolve => {
    const done = reason => {
      clearTimeout(limit);
      clearInterval(beat);
      db.waiting.delete(wake);
      forget();
      resolve(reason);
    };
    const wake = () => done('change');
    const limit = options.heartbeat ? null : setTimeout(() => done('timeout'), Math.max(0, deadline - Date.now()));
    const beat = options.heartbeat ? setInterval(() => reply.write('\n'), options.heartbeat) : null;
    db.waiting.add(wake);
    const forget = reply.sink.onClose(() => done('closed'));
  });
}

async function longpoll(reply, live, since, options, mischief) {
  const deadline = Date.now() + options.timeout;
  await reply.write('{"results":[\n');
  if (options.heartbeat) await reply.write('\n');
  for (;;) {
    const db = live();
    const found = collect(db, since, options, mischief);
    if (found.docs.length) return finish(reply, db, found, options);
    const reason = await nextChange(db, reply, options, deadline);
    if (reason === 'closed') return undefined;
    if (reason === 'timeout') return finish(reply, live(), collect(live(), since, options, mischief), options);
  }
}

async function continuous(reply, live, since, options, mischief) {
  let from = since, left = options.limit;
  for (;;) {
    const db = live();
    const found = collect(db, from, { ...options, limit: left }, mischief);
    await sendRows(reply, db, found, options, { separator: '\n', after: '\n' });
    left -= found.docs.length;
    from = found.lastSeq;
    const reason = left > 0 ? await nextChange(db, reply, options, Date.now() + options.timeout) : 'limit';
    if (reason === 'closed') return undefined;
    if (reason !== 'change')
      return reply.end(`{"last_seq":${lastSeqText(db, found, options)},"pending":${found.pending}}\n`);
  }
}

/**
 * Answers _changes. live() gives the database as it is now (a restore puts another in its place);
 * mischief holds what faults ask for: rewind (count), noise (boolean), spoil (rows → rows).
 */
export async function sendChanges(reply, live, options, mischief = {}) {
  const since = Math.max(0, live().unpackSeq(options.sinceText) - (mischief.rewind ?? 0));
  reply.startJson(200);
  if (options.feed === 'longpoll') return longpoll(reply, live, since, options, mischief);
  if (options.feed === 'continuous') return continuous(reply, live, since, options, mischief);
  await reply.write('{"results":[\n');
  return finish(reply, live(), collect(live(), since, options, mischief), options);
}
