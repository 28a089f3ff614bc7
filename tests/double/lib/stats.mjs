// SPDX-License-Identifier: EUPL-1.2
// Counts requests and bytes per kind, for tests that hold the client to a budget.

const KINDS = {
  _bulk_docs: 'bulk_docs', _bulk_get: 'bulk_get', _changes: 'changes', _revs_diff: 'revs_diff',
  _missing_revs: 'revs_diff', _local: 'local', _all_docs: 'all_docs', _find: 'find', _security: 'security',
};

/** The kind of a request, by method and path. */
export function kindOf(method, path) {
  const [first, second, ...rest] = path.split('?')[0].slice(1).split('/');
  if (first === '_session') return 'session';
  if (first === '' || (first.startsWith('_') && first !== '_users')) return 'server';
  if (!second) return 'db';
  if (KINDS[second]) return KINDS[second];
  if (second.startsWith('_local%2F')) return 'local';
  if (second.startsWith('_') && second !== '_design') return 'other';
  const depth = second === '_design' ? 1 : 0;
  if (rest.length > depth) return 'attachment';
  return method === 'GET' || method === 'HEAD' ? 'doc_get' : 'doc_put';
}

export class Stats {
  constructor() {
    this.open = 0;
    this.reset();
  }

  reset() {
    Object.assign(this, { requests: 0, connections: 0, most: this.open, kinds: {}, log: [] });
  }

  /** Notes a request that comes in; answers its number, counted from 1. */
  begin(method, url) {
    this.requests++;
    this.open++;
    this.most = Math.max(this.most, this.open);
    return { number: this.requests, method, url, kind: kindOf(method, url) };
  }

  end(entry, status, bytesIn, bytesOut) {
    this.open--;
    const kind = (this.kinds[entry.kind] ??= { requests: 0, bytesIn: 0, bytesOut: 0, failed: 0 });
    kind.requests++;
    kind.bytesIn += bytesIn;
    kind.bytesOut += bytesOut;
    if (!(status < 400)) kind.failed++;
    if (this.log.length < 100000) this.log.push({ ...entry, status, bytesIn, bytesOut });
  }

  get summary() {
    const { requests, connections, most, kinds } = this;
    return { requests, connections, mostAtOnce: most, kinds };
  }
}
