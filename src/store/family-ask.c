/* SPDX-License-Identifier: EUPL-1.2 */
/* Families made offline ask for their databases, and what was answered is put away. */
#define G_LOG_DOMAIN "kt-store"

#include "store/outbox.h"
#include "store/store-private.h"

/* The family's own record is here, no database of it is known to be at the server, and it was not asked yet. */
static GStrv
list_homeless (KtStore *store, GError **error)
{
  return kt_store_list_texts (
      store,
      "SELECT docs.id FROM databases CROSS JOIN docs ON docs.id = databases.family AND docs.db = databases.db"
      " WHERE databases.known = 0 AND NOT docs.deleted"
      " AND NOT EXISTS (SELECT 1 FROM databases AS other WHERE other.family = docs.id AND other.known)"
      " AND NOT EXISTS (SELECT 1 FROM requests WHERE kind = 'family-new' AND requests.family = docs.id)"
      " AND NOT EXISTS (SELECT 1 FROM settings WHERE key = 'example.' || docs.id)"
      " ORDER BY docs.id",
      NULL, error);
}

static gboolean
run_ask (KtStore *store, gpointer data, GError **error)
{
  g_auto (GStrv) families = list_homeless (store, error);

  for (guint i = 0; families != NULL && families[i] != NULL; i++)
    if (!kt_store_ask (store, "family-new", families[i], NULL, NULL, error))
      return FALSE;
  /* Refused, and then let in after all. */
  return families != NULL &&
         kt_store_exec (store,
                        "DELETE FROM requests WHERE kind = 'family-new' AND state >= 3"
                        " AND EXISTS (SELECT 1 FROM databases WHERE databases.family = requests.family AND known)",
                        error);
}

gboolean
kt_store_ask_for_families (KtStore *store, GError **error)
{
  return kt_store_transaction (store, run_ask, NULL, error);
}

/* ---- Examples ---- */

gboolean
kt_store_note_example (KtStore *store, const char *family, GError **error)
{
  g_autofree char *key = g_strconcat ("example.", family, NULL);

  return kt_store_set_setting (store, key, "1", error);
}

GHashTable *
kt_store_list_examples (KtStore *store, GError **error)
{
  g_auto (GStrv) ids = kt_store_list_texts (
      store,
      "SELECT substr (key, 9) FROM settings WHERE key GLOB 'example.*'"
      " AND NOT EXISTS (SELECT 1 FROM databases WHERE databases.family = substr (key, 9) AND known)",
      NULL, error);
  GHashTable *examples;

  if (ids == NULL)
    return NULL;
  examples = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; ids[i] != NULL; i++)
    g_hash_table_add (examples, g_strdup (ids[i]));
  return examples;
}

/* ---- Putting away ---- */
static gboolean
run_forget (KtStore *store, gpointer data, GError **error)
{
  g_autoptr (KtStatement) done = kt_store_statement (
      store,
      "DELETE FROM requests WHERE id = ?1 AND (state = 2 OR (state >= 3"
      " AND EXISTS (SELECT 1 FROM handed_over WHERE request = ?1 AND rev = 'piece')))",
      error);
  g_autoptr (KtStatement) refused = kt_store_statement (
      store, "UPDATE requests SET body = '' WHERE id = ?1 AND state >= 3", error);

  if (done == NULL || refused == NULL)
    return FALSE;
  kt_bind_text (done, 1, data);
  kt_bind_text (refused, 1, data);
  return kt_statement_run (store, done, error) && kt_statement_run (store, refused, error);
}

gboolean
kt_store_forget_ask (KtStore *store, const char *id, GError **error)
{
  return kt_store_transaction (store, run_forget, (gpointer) id, error);
}

/* What somebody else has to keep stays whole here as long as nobody took it; a piece of a picture is here anyway. */
static gboolean
is_to_be_put_away (const KtAsk *ask)
{
  if (ask->state == KT_ASK_DONE || (ask->piece && ask->state >= KT_ASK_REFUSED))
    return TRUE;
  return ask->state >= KT_ASK_REFUSED && *ask->body != '\0' && !g_str_equal (ask->kind, "escrow") &&
         !g_str_equal (ask->kind, "unsent-work");
}

GPtrArray *
kt_store_list_answered_asks (KtStore *store, GError **error)
{
  GPtrArray *asks = kt_store_list_asks (store, error);

  for (guint i = asks != NULL ? asks->len : 0; i > 0; i--)
    if (!is_to_be_put_away (asks->pdata[i - 1]))
      g_ptr_array_remove_index (asks, i - 1);
  return asks;
}
