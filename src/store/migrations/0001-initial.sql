-- SPDX-License-Identifier: EUPL-1.2
-- Schema 1. What each table means for those who write to it is in store-private.h.
-- References are declared for PRAGMA foreign_key_check (kt_store_check), not enforced row by row.

CREATE TABLE settings (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;

-- Names of types as small numbers: an index entry of a record is a few bytes.
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
  seq INTEGER NOT NULL,        -- no docs.seq in it is greater
  closed TEXT,                 -- reason; NULL: open
  complete TEXT                -- ISO time it was last completely in
);
CREATE INDEX databases_family ON databases (family, scope, known);

-- One row per record. Its family is its database's: a record of another family is not taken in.
-- body = canonical bytes of the join of everything ever seen; NULL: only tombstones were seen.
-- The small columns come first: SQLite then reads them without walking a long body.
CREATE TABLE docs (
  doc INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  db INTEGER NOT NULL REFERENCES databases,
  type INTEGER NOT NULL REFERENCES names,
  seq INTEGER NOT NULL,
  state INTEGER NOT NULL,      -- KtState; least of its revisions' states, or set aside
  disputed INTEGER NOT NULL,
  deleted INTEGER NOT NULL,    -- a person's deletion, or no body
  body TEXT
);
-- One index for lists, counts and what waits: every further one is a further page in the commit of a save.
CREATE INDEX docs_kind ON docs (db, type, state);
CREATE INDEX docs_disputed ON docs (db) WHERE disputed;

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

-- rowid = docs.doc. Only the index: the text is in the bodies already, snippets are cut from those. No prefix index: it
-- makes every write dearer by half, and ranking, not finding, is what a prefix costs (search.c).
CREATE VIRTUAL TABLE search USING fts5 (
  text, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2'
);
-- FTS5's own 4050 would not fit on one of SQLCipher's pages (4096 less 80 for IV and HMAC): each would take two.
INSERT INTO search (search, rank) VALUES ('pgsz', 3900);
