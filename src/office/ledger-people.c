/* SPDX-License-Identifier: EUPL-1.2 */
/* The part of an erasure that concerns people: who is told, what lies in their inboxes, who loses a role. */
#define G_LOG_DOMAIN "kt-office"
#include "office/ledger-private.h"

#include <string.h>

#include "base/id.h"
#include "office/inbox-note.h"
#include "office/listing.h"
#include "office/office.h"
#include "office/purge.h"
#include "office/registry.h"

/* ---- Notes ---- */

typedef struct {
  const KtErasing *erasing;
  const char *database;
} Note;

static gboolean
edit_note (json_object *document, gpointer data, GError **error)
{
  const Note *note = data;
  const char *const *ids = (const char *const *) note->erasing->ids;

  json_object_object_add (document, "type", json_object_new_string ("inbox-erasure"));
  json_object_object_add (document, "database", json_object_new_string (note->database));
  json_object_object_add (document, "family", json_object_new_string (note->erasing->family_id));
  if (note->erasing->all)
    json_object_object_add (document, "all", json_object_new_boolean (TRUE));
  else
    json_object_object_add (document, "ids", kt_json_from_strv (ids));
  return TRUE;
}

/* An account without an inbox has no laptop either. */
static gboolean
has_inbox (KtCouch *couch, const char *inbox, gboolean *has, GError **error)
{
  g_autofree char *path = g_strconcat ("/", inbox, NULL);
  g_autoptr (json_object) info = NULL;

  if (!kt_couch_get (couch, path, &info, error))
    return FALSE;
  *has = info != NULL;
  return TRUE;
}

static gboolean
tell_person (KtCouch *couch, const KtErasing *erasing, const char *login, GStrv databases, GError **error)
{
  g_autofree char *inbox = kt_inbox_name (login);
  gboolean has = FALSE;

  if (!has_inbox (couch, inbox, &has, error))
    return FALSE;
  for (guint i = 0; has && databases[i] != NULL; i++)
    {
      g_autofree char *text = g_strconcat (erasing->id, "\n", databases[i], NULL), *hash = kt_sha256_hex (text, -1);
      g_autofree char *id = g_strdup_printf ("erasure:%.32s", hash);
      Note note = { erasing, databases[i] };

      if (!kt_couch_ensure_document (couch, inbox, id, edit_note, &note, "tell worker", error))
        return FALSE;
    }
  return TRUE;
}

/* Who was once taken out of something may still have any of it on a laptop. */
static GStrv
databases_for (const KtErasing *erasing, const char *login)
{
  gboolean former = kt_registry_was_here (erasing->family, login);

  return former || erasing->all ? kt_registry_databases (erasing->family)
                                : kt_registry_databases_of (erasing->family, login);
}

gboolean
kt_ledger_tell (KtCouch *couch, const KtErasing *erasing, GError **error)
{
  g_auto (GStrv) people = erasing->family != NULL ? kt_registry_people (erasing->family) : g_new0 (char *, 1);

  for (guint i = 0; people[i] != NULL; i++)
    {
      g_auto (GStrv) databases = databases_for (erasing, people[i]);
      if (!tell_person (couch, erasing, people[i], databases, error))
        return FALSE;
    }
  return TRUE;
}

/* ---- Work on its way ---- */

typedef struct {
  KtCouch *couch;
  const KtErasing *erasing;
  const char *inbox;
  gboolean changed;
} Sweep;

static gboolean
is_erased (const KtErasing *erasing, const char *text)
{
  for (guint i = 0; erasing->ids[i] != NULL; i++)
    if (text != NULL && strstr (text, erasing->ids[i]) != NULL)
      return TRUE;
  return FALSE;
}

static gboolean
edit_work (json_object *document, gpointer data, GError **error)
{
  const KtErasing *erasing = data;
  json_object *records = kt_json_get_array (document, "records"), *drafts = kt_json_get_object (document, "drafts");
  json_object *left = json_object_new_array ();

  for (gsize i = 0; records != NULL && i < json_object_array_length (records); i++)
    {
      json_object *record = json_object_array_get_idx (records, i);
      if (!is_erased (erasing, kt_json_get_string (record, "_id")) && !is_erased (erasing, kt_json_get_string (record, "picture")))
        json_object_array_add (left, json_object_get (record));
    }
  json_object_object_add (document, "records", left);
  if (drafts != NULL && is_erased (erasing, json_object_to_json_string (drafts)))
    json_object_object_del (document, "drafts");
  return TRUE;
}

