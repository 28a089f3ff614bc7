// SPDX-License-Identifier: EUPL-1.2
// One database: documents with their trees, the order of changes, _local documents, _security.

import { createHash, randomBytes } from 'node:crypto';
import { packAttachments } from './attachments.mjs';
import { badRequest } from './errors.mjs';
import { RevTree } from './rev-tree.mjs';

export const DEFAULT_SECURITY = '{"members":{"roles":["_admin"]},"admins":{"roles":["_admin"]}}';

const SEQ_BYTES = 85; // makes the opaque strings as long as the real ones

export class Database {
  #sortedIds = null;

  /** journal(record) is called with every change that a restart must repeat. */
  constructor(name, uuid, startTime, journal) {
    Object.assign(this, { name, uuid, startTime, journal });
    this.seq = 0;
    this.batchStart = 0;
    this.purgeSeq = 0;
    this.revsLimit = 1000;
    this.docs = new Map();
    this.log = []; // {seq, doc}; an entry counts while its doc still has that seq
    this.stale = 0;
    this.local = new Map();
    this.waiting = new Set();
    this.validators = null;
    this.setSecurity(DEFAULT_SECURITY);
  }

  setSecurity(text) {
    this.securityText = text;
    this.security = JSON.parse(text);
  }

  /** Sequence numbers go out as opaque strings: "N-…" where only the rest is read again. */
  packSeq(seq, noise = false) {
    const check = createHash('md5').update(`${this.uuid}:${seq}`).digest('base64url').slice(0, 10);
    const salt = noise ? randomBytes(6).toString('base64url') : 'JzLYWBgY';
    const plain = `${this.uuid.slice(0, 12)}:${seq}:${check}:`.padEnd(SEQ_BYTES, '.');
    const packed = Buffer.from(plain).toString('base64url');
    return `${seq}-g1AAAACbe${salt}${packed}`;
  }

  /** The number in an opaque string; another database's gives 0 and so repeats everything. */
  unpackSeq(text) {
    if (text === '0') return 0;
    if (text === 'now') return this.seq;
    const found = /^"?(?:\d+-)?g1AAAACbe.{8}([A-Za-z0-9_-]+)"?$/.exec(text);
    const parts = found && /^([0-9a-f]{12}):(\d+):.{10}:\.*$/.exec(Buffer.from(found[1], 'base64url').toString());
    if (!parts) throw badRequest("Malformed sequence supplied in 'since' parameter.");
    return parts[1] === this.uuid.slice(0, 12) ? Number(parts[2]) : 0;
  }

  /** From here on, until the next call, a document moves in the feed only once. */
  beginBatch() {
    this.batchStart = this.seq;
  }

  /** Stores one revision; pos and ids (newest first) are its history. Answers its node. */
  store(id, pos, ids, content) {
    let doc = this.docs.get(id);
    if (!doc) {
      doc = { id, seq: 0, tree: new RevTree() };
      this.docs.set(id, doc);
      this.#sortedIds = null;
    }
    const node = doc.tree.merge(pos, ids, content);
    doc.tree.stem(this.revsLimit);
    const again = doc.seq > this.batchStart;
    if (!again) this.#touch(doc);
    this.journal?.({ o: 'rev', d: this.name, i: id, p: pos, r: ids, b: content.body, x: content.deleted, k: again,
      a: packAttachments(content.atts) });
    return node;
  }

  /** Settings count as changes, once in each of the two shards a database has by default. */
  settingsChanged() {
    this.seq += 2;
  }

  #touch(doc) {
    if (doc.seq) this.stale++;
    doc.seq = ++this.seq;
    this.log.push({ seq: doc.seq, doc });
    if (doc.id.startsWith('_design/')) this.validators = null;
    if (this.stale > 1000 && this.stale * 2 > this.log.length) this.#tidyLog();
  }

  #tidyLog() {
    this.log = this.log.filter(entry => entry.seq === entry.doc.seq);
    this.stale = 0;
  }

  /** Index in the log of the first entry after a sequence number. */
  #firstAfter(since) {
    let low = 0, high = this.log.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.log[middle].seq <= since) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The documents changed after `since`, in order (or back from the last), at most `limit`. */
  changedAfter(since, { descending = false, filter = null, limit = Infinity } = {}) {
    const log = descending ? this.log.toReversed() : this.log;
    const docs = [];
    let pending = 0;
    for (let at = descending ? 0 : this.#firstAfter(since); at < log.length; at++) {
      const { seq, doc } = log[at];
      if (seq !== doc.seq || (filter && !filter(doc))) continue;
      if (docs.length < limit) docs.push(doc);
      else pending++;
    }
    return { docs, pending };
  }

  wake() {
    for (const waiter of [...this.waiting]) waiter();
  }

  get ids() {
    this.#sortedIds ??= [...this.docs.keys()].sort(compareText);
    return this.#sortedIds;
  }

  counts() {
    let deleted = 0, size = 0;
    for (const { tree } of this.docs.values()) {
      if (tree.winner.deleted) deleted++;
      for (const leaf of tree.leaves) size += leaf.body?.length ?? 0;
    }
    return { live: this.docs.size - deleted, deleted, size };
  }

  /** Removes leaf revisions for good; answers those that were leaves. */
  purge(id, revs) {
    const doc = this.docs.get(id);
    const removed = doc ? doc.tree.removeLeaves(revs) : [];
    this.purgeSeq++;
    if (removed.length) {
      if (doc.tree.nodes.size === 0) this.#forget(doc);
      else this.#touch(doc);
    }
    this.journal?.({ o: 'purge', d: this.name, i: id, r: revs });
    return removed;
  }

  #forget(doc) {
    this.docs.delete(doc.id);
    this.#sortedIds = null;
    doc.seq = -1;
    this.seq++;
    this.#tidyLog();
    if (doc.id.startsWith('_design/')) this.validators = null;
  }

  compact() {
    for (const { tree } of this.docs.values()) tree.dropInnerBodies();
    this.journal?.({ o: 'compact', d: this.name });
  }

  /** The state apart from what belongs to the running process, as a deep copy. */
  copy() {
    const twin = new Database(this.name, this.uuid, this.startTime, this.journal);
    const { seq, purgeSeq, revsLimit, waiting } = this;
    Object.assign(twin, { seq, purgeSeq, revsLimit, waiting, local: new Map(this.local) });
    twin.setSecurity(this.securityText);
    for (const doc of this.changedAfter(0).docs) {
      const same = { id: doc.id, seq: doc.seq, tree: doc.tree.clone() };
      twin.docs.set(doc.id, same);
      twin.log.push({ seq: same.seq, doc: same });
    }
    return twin;
  }
}

/** Plain byte order of UTF-8, which UTF-16 order misses only beside surrogates. */
export function compareText(a, b) {
  if (!/[\ud800-\uffff]/.test(a + b)) return a < b ? -1 : Number(a > b);
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
