/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* Every limit and delay of the synchroniser, each with its reason. A laptop on a bad line is the measure; a fast line
 * only has to be no slower than it could be. */

/* ---- Connections ---- */
/* Four connections hide most of the server's own waiting (10,000 records: 1.24 s on one, 0.96 s on four); more only
 * take memory on the server when a thousand laptops come at once. */
#define KT_TUNE_CONNECTIONS 4
/* A phone's hotspot may need several tries for its first packet. */
#define KT_TUNE_CONNECT_SECONDS 20
/* No limit on a whole answer: a first pull over a poor line takes what it takes. Only silence ends it. */
#define KT_TUNE_SILENCE_SECONDS 40
/* Bodies from this size on are compressed: less does not fill a second network packet. */
#define KT_TUNE_GZIP_BYTES 2048
/* Level 1 takes a third of the time of level 6 for 1.15 times the size. */
#define KT_TUNE_GZIP_LEVEL 1
/* On a line that was seen to take this many bytes a second, compressing costs more time than sending. */
#define KT_TUNE_FAST_LINE 6000000
/* A server that shook hands within this time is next door, and takes bodies as they are, unless it proves slower than
 * this. What a request took includes the server's own work on it, so the bound is low. */
#define KT_TUNE_NEAR_US 10000
#define KT_TUNE_FAST_NEARBY 1000000
/* A refused body up to this size is sent to its end, so that the connection can be kept: no more than is in flight. */
#define KT_TUNE_SEND_ON_BYTES (64 * 1024)
/* An answer larger than this is not ours: the largest page is a few dozen MB. */
#define KT_TUNE_ANSWER_BYTES (256 * 1024 * 1024)

/* ---- Pulling ---- */
/* Rows asked for at first; a page that comes quickly doubles the next, one that is cut halves or quarters it. */
#define KT_TUNE_PAGE_FIRST 500
#define KT_TUNE_PAGE_LEAST 5
#define KT_TUNE_PAGE_MOST 1500
/* What a page may take before the next is made smaller: short enough to lose little when the line is cut. */
#define KT_TUNE_PAGE_SECONDS 4.0
/* What that one should take then. */
#define KT_TUNE_PAGE_AIM 2.0
/* Less than this together is not what makes the first pages of a group of databases slow. */
#define KT_TUNE_PAGE_HEAVY (64 * 1024)
/* Below this the next page may be larger. */
#define KT_TUNE_PAGE_QUICK 1.5
/* A page of more bytes than this is too large whatever the line takes: it is held in memory twice while it is read. */
#define KT_TUNE_PAGE_BYTES (4 * 1024 * 1024)
/* Bytes fetched ahead of what is being inserted: enough to keep both sides busy. */
#define KT_TUNE_AHEAD_BYTES (8 * 1024 * 1024)
/* Databases asked in one go: many when little is expected, few when each answers with a whole first page. */
#define KT_TUNE_DATABASES_AT_ONCE 75
#define KT_TUNE_NEW_DATABASES_AT_ONCE 12
/* While pages come in, the mark on the server follows at most this far behind: what a cut makes us read again. */
#define KT_TUNE_MARK_SECONDS 5
/* While batches go out, the mark follows when so many were acknowledged, or so much time has passed. */
#define KT_TUNE_MARK_BATCHES 3
/* Revisions asked for in one _bulk_get. */
#define KT_TUNE_BULK_GET 200

/* ---- Pushing ---- */
/* 1,000 records a request: the best on a real server with four connections (100 at a time take twice as long). */
#define KT_TUNE_BATCH_DOCS 1000
/* Fewer than this are not spread over the connections: each request has a price of its own. */
#define KT_TUNE_BATCH_LEAST 100
/* A server's 500 on a batch may be one record's doing. Enough halvings to find two among a thousand, and few enough
 * not to hammer a server that is simply broken. */
#define KT_TUNE_SPLITS_ON_500 24
/* Bytes a request at first and at most; a 413 halves it for the rest of the pass, down to one record. */
#define KT_TUNE_BATCH_BYTES (2 * 1024 * 1024)
/* A record larger than CouchDB's own limit is set aside without trying: the whole batch would be refused for it. */
#define KT_TUNE_RECORD_BYTES 8000000

/* ---- Pictures ---- */
/* One piece of a picture first; an exchange quicker than this doubles how many go at once, up to the connections, a slow
 * one goes back to one: what is on its way when the line is cut is lost. */
#define KT_TUNE_PIECE_QUICK 0.8
#define KT_TUNE_PIECE_SLOW 3.0
/* Then the pass ends and the next begins at once, with the inbox and the text: a note written while a hundred photos
 * come in does not wait for them. */
#define KT_TUNE_PICTURES_SECONDS 10

/* ---- Checkpoints ---- */
/* Marks remembered on both sides: CouchDB keeps 50, PouchDB 5; a laptop brought back from a copy of some weeks ago
 * still finds one in common. */
#define KT_TUNE_MARKS 20
