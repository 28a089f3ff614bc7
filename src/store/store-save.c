/* SPDX-License-Identifier: EUPL-1.2 */
/* What a person did becomes one new revision under the winner; the other live leaves end in a tombstone, because the
 * new body is a join that covers them (DESIGN 5; `edit` in tests/model/join-sim.py). */
#define G_LOG_DOMAIN "kt-store"

#include "model/leaf-rule.h"
#include "store/erase.h"
#include "store/store-private.h"

/* ---- The tree ---- */

static gboolean
beats (const KtRev *a, const KtRev *b)
{
  return a->deleted != b->deleted ? b->deleted : kt_rev_compare (a->rev, b->rev) > 0;
}

/* A live leaf beats any dead one; only when all are dead does the new body stand under a tombstone. */
static const KtRev *
find_winner (GPtrArray *leaves)
{
  const KtRev *winner = NULL;

  for (guint i = 0; i < leaves->len; i++)
    {
      const KtRev *leaf = g_ptr_array_index (leaves, i);

      if (winner == NULL || beats (leaf, winner))
        winner = leaf;
    }
  return winner;
}

static gboolean
end_live_leaves (KtStore *store, gint64 doc, GPtrArray *leaves, GError **error)
{
  for (guint i = 0; i < leaves->len; i++)
    {
      const KtRev *leaf = g_ptr_array_index (leaves, i);

      if (!leaf->deleted && !kt_store_end_leaf (store, doc, leaf->rev, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
bury_losers (KtStore *store, gint64 doc, GPtrArray *leaves, const KtRev *winner, GError **error)
{
  for (guint i = 0; i < leaves->len; i++)
    {
      const KtRev *leaf = g_ptr_array_index (leaves, i);
      g_autofree char *tombstone = NULL;

      if (leaf == winner || leaf->deleted)
        continue;
      tombstone = kt_rev_for_tombstone (leaf->rev);
      if (!kt_store_add_rev (store, doc, tombstone, leaf->rev, TRUE, KT_STATE_HERE, KT_HOLDS_NOTHING, NULL, 0, NULL, error))
        return FALSE;
    }
  return TRUE;
}

/* A new edit of a refused record goes to the server again, the refused one with it. */
static gboolean
wait_to_be_sent (KtStore *store, const KtDocRow *row, const char *id, GError **error)
{
  g_autoptr (KtStatement) forget = NULL;

  if (row->state == KT_STATE_SET_ASIDE)
    {
      forget = kt_store_statement (store, "DELETE FROM set_aside WHERE db = ?1 AND id = ?2 AND incoming = 0", error);
      if (forget == NULL)
        return FALSE;
      kt_bind_int (forget, 1, row->db);
      kt_bind_text (forget, 2, id);
      if (!kt_statement_run (store, forget, error))
        return FALSE;
    }
  return row->state == KT_STATE_HERE || kt_store_refresh_state (store, row->doc, error);
}

static gboolean
add_body_rev (KtStore *store, gint64 doc, const KtRev *winner, KtRecord *body, GError **error)
{
  const char *parent = winner != NULL ? winner->rev : NULL;
  g_autofree char *rev = kt_rev_for_body (parent, NULL, kt_record_get_bytes (body));

  return kt_store_add_rev (store, doc, rev, parent, FALSE, KT_STATE_HERE, KT_HOLDS_DOC, NULL, 0, NULL, error);
}

/* A page that was still open must not bring back what was erased. */
static gboolean
check_not_erased (KtStore *store, const char *id, GError **error)
{
  gboolean erased;

  if (!kt_store_is_erased (store, id, &erased, error))
    return FALSE;
  if (erased)
    g_set_error (error, KT_STORE_ERROR, KT_STORE_ERROR_ERASED, "%s was erased", id);
  return !erased;
}

/* row: what is here; body: what is to be kept, known to say more. */
static gboolean
keep (KtStore *store, KtDocRow *row, KtRecord *body, GError **error)
{
  const char *id = kt_record_get_id (body);
  g_autoptr (GPtrArray) leaves = NULL;
  const KtRev *winner;

  if (row->doc == 0 && !check_not_erased (store, id, error))
    return FALSE;
  if (row->doc == 0 &&
      !kt_store_ensure_database (store, kt_record_get_family (body), kt_record_get_scope (body), &row->db, error))
    return FALSE;
  leaves = kt_store_list_revs (store, row->doc, TRUE, error);
  if (leaves == NULL)
    return FALSE;
  winner = find_winner (leaves);
  return end_live_leaves (store, row->doc, leaves, error) && kt_store_put_body (store, row, id, body, error) &&
         add_body_rev (store, row->doc, winner, body, error) && bury_losers (store, row->doc, leaves, winner, error) &&
         wait_to_be_sent (store, row, id, error);
}

/* ---- Saving ---- */

typedef struct {
  const char *type, *id, *family;
  KtRecord *seen;          /* (nullable) */
  const KtEditInfo *info;
  json_object *changes;
  KtRecord *result;        /* owned */
} Save;

static KtRecord *
make_record (KtStore *store, const Save *save, const KtEditInfo *info, GError **error)
{
  const KtType *type = kt_type_find (save->type);

  if (type == NULL)
    {
      g_set_error (error, KT_RECORD_ERROR, KT_RECORD_ERROR_INVALID, "no type %s", save->type);
      return NULL;
    }
  return kt_record_new (type, save->id, save->family, info, save->changes, error);
}

static gboolean
run_save (KtStore *store, gpointer data, GError **error)
{
  Save *save = data;
  KtEditInfo info = *save->info;
  g_auto (KtDocRow) row = { 0 };
  g_autoptr (KtRecord) record = NULL;

  g_clear_pointer (&save->result, kt_record_unref);
  kt_store_fill_in (store, &info);
  if (save->id != NULL && !kt_store_find_doc (store, save->id, &row, error))
    return FALSE;
  record = row.body != NULL ? kt_record_edit (row.body, save->seen, &info, save->changes, error)
                            : make_record (store, save, &info, error);
  if (record == NULL)
    return FALSE;
  /* An append-only record gets its id from its body: it may be here already. */
  if (save->id == NULL && !kt_store_find_doc (store, kt_record_get_id (record), &row, error))
    return FALSE;
  if ((row.body == NULL || !kt_record_equal (row.body, record)) &&
      (!keep (store, &row, record, error) || !kt_store_note_unchecked (store, row.doc, TRUE, error)))
    return FALSE;
  save->result = g_steal_pointer (&record);
  return TRUE;
}

KtRecord *
kt_store_save (KtStore *store, const char *type, const char *id, const char *family, KtRecord *seen,
               const KtEditInfo *info, json_object *changes, GError **error)
{
  Save save = { type, id, family, seen, info, changes, NULL };

  if (!kt_store_transaction (store, run_save, &save, error))
    g_clear_pointer (&save.result, kt_record_unref);
  return save.result;
}

/* ---- Adopting ---- */

typedef struct {
  KtRecord *record;
  gboolean changed;
} Adopt;

static gboolean
run_adopt (KtStore *store, gpointer data, GError **error)
{
  Adopt *adopt = data;
  g_auto (KtDocRow) row = { 0 };
  g_autoptr (KtRecord) joined = NULL;

  if (!kt_store_find_doc (store, kt_record_get_id (adopt->record), &row, error))
    return FALSE;
  joined = row.body != NULL ? kt_record_join (row.body, adopt->record) : kt_record_ref (adopt->record);
  adopt->changed = row.body == NULL || !kt_record_equal (row.body, joined);
  return !adopt->changed ||
         (keep (store, &row, joined, error) && kt_store_note_unchecked (store, row.doc, FALSE, error));
}

gboolean
kt_store_adopt (KtStore *store, KtRecord *record, gboolean *changed, GError **error)
{
  Adopt adopt = { record, FALSE };

  if (!kt_record_validate (record, error) || !kt_store_transaction (store, run_adopt, &adopt, error))
    return FALSE;
  if (changed != NULL)
    *changed = adopt.changed;
  return TRUE;
}
