-- SPDX-License-Identifier: EUPL-1.2
-- Schema 5: bodies apart, so that a change of state writes a page of small rows and not one of long texts.

-- A record of which only tombstones were seen has none.
CREATE TABLE bodies (
  doc INTEGER PRIMARY KEY REFERENCES docs,
  body TEXT NOT NULL
);
CREATE TABLE docs_5 (
  doc INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  db INTEGER NOT NULL REFERENCES databases,
  type INTEGER NOT NULL REFERENCES names,
  seq INTEGER NOT NULL,
  state INTEGER NOT NULL,      -- KtState; least of its revisions' states, or set aside
  disputed INTEGER NOT NULL,
  deleted INTEGER NOT NULL     -- a person's deletion, or no body
);

-- Row by row, so that the pages of what has moved take what comes next: the file does not grow to twice its size.
DROP TRIGGER docs_gone;
DROP TRIGGER pictures_gone;
DROP INDEX docs_kind;
DROP INDEX docs_disputed;
CREATE TRIGGER docs_moving AFTER DELETE ON docs BEGIN
  INSERT INTO docs_5 VALUES (old.doc, old.id, old.db, old.type, old.seq, old.state, old.disputed, old.deleted);
  INSERT INTO bodies SELECT old.doc, old.body WHERE old.body IS NOT NULL;
END;
DELETE FROM docs;
DROP TABLE docs;
ALTER TABLE docs_5 RENAME TO docs;

-- What hung on the old table, as it was.
CREATE INDEX docs_kind ON docs (db, type, state);
CREATE INDEX docs_disputed ON docs (db) WHERE disputed;
CREATE TRIGGER docs_gone AFTER DELETE ON docs BEGIN
  DELETE FROM bodies WHERE doc = old.doc;
  DELETE FROM unchecked WHERE doc = old.doc;
  DELETE FROM doubts WHERE doc = old.doc;
END;
CREATE TRIGGER pictures_gone AFTER DELETE ON docs BEGIN
  DELETE FROM pictures WHERE doc = old.doc;
  DELETE FROM chunk_bytes WHERE chunk IN (SELECT chunk FROM picture_chunks WHERE doc = old.doc)
    AND NOT EXISTS (SELECT 1 FROM picture_chunks AS other WHERE other.chunk = chunk_bytes.chunk AND other.doc <> old.doc);
  DELETE FROM chunks WHERE chunk IN (SELECT chunk FROM picture_chunks WHERE doc = old.doc)
    AND NOT EXISTS (SELECT 1 FROM picture_chunks AS other WHERE other.chunk = chunks.chunk AND other.doc <> old.doc);
  DELETE FROM picture_chunks WHERE doc = old.doc;
END;

-- What was sent and has no mark behind it yet: few, and asked for in every pass.
CREATE INDEX revs_sent ON revs (doc) WHERE state = 1;
