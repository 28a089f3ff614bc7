-- SPDX-License-Identifier: EUPL-1.2
-- Signed edits (signatures.h). A store of schema 1 has no signing key: its device gets a new id, with one, at opening.

-- This device's own: one row.
CREATE TABLE signing_key (
  device TEXT PRIMARY KEY,
  seed BLOB NOT NULL
) WITHOUT ROWID;

-- Whom a device belongs to. worker NULL: our own, which the organisation has not made known yet.
CREATE TABLE device_keys (
  device TEXT PRIMARY KEY,
  worker TEXT,
  public TEXT NOT NULL
) WITHOUT ROWID;

-- Records whose signatures are still to be looked at.
CREATE TABLE unchecked (
  doc INTEGER PRIMARY KEY
);
INSERT INTO unchecked SELECT doc FROM docs WHERE body IS NOT NULL;

-- What was looked at and is not confirmed, a row a dot: why is a KtVerdict.
CREATE TABLE doubts (
  doc INTEGER NOT NULL REFERENCES docs,
  dot TEXT NOT NULL,
  device TEXT NOT NULL,
  why INTEGER NOT NULL,
  PRIMARY KEY (doc, dot)
) WITHOUT ROWID;
CREATE INDEX doubts_device ON doubts (device);

-- The number of a record that is gone may be given out again.
CREATE TRIGGER docs_gone AFTER DELETE ON docs BEGIN
  DELETE FROM unchecked WHERE doc = old.doc;
  DELETE FROM doubts WHERE doc = old.doc;
END;
