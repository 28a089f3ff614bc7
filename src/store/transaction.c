/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-store"

#include "store/reserve.h"

#include "base/log.h"
#include "store/store-private.h"

gboolean
kt_store_begin (KtStore *store, GError **error)
{
  g_assert (store->mode == KT_STORE_WRITE);
  if (store->depth == 0)
    {
      store->doomed = FALSE;
      if (!kt_store_exec (store, "BEGIN IMMEDIATE", error))
        return FALSE;
    }
  store->depth++;
  return TRUE;
}

static gboolean
write_touched (KtStore *store, GError **error)
{
  GHashTableIter iter;
  gpointer db, seq;

  g_hash_table_iter_init (&iter, store->touched);
  while (g_hash_table_iter_next (&iter, &db, &seq))
    {
      g_autoptr (KtStatement) update = kt_store_statement (store, "UPDATE databases SET seq = ?2 WHERE db = ?1", error);

      if (update == NULL)
        return FALSE;
      kt_bind_int (update, 1, *(gint64 *) db);
      kt_bind_int (update, 2, *(gint64 *) seq);
      if (!kt_statement_run (store, update, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
commit (KtStore *store, GError **error)
{
  return write_touched (store, error) && kt_store_exec (store, "COMMIT", error);
}

/* A device id that was not kept must not sign anything. */
static void
restore_device (KtStore *store)
{
  g_autofree char *kept = NULL;

  if (store->device == NULL || !kt_store_get_setting (store, "device", &kept, NULL) || kept == NULL)
    return;
  if (g_set_str (&store->device, kept))
    kt_store_read_signing_key (store, NULL);
}

/* A full disk makes SQLite roll back by itself: then there is nothing left to roll back. */
static void
roll_back (KtStore *store)
{
  if (!sqlite3_get_autocommit (store->db))
    sqlite3_exec (store->db, "ROLLBACK", NULL, NULL, NULL);
  g_hash_table_remove_all (store->names);
  g_hash_table_remove_all (store->ceilings);
  restore_device (store);
}

gboolean
kt_store_end (KtStore *store, gboolean ok, GError **error)
{
  gboolean kept;

  g_assert (store->depth > 0);
  if (!ok)
    store->doomed = TRUE;
  else if (store->doomed)
    g_set_error_literal (error, KT_STORE_ERROR, KT_STORE_ERROR_FAILED, "an earlier step of the transaction failed");
  if (--store->depth > 0)
    return !store->doomed;
  kept = !store->doomed && commit (store, error);
  if (!kept)
    roll_back (store);
  g_hash_table_remove_all (store->touched);
  store->doomed = FALSE;
  return kept;
}

static gboolean
run_once (KtStore *store, KtStoreFunc func, gpointer data, GError **error)
{
  if (!kt_store_begin (store, error))
    return FALSE;
  return kt_store_end (store, func (store, data, error), error);
}

/* Only small, personal work comes this way (saves, drafts), so it may use up the reserve. */
gboolean
kt_store_transaction (KtStore *store, KtStoreFunc func, gpointer data, GError **error)
{
  g_autoptr (GError) failure = NULL;

  if (run_once (store, func, data, &failure))
    return TRUE;
  if (store->depth == 0 && g_error_matches (failure, KT_STORE_ERROR, KT_STORE_ERROR_FULL) &&
      kt_reserve_release (store->dir))
    {
      kt_log_event (G_LOG_LEVEL_INFO, "store.reserve-given-up", KT_LOG_END);
      return run_once (store, func, data, error);
    }
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static void
put_number (GHashTable *table, gint64 db, gint64 number)
{
  g_hash_table_replace (table, g_memdup2 (&db, sizeof db), g_memdup2 (&number, sizeof number));
}

/* Written ahead, so that a save does not need the page of its database as well. */
gint64
kt_store_next_seq (KtStore *store, gint64 db)
{
  const gint64 *ceiling = g_hash_table_lookup (store->ceilings, &db);

  g_assert (store->depth > 0);
  store->seq++;
  if (ceiling == NULL || *ceiling < store->seq)
    {
      put_number (store->touched, db, store->seq + KT_SEQ_AHEAD);
      put_number (store->ceilings, db, store->seq + KT_SEQ_AHEAD);
    }
  return store->seq;
}

gboolean
kt_store_check_room (KtStore *store, GError **error)
{
  if (kt_reserve_ensure (store->dir))
    return TRUE;
  g_set_error_literal (error, KT_STORE_ERROR, KT_STORE_ERROR_FULL, "the disk is full: what is left is kept for saving");
  return FALSE;
}
