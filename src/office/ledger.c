/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-office"
#include "office/ledger-private.h"

#include <string.h>

#include "base/clock.h"
#include "base/id.h"
#include "base/log.h"
#include "office/listing.h"
#include "office/office.h"
#include "office/purge.h"
#include "office/steps.h"

/* ---- Entering ---- */

static int
compare_texts (const void *a, const void *b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Returns: (transfer full) sorted, each once. */
static GStrv
sort_ids (const char *const *ids)
{
  g_autoptr (GStrvBuilder) once = g_strv_builder_new ();
  g_auto (GStrv) sorted = ids != NULL ? g_strdupv ((GStrv) ids) : g_new0 (char *, 1);
  guint n = g_strv_length (sorted);

  qsort (sorted, n, sizeof *sorted, compare_texts);
  for (guint i = 0; i < n; i++)
    if (i == 0 || strcmp (sorted[i], sorted[i - 1]) != 0)
      g_strv_builder_add (once, sorted[i]);
  return g_strv_builder_end (once);
}

typedef struct {
  const char *family, *why;
  GStrv ids;
} Entry;

static gboolean
edit_entry (json_object *document, gpointer data, GError **error)
{
  const Entry *entry = data;
  g_autofree char *now = kt_clock_now_iso ();

  if (kt_json_get_string (document, "type") != NULL)
    return TRUE;
  json_object_object_add (document, "type", json_object_new_string ("registry-erasure"));
  json_object_object_add (document, "family", json_object_new_string (entry->family));
  if (entry->ids[0] != NULL)
    json_object_object_add (document, "ids", kt_json_from_strv ((const char *const *) entry->ids));
  else
    json_object_object_add (document, "all", json_object_new_boolean (TRUE));
  json_object_object_add (document, "why", json_object_new_string (entry->why));
  json_object_object_add (document, "asked", json_object_new_string (now));
  return TRUE;
}

gboolean
kt_ledger_enter (KtCouch *couch, const char *family, const char *const *ids, const char *why, char **id, GError **error)
{
  g_auto (GStrv) sorted = sort_ids (ids);
  g_autofree char *all = g_strjoinv ("\n", sorted), *text = g_strconcat (family, "\n", all, NULL);
  g_autofree char *hash = kt_sha256_hex (text, -1), *name = g_strdup_printf ("erasure:%.32s", hash);
  g_auto (GStrv) whole = kt_ledger_add_pieces (couch, family, (const char *const *) sorted, error);
  g_auto (GStrv) wanted = whole != NULL ? sort_ids ((const char *const *) whole) : NULL;
  Entry entry = { family, why, wanted };

  if (wanted == NULL || !kt_couch_ensure_document (couch, KT_REGISTRY, name, edit_entry, &entry, "enter erasure", error))
    return FALSE;
  *id = g_steal_pointer (&name);
  return TRUE;
}

/* ---- The ledger in the databases ---- */

static gboolean
has_id (json_object *array, const char *id)
{
  for (gsize i = 0; i < json_object_array_length (array); i++)
    if (g_strcmp0 (json_object_get_string (json_object_array_get_idx (array, i)), id) == 0)
      return TRUE;
  return FALSE;
}

/* From here on the database refuses the ids; of a family that goes, everything and everybody. */
static gboolean
refuse_ids (KtCouch *couch, const KtErasing *erasing, const char *database, GError **error)
{
  g_autofree char *path = g_strconcat ("/", database, "/_security", NULL);
  g_autoptr (json_object) security = NULL, nobody = NULL;
  json_object *erased;

  if (!kt_couch_get (couch, path, &security, error))
    return FALSE;
  if (security == NULL)
    return TRUE;
  erased = kt_json_get_array (security, "erased");
  if (erased == NULL)
    json_object_object_add (security, "erased", erased = json_object_new_array ());
  for (guint i = 0; erasing->ids[i] != NULL; i++)
    if (!has_id (erased, erasing->ids[i]))
      json_object_array_add (erased, json_object_new_string (erasing->ids[i]));
  if (erasing->all)
    {
      const char *const roles[] = { "_admin", NULL };
      nobody = kt_office_security (NULL, roles);
      json_object_object_add (security, "members", json_object_get (kt_json_get_object (nobody, "members")));
      json_object_object_add (security, "erased_all", json_object_new_boolean (TRUE));
    }
  return kt_couch_ensure_security (couch, database, security, error);
}

/* ---- Which revisions there were: kept until it was looked at, in a document without history ---- */

static char *
notes_path (const KtErasing *erasing)
{
  return g_strconcat ("/" KT_REGISTRY "/_local/kt-erasure-", kt_id_get_tail (erasing->id), NULL);
}

static gboolean
find_revisions (KtCouch *couch, const KtErasing *erasing, json_object **notes, GError **error)
{
  g_autofree char *path = notes_path (erasing);

  if (!kt_couch_get (couch, path, notes, error))
    return FALSE;
  if (*notes == NULL)
    *notes = json_object_new_object ();
  for (guint i = 0; i < erasing->databases->len; i++)
    {
      const char *database = erasing->databases->pdata[i];
      json_object *revs = kt_json_get_object (*notes, database);

      if (revs == NULL)
        json_object_object_add (*notes, database, revs = json_object_new_object ());
      if (!kt_purge_find (couch, database, (const char *const *) erasing->ids, revs, error))
        return FALSE;
    }
  return kt_couch_put_local (couch, path, *notes, error);
}

/* What stood there is no history, but it names revisions: nothing of that stays. */
static gboolean
forget_revisions (KtCouch *couch, const KtErasing *erasing, GError **error)
{
  g_autofree char *path = notes_path (erasing);
  g_autoptr (json_object) notes = NULL, empty = json_object_new_object ();

  if (!kt_couch_get (couch, path, &notes, error))
    return FALSE;
  if (notes == NULL)
    return TRUE;
  json_object_object_add (empty, "_rev", json_object_new_string (kt_json_get_string (notes, "_rev")));
  return kt_couch_put_local (couch, path, empty, error);
}

/* ---- Records ---- */

static gboolean
clean_database (KtCouch *couch, const KtErasing *erasing, const char *database, json_object *notes, json_object *counts,
                GError **error)
{
  const char *const *ids = (const char *const *) erasing->ids;
  KtPurged purged = { 0 };
  json_object *count;

  if (!kt_purge_records (couch, database, ids, &purged, error) || !kt_purge_compact (couch, database, error) ||
      !kt_purge_verify (couch, database, ids, kt_json_get_object (notes, database), error))
    return FALSE;
  count = json_object_new_object ();
  json_object_object_add (count, "records", json_object_new_int64 (purged.records));
  json_object_object_add (count, "revisions", json_object_new_int64 (purged.revisions));
  json_object_object_add (counts, database, count);
  return TRUE;
}

static gboolean
erase_records (KtCouch *couch, const KtErasing *erasing, json_object *counts, GError **error)
{
  g_autoptr (json_object) notes = NULL;

  if (!find_revisions (couch, erasing, &notes, error))
    return FALSE;
  for (guint i = 0; i < erasing->databases->len; i++)
    if (!clean_database (couch, erasing, erasing->databases->pdata[i], notes, counts, error))
      return FALSE;
  return forget_revisions (couch, erasing, error);
}

/* ---- The whole ---- */

static gboolean
edit_certificate (json_object *document, gpointer data, GError **error)
{
  g_autofree char *now = kt_clock_now_iso ();
  json_object *databases = kt_json_get_object (document, "databases");

  if (databases == NULL)
    json_object_object_add (document, "databases", databases = json_object_new_object ());
  json_object_object_foreach (data, name, count)
    {
      /* An erasure that was killed after its purge counts nothing when it goes on: what was counted stays. */
      json_object *former = kt_json_get_object (databases, name);
      if (former == NULL || kt_json_get_int (count, "revisions", 0) > 0)
        json_object_object_add (databases, name, json_object_get (count));
    }
  if (kt_json_get_string (document, "done") == NULL)
    json_object_object_add (document, "done", json_object_new_string (now));
  return TRUE;
}

static gboolean
run (KtCouch *couch, const KtErasing *erasing, GError **error)
{
  g_autoptr (json_object) counts = json_object_new_object ();

  for (guint i = 0; i < erasing->databases->len; i++)
    if (!refuse_ids (couch, erasing, erasing->databases->pdata[i], error))
      return FALSE;
  if (!kt_ledger_tell (couch, erasing, error) || !kt_ledger_clear_inboxes (couch, erasing, error))
    return FALSE;
  if (erasing->all ? !kt_ledger_remove_family (couch, erasing, error) : !erase_records (couch, erasing, counts, error))
    return FALSE;
  return kt_couch_ensure_document (couch, KT_REGISTRY, erasing->id, edit_certificate, counts, "certify", error);
}

static gboolean
load (KtCouch *couch, KtErasing *erasing, GError **error)
{
  g_autofree char *prefix = NULL;

  erasing->family_id = kt_json_get_string (erasing->entry, "family");
  erasing->ids = kt_json_dup_strv (kt_json_get_array (erasing->entry, "ids"));
  erasing->all = kt_json_get_bool (erasing->entry, "all");
  if (erasing->family_id == NULL || (!erasing->all && erasing->ids[0] == NULL))
    {
      g_set_error (error, KT_SYNC_ERROR, KT_SYNC_ERROR_PROTOCOL, "%s is no erasure", erasing->id);
      return FALSE;
    }
  prefix = g_strconcat ("kt-", kt_id_get_tail (erasing->family_id), "-", NULL);
  erasing->databases = kt_listing_databases (couch, prefix, error);
  return erasing->databases != NULL && kt_steps_read_family (couch, erasing->family_id, &erasing->family, error);
}

gboolean
kt_ledger_carry_out (KtCouch *couch, const char *id, json_object **entry, GError **error)
{
  g_autofree char *path = kt_couch_path (KT_REGISTRY, id);
  KtErasing erasing = { .id = id };
  gboolean good;

  if (!kt_couch_get (couch, path, &erasing.entry, error))
    return FALSE;
  if (erasing.entry == NULL)
    {
      g_set_error (error, KT_SYNC_ERROR, KT_SYNC_ERROR_PROTOCOL, "no erasure %s", id);
      return FALSE;
    }
  good = load (couch, &erasing, error) && run (couch, &erasing, error) &&
         (entry == NULL || kt_couch_get (couch, path, entry, error));
  g_strfreev (erasing.ids);
  g_clear_pointer (&erasing.databases, g_ptr_array_unref);
  json_object_put (erasing.family);
  json_object_put (erasing.entry);
  return good;
}

/* ---- After a restored backup ---- */

/* Whether a database of the family has any of the ids: one question a database. */
static gboolean
has_any (KtCouch *couch, const char *database, json_object *ids, gboolean *has, GError **error)
{
  g_autofree char *path = g_strconcat ("/", database, "/_all_docs", NULL);
  g_autoptr (json_object) body = json_object_new_object (), answer = NULL;
  json_object *rows;

  json_object_object_add (body, "keys", json_object_get (ids));
  if (!kt_couch_post (couch, path, body, &answer, error))
    return FALSE;
  rows = answer != NULL ? kt_json_get_array (answer, "rows") : NULL;
  for (gsize i = 0; rows != NULL && i < json_object_array_length (rows); i++)
    *has |= kt_json_get_string (json_object_array_get_idx (rows, i), "id") != NULL;
  return TRUE;
}

/* The ledger in the database is as old as the backup it came from. */
static gboolean
forgot (KtCouch *couch, const char *database, json_object *ids, gboolean *has, GError **error)
{
  g_autofree char *path = g_strconcat ("/", database, "/_security", NULL);
  g_autoptr (json_object) security = NULL;
  json_object *erased;

  if (!kt_couch_get (couch, path, &security, error))
    return FALSE;
  erased = security != NULL ? kt_json_get_array (security, "erased") : NULL;
  for (gsize i = 0; i < json_object_array_length (ids); i++)
    *has |= erased == NULL || !has_id (erased, json_object_get_string (json_object_array_get_idx (ids, i)));
  return TRUE;
}

static gboolean
came_back (KtCouch *couch, json_object *entry, gboolean *back, GError **error)
{
  g_autofree char *prefix = g_strconcat ("kt-", kt_id_get_tail (kt_json_get_string (entry, "family")), "-", NULL);
  g_autoptr (GPtrArray) databases = kt_listing_databases (couch, prefix, error);
  json_object *ids = kt_json_get_array (entry, "ids");

  if (databases == NULL)
    return FALSE;
  if (kt_json_get_bool (entry, "all") || ids == NULL)
    {
      *back |= databases->len > 0;
      return TRUE;
    }
  for (guint i = 0; !*back && i < databases->len; i++)
    if (!forgot (couch, databases->pdata[i], ids, back, error) || !has_any (couch, databases->pdata[i], ids, back, error))
      return FALSE;
  return TRUE;
}

static gboolean
apply_one (json_object *entry, gpointer data, GError **error)
{
  KtCouch *couch = data;
  gboolean needed = kt_json_get_string (entry, "done") == NULL;

  if (kt_json_get_string (entry, "family") == NULL)
    return TRUE;
  if (!needed && !came_back (couch, entry, &needed, error))
    return FALSE;
  if (needed)
    kt_log_event (G_LOG_LEVEL_MESSAGE, "office.erasure-again", KT_LOG_END);
  return !needed || kt_ledger_carry_out (couch, kt_json_get_string (entry, "_id"), NULL, error);
}

gboolean
kt_ledger_apply_all (KtCouch *couch, GError **error)
{
  return kt_listing_documents (couch, KT_REGISTRY, "erasure:", apply_one, couch, error);
}
