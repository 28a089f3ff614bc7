-- SPDX-License-Identifier: EUPL-1.2
-- Schema 4: pictures. Their bytes are in pieces beside the records (picture-store.h).

-- One row per piece of a database that a record names or the server lists.
CREATE TABLE chunks (
  chunk INTEGER PRIMARY KEY,
  db INTEGER NOT NULL REFERENCES databases,
  id TEXT NOT NULL,
  state INTEGER NOT NULL,      -- KtState of the bytes here; 2 as well while there are none
  len INTEGER,                 -- of the bytes here; NULL: they are not
  listed INTEGER NOT NULL,     -- the server says it has it
  under TEXT,                  -- the tombstone the server has in its place
  wrong INTEGER NOT NULL,      -- how often other bytes came
  rest INTEGER NOT NULL,       -- passes before it is asked for again
  UNIQUE (id, db)
);
CREATE INDEX chunks_missing ON chunks (db) WHERE len IS NULL;
CREATE INDEX chunks_moving ON chunks (db, state) WHERE state <> 2;

-- Apart, so that a change of state does not write a quarter of a megabyte.
CREATE TABLE chunk_bytes (
  chunk INTEGER PRIMARY KEY REFERENCES chunks,
  bytes BLOB NOT NULL
);

-- Read off the records of type "picture".
CREATE TABLE pictures (
  doc INTEGER PRIMARY KEY REFERENCES docs,
  salt TEXT NOT NULL
);
CREATE TABLE picture_chunks (
  doc INTEGER NOT NULL REFERENCES docs,
  n INTEGER NOT NULL,          -- its place in the picture
  chunk INTEGER NOT NULL REFERENCES chunks,
  PRIMARY KEY (doc, n)
) WITHOUT ROWID;
CREATE INDEX picture_chunks_chunk ON picture_chunks (chunk);

-- Records are only ever taken away by an erasure; their bytes go with them, but for pieces that another picture names.
CREATE TRIGGER pictures_gone AFTER DELETE ON docs BEGIN
  DELETE FROM pictures WHERE doc = old.doc;
  DELETE FROM chunk_bytes WHERE chunk IN (SELECT chunk FROM picture_chunks WHERE doc = old.doc)
    AND NOT EXISTS (SELECT 1 FROM picture_chunks AS other WHERE other.chunk = chunk_bytes.chunk AND other.doc <> old.doc);
  DELETE FROM chunks WHERE chunk IN (SELECT chunk FROM picture_chunks WHERE doc = old.doc)
    AND NOT EXISTS (SELECT 1 FROM picture_chunks AS other WHERE other.chunk = chunks.chunk AND other.doc <> old.doc);
  DELETE FROM picture_chunks WHERE doc = old.doc;
END;
