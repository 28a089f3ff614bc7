/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-office"
#include "office/inbox-note.h"

#include <string.h>

#include "office/registry.h"

char *
kt_inbox_name (const char *login)
{
  return g_strconcat ("kt-inbox-", login, NULL);
}

/* ---- Databases ---- */
typedef struct {
  const char *name, *family;
} Note;

/* "kt-HEX-plan" → "plan"; "kt-HEX-share-TAIL" → "share". Returns: (transfer full). */
static char *
scope_of (const char *name)
{
  g_auto (GStrv) parts = g_strsplit (name, "-", 4);

  return g_strdup (g_strv_length (parts) > 2 ? parts[2] : "");
}

static gboolean
edit_note (json_object *document, gpointer data, GError **error)
{
  const Note *note = data;
  g_autofree char *scope = scope_of (note->name);

  json_object_object_add (document, "type", json_object_new_string ("inbox-database"));
  json_object_object_add (document, "name", json_object_new_string (note->name));
  json_object_object_add (document, "family", json_object_new_string (note->family));
  json_object_object_add (document, "scope", json_object_new_string (scope));
  return TRUE;
}

static gboolean
settle_databases (KtCouch *couch, json_object *family, const char *inbox, const char *const *wanted, GError **error)
{
  for (guint i = 0; wanted[i] != NULL; i++)
    {
      g_autofree char *id = g_strconcat ("database:", wanted[i], NULL);
      Note note = { wanted[i], kt_registry_id (family) };
      if (!kt_couch_ensure_document (couch, inbox, id, edit_note, &note, "tell worker", error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
remove_unwanted (KtCouch *couch, json_object *family, const char *inbox, const char *const *wanted, GError **error)
{
  g_auto (GStrv) all = kt_registry_databases (family);

  for (guint i = 0; all[i] != NULL; i++)
    {
      g_autofree char *id = g_strconcat ("database:", all[i], NULL);
      if (!g_strv_contains (wanted, all[i]) && !kt_couch_remove_document (couch, inbox, id, "take back note", error))
        return FALSE;
    }
  return TRUE;
}

/* ---- Who is let in ---- */
static void
copy_member (json_object *from, json_object *to, const char *key)
{
  json_object *value;

  if (json_object_object_get_ex (from, key, &value))
    json_object_object_add (to, key, kt_json_copy (value));
  else
    json_object_object_del (to, key);
}

static gboolean
edit_family_note (json_object *document, gpointer data, GError **error)
{
  json_object_object_add (document, "type", json_object_new_string ("inbox-family"));
  json_object_object_add (document, "family", json_object_new_string (kt_registry_id (data)));
  for (guint i = 0; i < KT_REGISTRY_SCOPES; i++)
    copy_member (data, document, kt_scope_name (kt_registry_scopes[i]));
  copy_member (data, document, "fixed");
  copy_member (data, document, "agencies");
  copy_member (data, document, "revision");
  return TRUE;
}

gboolean
kt_inbox_note_family (KtCouch *couch, json_object *family, const char *login, GError **error)
{
  g_autofree char *inbox = kt_inbox_name (login);
  g_auto (GStrv) wanted = kt_registry_databases_of (family, login);
  const char *const *names = (const char *const *) wanted;

  if (!settle_databases (couch, family, inbox, names, error))
    return FALSE;
  /* Only who lost something has notes too many. */
  if ((kt_registry_was_here (family, login) || kt_json_get_array (family, "leaving") != NULL) &&
      !remove_unwanted (couch, family, inbox, names, error))
    return FALSE;
  if (kt_registry_may_change (family, login))
    return kt_couch_ensure_document (couch, inbox, kt_registry_id (family), edit_family_note, family, "tell worker",
                                     error);
  return !kt_registry_was_here (family, login) ||
         kt_couch_remove_document (couch, inbox, kt_registry_id (family), "take back note", error);
}
