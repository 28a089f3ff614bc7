/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* The encrypted store of one worker profile: one SQLCipher file. Blocking; one connection, one thread at a time.
 * Folder: store.db (+ -wal, -shm), keys, keys.copy, reserve (released when the disk is full), lock (flocked).
 * Whoever writes opens KT_STORE_WRITE; others open KT_STORE_READ beside it (same process, after the writer). */
#include <gio/gio.h>
#include "base/secret.h"
#include "model/record.h"
#include "store/store-error.h"

typedef struct _KtStore KtStore;
typedef enum { KT_STORE_READ, KT_STORE_WRITE } KtStoreMode;

/* dir exists. WRITE takes the lock file, makes the database if absent, migrates it, asserts the cipher, WAL,
 * synchronous=FULL, temp_store in memory. Returns: (transfer full). */
KtStore *kt_store_open (const char *dir, KtSecret *key, KtStoreMode mode, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void kt_store_close (KtStore *store);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KtStore, kt_store_close)
/* From another thread: stops a running query. */
void kt_store_interrupt (KtStore *store);
#define KT_STORE_SETTING_WORKER "worker.id"            /* "worker:…": whose store this is */
const char *kt_store_get_device (KtStore *store);      /* this device's id; a new one after an old copy came back */
gboolean kt_store_get_setting (KtStore *store, const char *key, char **value, GError **error); /* value NULL: unset */
gboolean kt_store_set_setting (KtStore *store, const char *key, const char *value, GError **error);

/* ---- Records (joined bodies) ---- */
/* What a person did, made durable (one fsynced commit): a new revision under the winner, FTS updated.
 * id NULL: a new record of type in family. seen NULL: the current body. info's device and signer are the store's.
 * Returns: (transfer full) the body now kept. */
KtRecord *kt_store_save (KtStore *store, const char *type, const char *id, const char *family, KtRecord *seen,
                         const KtEditInfo *info, json_object *changes, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Makes info's edit this device's, and signed by it: for a record that is made first and adopted then. WRITE only. */
void kt_store_fill_in (KtStore *store, KtEditInfo *info);
/* Takes in a whole record made elsewhere, with the dots it has (the demo family, an imported append-only record):
 * joined with what is here and, when that says anything new, a new revision waiting to be sent. *changed (nullable):
 * whether it did. */
gboolean kt_store_adopt (KtStore *store, KtRecord *record, gboolean *changed, GError **error);
/* One transaction around several saves; on failure nothing of it is kept. On a full disk the reserve is given up and
 * func runs a second time, so it must be fit for that: it starts from the store as it was. */
typedef gboolean (*KtStoreFunc) (KtStore *store, gpointer data, GError **error);
gboolean kt_store_transaction (KtStore *store, KtStoreFunc func, gpointer data, GError **error);

KtRecord *kt_store_load (KtStore *store, const char *id, GError **error);          /* NOT_FOUND when absent */
/* Not deleted, by id. family NULL: all. Returns: (transfer full) (element-type KtRecord). */
GPtrArray *kt_store_list (KtStore *store, const char *type, const char *family, GError **error);
/* The same over every family, sifted: only bodies that hold `with` and do not hold `without` (each nullable) as text.
 * A sieve, so that a day's visits are found without reading all visits: the caller still reads the field. */
GPtrArray *kt_store_list_sifted (KtStore *store, const char *type, const char *with, const char *without, GError **error);
/* Everything of a family, all types, not deleted: what a family page is drawn from, one query. */
GPtrArray *kt_store_list_family (KtStore *store, const char *family, GError **error);
GPtrArray *kt_store_list_all (KtStore *store, GError **error);                     /* for export; unknown types too */

typedef struct { char *id; char *type; char *family; char *field; char *snippet; } KtHit; /* snippet: hit between \x01 and \x02 */
void kt_hit_free (KtHit *hit);
/* FTS5 over searchable fields, prefix match on the last word, best first. Returns: (element-type KtHit). */
GPtrArray *kt_store_search (KtStore *store, const char *words, const char *family, guint limit, GError **error);

/* ---- True states ---- */
typedef enum { KT_STATE_HERE, KT_STATE_SENT, KT_STATE_SERVER, KT_STATE_SET_ASIDE } KtState;
KtState kt_store_get_state (KtStore *store, const char *id, GError **error);
typedef struct {
  guint here, sent, server, set_aside, disputed;
  guint pictures_to_come;  /* pictures of which something is still on its way */
  char *complete;          /* (nullable) ISO time the family (or all) was last completely in, but for pictures */
} KtCounts;
void kt_counts_clear (KtCounts *counts);
gboolean kt_store_count (KtStore *store, const char *family, KtCounts *counts, GError **error);  /* family NULL: all */
/* Ids in one state. Returns: (transfer full) (element-type KtRecord). */
GPtrArray *kt_store_list_state (KtStore *store, KtState state, const char *family, GError **error);
/* Records with a disputed field. family NULL: all. */
GPtrArray *kt_store_list_disputed (KtStore *store, const char *family, GError **error);

typedef struct { char *id; char *rev; char *database; char *reason; char *at; char *bytes; } KtSetAside;
void kt_set_aside_free (KtSetAside *item);
GPtrArray *kt_store_list_set_aside (KtStore *store, GError **error);               /* (element-type KtSetAside) */
gboolean kt_store_retry_set_aside (KtStore *store, const char *id, GError **error);

/* ---- Drafts: every keystroke ---- */
/* Kept at once in the encrypted store without fsync; kt_store_sync_drafts() makes them power-cut safe (call at most
 * 500 ms later). key names the place ("note:visit:…", "factor:new:family:…"); text is JSON or plain, the caller's. */
gboolean kt_store_put_draft (KtStore *store, const char *key, const char *text, GError **error); /* text NULL: remove */
char *kt_store_get_draft (KtStore *store, const char *key, GError **error);        /* (transfer full) (nullable) */
GHashTable *kt_store_list_drafts (KtStore *store, const char *prefix, GError **error); /* key → text */
gboolean kt_store_sync_drafts (KtStore *store, GError **error);

/* ---- Care ---- */
/* Cipher and SQLite integrity, FTS equals a scan, bodies equal the join of leaves they cover, ids match hashes.
 * Returns: (transfer full) problems found, one sentence each (empty: all well). */
GPtrArray *kt_store_check (KtStore *store, GError **error);
/* A logical dump, the same for equal contents: for tests ("before and after are the same"). */
char *kt_store_dump (KtStore *store, GError **error);
