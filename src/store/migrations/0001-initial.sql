-- SPDX-License-Identifier: EUPL-1.2
-- Schema 1. What each table means for those who write to it is in store-private.h.
-- References are declared for PRAGMA foreign_key_check (kt_store_check), not enforced row by row.

CREATE TABLE settings (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;

-- Types and family ids as small numbers: three index entries a record instead of three times forty bytes.
CREATE TABLE names (
  name INTEGER PRIMARY KEY,
  text TEXT NOT NULL UNIQUE
);

-- One row per server database, also for one that does not exist there yet (a family made offline: known = 0).
CREATE TABLE databases (
  db INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  family TEXT,
  scope INTEGER NOT NULL,
  known INTEGER NOT NULL,
  seq INTEGER NOT NULL,        -- the greatest docs.seq in it
  closed TEXT,                 -- reason; NULL: open
  complete TEXT                -- ISO time it was last completely in
);
CREATE INDEX databases_family ON databases (family, scope);

-- One row per record. body = canonical bytes of the join of everything ever seen; NULL: only tombstones were seen.
-- The small columns come first: SQLite then reads them without walking a long body.
CREATE TABLE docs (
  doc INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  db INTEGER NOT NULL REFERENCES databases,
  type INTEGER NOT NULL REFERENCES names,
  family INTEGER REFERENCES names,
  seq INTEGER NOT NULL,
  state INTEGER NOT NULL,      -- KtState; least of its revisions' states, or set aside
  disputed INTEGER NOT NULL,
  deleted INTEGER NOT NULL,    -- a person's deletion, or no body
  body TEXT
);
CREATE INDEX docs_type ON docs (type, family);
CREATE INDEX docs_family ON docs (family);
CREATE INDEX docs_waiting ON docs (db, state) WHERE state <> 2;
CREATE INDEX docs_disputed ON docs (family) WHERE disputed;

-- The revision tree, as far as anybody here needs it.
CREATE TABLE revs (
  doc INTEGER NOT NULL REFERENCES docs,
  rev TEXT NOT NULL,
  parent TEXT,                 -- NULL: a first revision, or pulled without its history
  leaf INTEGER NOT NULL,
  deleted INTEGER NOT NULL,    -- a tombstone
  state INTEGER NOT NULL,      -- KtState 0 here, 1 sent, 2 at the server
  holds INTEGER NOT NULL,      -- 0 no body, 1 the bytes in body, 2 a body equal to docs.body
  body BLOB,
  PRIMARY KEY (doc, rev)
) WITHOUT ROWID;

CREATE TABLE checkpoints (
  db INTEGER NOT NULL REFERENCES databases,
  direction TEXT NOT NULL,     -- 'pull' or 'push'
  body TEXT NOT NULL,
  PRIMARY KEY (db, direction)
) WITHOUT ROWID;

-- What the server refused (incoming = 0) or what could not be taken in (incoming = 1), with its bytes.
CREATE TABLE set_aside (
  db INTEGER NOT NULL REFERENCES databases,
  id TEXT NOT NULL,
  rev TEXT NOT NULL,
  incoming INTEGER NOT NULL,
  reason TEXT NOT NULL,
  at TEXT NOT NULL,
  bytes BLOB,
  PRIMARY KEY (db, id, rev)
) WITHOUT ROWID;

CREATE TABLE drafts (
  key TEXT PRIMARY KEY,
  text TEXT NOT NULL
) WITHOUT ROWID;

-- rowid = docs.doc. Only the index: the text is in the bodies already, snippets are cut from those.
CREATE VIRTUAL TABLE search USING fts5 (
  text, content = '', contentless_delete = 1, prefix = '2 3', tokenize = 'unicode61 remove_diacritics 2'
);
