/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* How far this laptop and one server database have come with each other: pure values and maths, no I/O.
 *
 * After work was done in a database, a *mark* is left on both sides: a random session id and the seq up to which the
 * feed was taken in. The server keeps its copy in one _local document per device, with a history; we keep ours beside
 * the data. A mark is only ever believed when both sides have it. Invariants:
 *  1. Our newest mark was acknowledged by the server before it was stored here. So a server that does not have it
 *     (neither as its newest nor in its history) has gone back in time: it was restored from a backup, or is another.
 *  2. A server that has newer marks than ours is fine: our last answer was lost, or this laptop is an old copy.
 *  3. Reading goes on from our newest mark's seq, not from what came in after it: only the mark is proven. What is read
 *     twice is harmless.
 *  4. seq is opaque: never compared, never parsed, only handed back. */
#include <glib.h>

typedef struct { char *session; char *seq; /* JSON as it came; NULL: the beginning */ } KtMark;

typedef struct {
  GPtrArray *marks;        /* (element-type KtMark) newest first */
  char *rev;               /* (nullable) _rev of the server's document */
  gboolean ask;            /* the server was restored: nothing we have may be taken to be known there */
  guint echo;              /* rows pushed since the feed was last read: they will come back in it */
} KtCheckpoint;
KtCheckpoint *kt_checkpoint_new (void);
void kt_checkpoint_free (KtCheckpoint *checkpoint);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KtCheckpoint, kt_checkpoint_free)

/* text: NULL or what nobody can read gives an empty one. Returns: (transfer full). */
KtCheckpoint *kt_checkpoint_parse (const char *text);
/* Our half, as stored here. Returns: (transfer full). */
char *kt_checkpoint_write (const KtCheckpoint *checkpoint);
/* The server's half, as its _local document. rev (nullable): of the document it replaces. Returns: (transfer full). */
char *kt_checkpoint_write_remote (const KtCheckpoint *checkpoint, const char *rev);

/* Where to read on: the seq of our newest mark. Borrowed; NULL: the beginning. */
const char *kt_checkpoint_since (const KtCheckpoint *ours);
/* Whether the server has forgotten us: then everything starts over, and nothing of ours may be taken to be there. */
gboolean kt_checkpoint_is_restored (const KtCheckpoint *ours, const KtCheckpoint *theirs);

/* A new mark on top; the oldest fall off. */
void kt_checkpoint_add (KtCheckpoint *checkpoint, const char *session, const char *seq);
/* The newest mark goes, because a better one of the same pass comes: a long pass leaves many, and what remains should
 * reach back for weeks. */
void kt_checkpoint_drop_newest (KtCheckpoint *checkpoint);

/* The name of our document in a database: says nothing about device or person. Returns: (transfer full). */
char *kt_checkpoint_name (const char *device, const char *database);
