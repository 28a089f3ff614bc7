// SPDX-License-Identifier: EUPL-1.2
// The server's state: its databases, accounts, settings, snapshots, and the journal behind them.

import { randomBytes } from 'node:crypto';
import { unpackAttachments } from './attachments.mjs';
import { Database } from './database.mjs';
import { newUuid, parseRev } from './doc-codec.mjs';
import { CouchError, noDatabase } from './errors.mjs';
import { Journal } from './journal.mjs';
import { Accounts } from './users.mjs';

const DB_NAME = /^[a-z][a-z0-9_$()+/-]*$/;
const SYSTEM_DBS = ['_users', '_replicator', '_global_changes'];

function checkDbName(name) {
  if (DB_NAME.test(name) || SYSTEM_DBS.includes(name)) return;
  throw new CouchError(400, 'illegal_database_name', `Name: '${name}'. Only lowercase characters (a-z), ` +
    'digits (0-9), and any of the characters _, $, (, ), +, -, and / are allowed. Must begin with a letter.');
}

function replayRevision(db, record) {
  if (!record.k) db.beginBatch();
  db.store(record.i, record.p, record.r, { body: record.b, deleted: record.x, atts: unpackAttachments(record.a) });
}

export class Couch {
  /** Options: dir (or none: memory only), admins (Map), sessionSeconds, iterations. */
  constructor({ dir, admins, sessionSeconds = 600, iterations = 600000 }) {
    this.databases = new Map();
    this.snapshots = new Map();
    this.config = new Map();
    this.refusals = [];
    this.requests = 0;
    this.updates = new Map();
    this.updateSeq = 0;
    this.updateWaiting = new Set();
    this.uuid = newUuid();
    this.iterations = iterations;
    this.maxDocumentSize = 8000000;
    this.accounts = new Accounts({ admins, sessionSeconds, findUsers: () => this.databases.get('_users') });
    this.journal = dir ? new Journal(dir) : null;
    this.journal?.replay(record => this.#apply(record));
    if (!this.secretKept) this.#note({ o: 'secret', s: this.accounts.secret, t: this.accounts.adminSalt });
    this.journal?.flush();
  }

  #note(record) {
    this.journal?.append(record);
  }

  database(name) {
    const db = this.databases.get(name);
    if (!db) throw noDatabase();
    return db;
  }

  createDatabase(name) {
    checkDbName(name);
    if (this.databases.has(name))
      throw new CouchError(412, 'file_exists', 'The database could not be created, the file already exists.');
    this.#open(name, randomBytes(16).toString('hex'), String(Math.floor(Date.now() / 1000)));
  }

  #open(name, uuid, startTime) {
    this.databases.set(name, new Database(name, uuid, startTime, record => this.#note(record)));
    this.#note({ o: 'db', d: name, u: uuid, s: startTime });
    this.#announce(name, 'created');
  }

  deleteDatabase(name) {
    const db = this.database(name);
    this.databases.delete(name);
    this.#note({ o: 'drop', d: name });
    this.#announce(name, 'deleted');
    db.wake();
  }

  setSecurity(db, text) {
    db.setSecurity(text);
    db.settingsChanged();
    this.#note({ o: 'security', d: db.name, v: text });
  }

  setRevsLimit(db, limit) {
    db.revsLimit = limit;
    db.settingsChanged();
    this.#note({ o: 'limit', d: db.name, v: limit });
  }

  /** To be called after a request has written: tells whoever waits. */
  changed(db) {
    if (db.seq === db.announced) return;
    db.announced = db.seq;
    this.#announce(db.name, 'updated');
    db.wake();
  }

  #announce(name, type) {
    const key = `${type}:${name}`;
    this.updates.delete(key);
    this.updates.set(key, { db_name: name, type, seq: ++this.updateSeq });
    for (const wake of [...this.updateWaiting]) wake();
  }

  /** Keeps the state of all databases, or of one, under a name. */
  snapshot(label, only) {
    const names = only ? [only] : [...this.databases.keys()];
    this.snapshots.set(label, new Map(names.map(name => [name, this.database(name).copy()])));
    this.#note({ o: 'snapshot', n: label, d: only });
  }

  /** Puts a snapshot back, silently, as a restored backup comes back. */
  restore(label, only) {
    const kept = this.snapshots.get(label);
    if (!kept) throw new CouchError(404, 'not_found', `no snapshot ${label}`);
    if (!only) for (const name of [...this.databases.keys()]) if (!kept.has(name)) this.databases.delete(name);
    for (const [name, db] of kept) {
      if (only && name !== only) continue;
      const copy = db.copy();
      copy.waiting = this.databases.get(name)?.waiting ?? copy.waiting;
      copy.announced = copy.seq;
      this.databases.set(name, copy);
    }
    this.#note({ o: 'restore', n: label, d: only });
  }

  #apply(record) {
    const db = this.databases.get(record.d);
    switch (record.o) {
      case 'secret':
        Object.assign(this.accounts, { secret: record.s, adminSalt: record.t });
        this.secretKept = true;
        break;
      case 'db': this.#open(record.d, record.u, record.s); break;
      case 'drop': this.deleteDatabase(record.d); break;
      case 'security': this.setSecurity(db, record.v); break;
      case 'limit': this.setRevsLimit(db, record.v); break;
      case 'rev': replayRevision(db, record); break;
      case 'local': record.v ? db.local.set(record.i, record.v) : db.local.delete(record.i); break;
      case 'purge': db.purge(record.i, record.r.map(rev => parseRev(rev).rev)); break;
      case 'compact': db.compact(); break;
      case 'snapshot': this.snapshot(record.n, record.d); break;
      case 'restore': this.restore(record.n, record.d); break;
      default: throw new Error(`journal: unknown record ${record.o}`);
    }
  }
}
