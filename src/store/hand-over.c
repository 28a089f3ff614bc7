/* SPDX-License-Identifier: EUPL-1.2 */
/* Access was taken away with work unsent: the work stays sealed where it is, and a copy goes, by request, to the
 * family's fixed worker, who takes it over or leaves it. A record's entries have dots of their own, so taking the same
 * work over twice, or getting it from its author after all, adds nothing. */
#define G_LOG_DOMAIN "kt-store"

#include "store/outbox.h"

#include "store/unsent.h"

#include <string.h>

/* A request is one document: far below what a server takes. */
#define MAX_RECORDS 100
#define MAX_BYTES 1000000

/* ---- The author's side ---- */

typedef struct {
  KtStore *store;
  char *family;            /* owned (nullable): whose records are gathered */
  json_object *records;    /* owned (nullable) */
  GPtrArray *ids;          /* char* */
  gsize bytes;
  guint made;
} Parcel;

static void
clear_parcel (Parcel *parcel)
{
  g_clear_pointer (&parcel->family, g_free);
  g_clear_pointer (&parcel->records, json_object_put);
  g_ptr_array_set_size (parcel->ids, 0);
  parcel->bytes = 0;
}

static gboolean
note_handed_over (KtStore *store, const char *id, const char *request, GError **error)
{
  g_autoptr (KtStatement) insert = kt_store_statement (
      store,
      "INSERT INTO handed_over (id, rev, request) SELECT id, rev, ?2 FROM docs JOIN revs USING (doc)"
      " WHERE id = ?1 AND leaf = 1 AND revs.state = 0 ON CONFLICT DO NOTHING",
      error);

  if (insert == NULL)
    return FALSE;
  kt_bind_text (insert, 1, id);
  kt_bind_text (insert, 2, request);
  return kt_statement_run (store, insert, error);
}

static gboolean
send_parcel (Parcel *parcel, GError **error)
{
  g_autoptr (json_object) more = json_object_new_object ();
  g_autofree char *request = NULL;
  json_object *drafts = NULL;

  if (parcel->records == NULL)
    return TRUE;
  if (!kt_store_collect_drafts (parcel->store, parcel->family, &drafts, error))
    return FALSE;
  json_object_object_add (more, "records", json_object_get (parcel->records));
  if (drafts != NULL)
    json_object_object_add (more, "drafts", drafts);
  if (!kt_store_ask (parcel->store, "unsent-work", parcel->family, more, &request, error))
    return FALSE;
  for (guint i = 0; i < parcel->ids->len; i++)
    if (!note_handed_over (parcel->store, parcel->ids->pdata[i], request, error))
      return FALSE;
  parcel->made++;
  clear_parcel (parcel);
  return TRUE;
}

static gboolean
add_record (Parcel *parcel, const char *id, const char *family, GError **error)
{
  json_object *work = NULL;
  gboolean other = g_strcmp0 (parcel->family, family) != 0;

  if (parcel->records != NULL && (other || parcel->ids->len >= MAX_RECORDS || parcel->bytes >= MAX_BYTES) &&
      !send_parcel (parcel, error))
    return FALSE;
  if (!kt_store_collect_unsent (parcel->store, id, &work, error))
    return FALSE;
  if (work == NULL)
    return TRUE;
  if (parcel->records == NULL)
    {
      parcel->records = json_object_new_array ();
      g_set_str (&parcel->family, family);
    }
  parcel->bytes += strlen (json_object_to_json_string_ext (work, JSON_C_TO_STRING_PLAIN));
  json_object_array_add (parcel->records, work);
  g_ptr_array_add (parcel->ids, g_strdup (id));
  return TRUE;
}

typedef struct {
  char *id, *family;
} Found;

static void
clear_found (gpointer data)
{
  g_free (((Found *) data)->id);
  g_free (((Found *) data)->family);
}

static gboolean
find_closed_work (KtStore *store, GArray *found, GError **error)
{
  g_autoptr (KtStatement) query = kt_store_statement (
      store,
      "SELECT DISTINCT docs.id, family FROM databases JOIN docs USING (db) JOIN revs USING (doc)"
      " WHERE closed IS NOT NULL AND known = 1 AND family IS NOT NULL AND docs.state <> 2 AND leaf = 1 AND revs.state = 0"
      " AND NOT EXISTS (SELECT 1 FROM handed_over AS gone WHERE gone.id = docs.id AND gone.rev = revs.rev)"
      " ORDER BY family, docs.id",
      error);
  gboolean ok;

  if (query == NULL)
    return FALSE;
  while (kt_statement_next (store, query, &ok, error))
    {
      Found item = (Found) { kt_column_dup (query, 0), kt_column_dup (query, 1) };

      g_array_append_val (found, item);
    }
  return ok;
}

static gboolean
gather (KtStore *store, Parcel *parcel, GError **error)
{
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (Found));

  g_array_set_clear_func (found, clear_found);
  if (!find_closed_work (store, found, error))
    return FALSE;
  for (guint i = 0; i < found->len; i++)
    if (!add_record (parcel, g_array_index (found, Found, i).id, g_array_index (found, Found, i).family, error))
      return FALSE;
  return send_parcel (parcel, error);
}

static gboolean
run_hand_over (KtStore *store, gpointer data, GError **error)
{
  guint *made = data;
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  Parcel parcel = { .store = store, .ids = ids };
  gboolean ok = gather (store, &parcel, error);

  clear_parcel (&parcel);
  *made = parcel.made;
  return ok;
}

gboolean
kt_store_hand_over_unsent (KtStore *store, guint *made, GError **error)
{
  guint n = 0;
  gboolean ok = kt_store_transaction (store, run_hand_over, &n, error);

  if (made != NULL)
    *made = ok ? n : 0;
  return ok;
}
