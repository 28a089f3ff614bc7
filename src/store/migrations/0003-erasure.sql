-- SPDX-License-Identifier: EUPL-1.2
-- What was erased, what this laptop asks of the organisation, and what colleagues left behind (erase.h, outbox.h).

-- Ids that are never here again: of records, and of databases and families as "database:NAME", "family:HEX".
CREATE TABLE erased (
  id TEXT PRIMARY KEY,
  at TEXT NOT NULL
) WITHOUT ROWID;

-- Work on erased records that nobody else has, until it is sealed to the organisation's key and asked to be kept.
CREATE TABLE escrow (
  id TEXT PRIMARY KEY,         -- the record's
  family TEXT,
  bytes TEXT NOT NULL          -- what kt_store_collect_unsent() wrote
) WITHOUT ROWID;

-- Requests, from their making to their answer.
CREATE TABLE requests (
  id TEXT PRIMARY KEY,         -- "request:UUID", as in the inbox
  kind TEXT NOT NULL,
  family TEXT,
  state INTEGER NOT NULL,      -- KtAskState
  reason TEXT,                 -- why it was refused
  at TEXT NOT NULL,
  body TEXT NOT NULL           -- as it is put into the inbox; empty once it was answered
) WITHOUT ROWID;

-- Which work of a sealed database was handed over: record and revision, so that nothing goes twice and later work goes too.
CREATE TABLE handed_over (
  id TEXT NOT NULL,
  rev TEXT NOT NULL,
  request TEXT NOT NULL,
  PRIMARY KEY (id, rev)
) WITHOUT ROWID;

-- Work of colleagues who lost access, offered to this worker.
CREATE TABLE offered (
  id TEXT PRIMARY KEY,         -- "unsent:UUID", as in the inbox
  family TEXT NOT NULL,
  author TEXT NOT NULL,        -- the colleague's login
  at TEXT NOT NULL,
  taken TEXT,                  -- when it was taken over; NULL: not yet
  body TEXT NOT NULL
) WITHOUT ROWID;