static gboolean
clear_document (json_object *document, gpointer data, GError **error)
{
  Sweep *sweep = data;
  const char *id = kt_json_get_string (document, "_id");
  json_object *records = kt_json_get_array (document, "records");

  if (records == NULL || g_strcmp0 (kt_json_get_string (document, "family"), sweep->erasing->family_id) != 0 ||
      (!sweep->erasing->all && !is_erased (sweep->erasing, json_object_to_json_string (document))))
    return TRUE;
  sweep->changed = TRUE;
  if (sweep->erasing->all)
    return kt_couch_remove_document (sweep->couch, sweep->inbox, id, "remove work", error);
  return kt_couch_ensure_document (sweep->couch, sweep->inbox, id, edit_work, (gpointer) sweep->erasing, "remove work", error);
}

static gboolean
clear_inbox (Sweep *sweep, GError **error)
{
  return kt_listing_documents (sweep->couch, sweep->inbox, "request:", clear_document, sweep, error) &&
         kt_listing_documents (sweep->couch, sweep->inbox, "unsent:", clear_document, sweep, error) &&
         (!sweep->changed || kt_purge_compact (sweep->couch, sweep->inbox, error));
}

gboolean
kt_ledger_clear_inboxes (KtCouch *couch, const KtErasing *erasing, GError **error)
{
  g_auto (GStrv) people = erasing->family != NULL ? kt_registry_people (erasing->family) : g_new0 (char *, 1);

  for (guint i = 0; people[i] != NULL; i++)
    {
      g_autofree char *inbox = kt_inbox_name (people[i]);
      Sweep sweep = { couch, erasing, inbox, FALSE };
      gboolean has = FALSE;

      if (!has_inbox (couch, inbox, &has, error) || (has && !clear_inbox (&sweep, error)))
        return FALSE;
    }
  return TRUE;
}

/* ---- A whole family ---- */

static gboolean
edit_roles (json_object *document, gpointer data, GError **error)
{
  const char *family = data;
  g_autofree char *prefix = g_strconcat ("fam:", kt_id_get_tail (family), ":", NULL);
  g_auto (GStrv) roles = kt_json_dup_strv (kt_json_get_array (document, "roles"));
  json_object *left = json_object_new_array ();

  for (guint i = 0; roles[i] != NULL; i++)
    if (!g_str_has_prefix (roles[i], prefix))
      json_object_array_add (left, json_object_new_string (roles[i]));
  json_object_object_add (document, "roles", left);
  return TRUE;
}

static gboolean
take_out (KtCouch *couch, const KtErasing *erasing, const char *login, GError **error)
{
  g_autofree char *user = kt_office_user_id (login), *path = kt_couch_path ("_users", user);
  g_autoptr (json_object) there = NULL;

  if (!kt_couch_get (couch, path, &there, error))
    return FALSE;
  return there == NULL ||
         kt_couch_ensure_document (couch, "_users", user, edit_roles, (gpointer) erasing->family_id, "take out", error);
}

/* The notes that named the databases, and the one that names who is let in. */
static gboolean
withdraw_notes (KtCouch *couch, const KtErasing *erasing, const char *login, GError **error)
{
  g_auto (GStrv) databases = kt_registry_databases (erasing->family);
  g_autofree char *inbox = kt_inbox_name (login);
  gboolean has = FALSE;

  if (!has_inbox (couch, inbox, &has, error))
    return FALSE;
  for (guint i = 0; has && databases[i] != NULL; i++)
    {
      g_autofree char *id = g_strconcat ("database:", databases[i], NULL);
      if (!kt_couch_remove_document (couch, inbox, id, "untell worker", error))
        return FALSE;
    }
  return !has || kt_couch_remove_document (couch, inbox, erasing->family_id, "untell worker", error);
}

static gboolean
edit_family (json_object *document, gpointer data, GError **error)
{
  if (kt_json_get_string (document, "type") == NULL)
    json_object_object_add (document, "type", json_object_new_string ("registry-family"));
  json_object_object_add (document, "erased", json_object_new_boolean (TRUE));
  return TRUE;
}

/* The registry first: from then on no request makes the family again. */
gboolean
kt_ledger_remove_family (KtCouch *couch, const KtErasing *erasing, GError **error)
{
  g_auto (GStrv) people = erasing->family != NULL ? kt_registry_people (erasing->family) : g_new0 (char *, 1);

  if (!kt_couch_ensure_document (couch, KT_REGISTRY, erasing->family_id, edit_family, NULL, "mark erased", error))
    return FALSE;
  for (guint i = 0; people[i] != NULL; i++)
    if (!take_out (couch, erasing, people[i], error) || !withdraw_notes (couch, erasing, people[i], error))
      return FALSE;
  for (guint i = 0; i < erasing->databases->len; i++)
    if (!kt_couch_remove_database (couch, erasing->databases->pdata[i], error))
      return FALSE;
  return TRUE;
}
