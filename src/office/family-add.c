/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-office"
#include <glib/gi18n.h>
#include <string.h>

#include "base/id.h"
#include "model/types.h"
#include "office/office-data.h"
#include "office/office.h"

static GPtrArray *workers, *file_workers, *plan_workers;

static const KtOption options[] = {
  { "worker", N_("LOGIN"), NULL, NULL, &workers, N_("sees everything of the family; may be given more than once") },
  { "file", N_("LOGIN"), NULL, NULL, &file_workers, N_("sees plan and file, not safety") },
  { "plan", N_("LOGIN"), NULL, NULL, &plan_workers, N_("sees the plan only") },
  { NULL },
};

static const KtScope scopes[] = { KT_SCOPE_PLAN, KT_SCOPE_FILE, KT_SCOPE_SAFE };

typedef struct {
  const char *family;      /* "family:HEX" */
  GPtrArray *logins;       /* char*, borrowed */
  guint n_scopes;          /* of them, the first n of `scopes` */
} Group;

static char *
make_role (const char *family, KtScope scope)
{
  return g_strconcat ("fam:", kt_id_get_tail (family), ":", kt_scope_name (scope), NULL);
}

/* ---- Databases ---- */
static gboolean
edit_validation (json_object *document, gpointer data, GError **error)
{
  g_autoptr (GBytes) source = g_resource_lookup_data (kt_office_get_resource (),
                                                      "/io/github/keukentafel/office/validation.js", 0, error);
  g_autoptr (GString) text = NULL;

  if (source == NULL)
    return FALSE;
  text = g_string_new (strstr (g_bytes_get_data (source, NULL), "function (newDoc"));
  g_string_replace (text, "FAMILY_ID", data, 0);
  json_object_object_add (document, "language", json_object_new_string ("javascript"));
  json_object_object_add (document, "validate_doc_update", json_object_new_string (text->str));
  return TRUE;
}

static gboolean
ensure_database (KtCouch *couch, const char *family, KtScope scope, GError **error)
{
  g_autofree char *name = kt_scope_database (family, scope), *role = make_role (family, scope);
  const char *roles[] = { role, NULL };
  g_autoptr (json_object) security = kt_office_security (NULL, roles), there = NULL;
  g_autofree char *path = g_strconcat ("/", name, "/_security", NULL);
  json_object *erased;

  if (!kt_couch_ensure_database (couch, name, error) || !kt_couch_get (couch, path, &there, error))
    return FALSE;
  json_object_object_add (security, "family", json_object_new_string (family));
  /* The ledger's ids stay refused whatever is mended here. */
  erased = there != NULL ? kt_json_get_array (there, "erased") : NULL;
  json_object_object_add (security, "erased", erased != NULL ? json_object_get (erased) : json_object_new_array ());
  if (!kt_couch_ensure_security (couch, name, security, error))
    return FALSE;
  /* express-pouchdb, seen: with a validation function it drops every forked branch, and says it stored it. */
  return !couch->is_couchdb ||
         kt_couch_ensure_document (couch, name, "_design/keukentafel", edit_validation, (gpointer) family,
                                   "write validation", error);
}

/* ---- Workers ---- */
static gboolean
edit_roles (json_object *document, gpointer data, GError **error)
{
  const Group *group = data;

  if (kt_json_get_string (document, "_rev") == NULL)
    {
      g_set_error (error, KT_USAGE_ERROR, KT_USAGE_ERROR_BAD, _("there is no worker “%s”; make one with “user add”"),
                   strchr (kt_json_get_string (document, "_id"), ':') + 1);
      return FALSE;
    }
  for (guint i = 0; i < group->n_scopes; i++)
    {
      g_autofree char *role = make_role (group->family, scopes[i]);
      kt_office_add_to_set (document, "roles", role);
    }
  return TRUE;
}

typedef struct {
  const char *name, *family;
  KtScope scope;
} Note;

static gboolean
edit_note (json_object *document, gpointer data, GError **error)
{
  const Note *note = data;

  json_object_object_add (document, "type", json_object_new_string ("inbox-database"));
  json_object_object_add (document, "name", json_object_new_string (note->name));
  json_object_object_add (document, "family", json_object_new_string (note->family));
  json_object_object_add (document, "scope", json_object_new_string (kt_scope_name (note->scope)));
  return TRUE;
}

static gboolean
tell_worker (KtCouch *couch, const char *login, const char *family, KtScope scope, GError **error)
{
  g_autofree char *name = kt_scope_database (family, scope), *id = g_strconcat ("database:", name, NULL);
  g_autofree char *inbox = g_strconcat ("kt-inbox-", login, NULL);
  Note note = { name, family, scope };

  return kt_couch_ensure_document (couch, inbox, id, edit_note, &note, "tell worker", error);
}

/* The role first: whoever reads of a database must be let in. */
static gboolean
admit_group (KtCouch *couch, const Group *group, GError **error)
{
  for (guint i = 0; group->logins != NULL && i < group->logins->len; i++)
    {
      const char *login = group->logins->pdata[i];
      g_autofree char *id = kt_office_user_id (login);
      if (!kt_couch_ensure_document (couch, "_users", id, edit_roles, (gpointer) group, "admit", error))
        return FALSE;
      for (guint k = 0; k < group->n_scopes; k++)
        if (!tell_worker (couch, login, group->family, scopes[k], error))
          return FALSE;
    }
  return TRUE;
}

/* Before anything is made: a worker nobody knows would stop it halfway. */
static gboolean
check_group (KtCouch *couch, const Group *group, GError **error)
{
  for (guint i = 0; group->logins != NULL && i < group->logins->len; i++)
    {
      const char *login = group->logins->pdata[i];
      g_autofree char *id = kt_office_user_id (login), *path = g_strconcat ("/_users/", id, NULL);
      g_autoptr (json_object) user = NULL;
      if (!kt_office_check_login (login, error) || !kt_couch_get (couch, path, &user, error))
        return FALSE;
      if (user != NULL)
        continue;
      g_set_error (error, KT_USAGE_ERROR, KT_USAGE_ERROR_BAD, _("there is no worker “%s”; make one with “user add”"), login);
      return FALSE;
    }
  return TRUE;
}

/* ---- The registry ---- */
static gboolean
edit_registry (json_object *document, gpointer data, GError **error)
{
  const Group *groups = data;

  json_object_object_add (document, "type", json_object_new_string ("registry-family"));
  for (gsize i = 0; i < G_N_ELEMENTS (scopes); i++)
    {
      g_autofree char *name = kt_scope_database (groups[0].family, scopes[i]);
      kt_office_add_to_set (document, "databases", name);
    }
  for (guint i = 0; i < G_N_ELEMENTS (scopes); i++)
    for (guint k = 0; groups[i].logins != NULL && k < groups[i].logins->len; k++)
      for (guint s = 0; s < groups[i].n_scopes; s++)
        kt_office_add_to_set (document, kt_scope_name (scopes[s]), groups[i].logins->pdata[k]);
  return TRUE;
}

static gboolean
check_family (const char *family, GError **error)
{
  g_autofree char *database = g_str_has_prefix (family, "family:") ? kt_scope_database (family, KT_SCOPE_PLAN) : NULL;

  if (database != NULL)
    return TRUE;
  g_set_error (error, KT_USAGE_ERROR, KT_USAGE_ERROR_BAD,
               _("“%s” is not a family’s id; “keukentafel-cli list family” shows them"), family);
  return FALSE;
}

static gboolean
add_family (KtCouch *couch, const Group groups[3], GError **error)
{
  for (guint i = 0; i < 3; i++)
    if (!check_group (couch, &groups[i], error))
      return FALSE;
  if (!kt_couch_ensure_document (couch, KT_REGISTRY, groups[0].family, edit_registry, (gpointer) groups,
                                 "register family", error))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (scopes); i++)
    if (!ensure_database (couch, groups[0].family, scopes[i], error))
      return FALSE;
  for (guint i = 0; i < 3; i++)
    if (!admit_group (couch, &groups[i], error))
      return FALSE;
  return TRUE;
}

static int
run (KtProgram *program, char **args, GError **error)
{
  const Group groups[3] = {
    { args[0], workers, 3 },
    { args[0], file_workers, 2 },
    { args[0], plan_workers, 1 },
  };
  g_auto (KtCouch) couch = { NULL };

  if (!check_family (args[0], error) || !kt_office_open (&couch, error) || !add_family (&couch, groups, error))
    return -1;
  kt_office_tell (program, &couch);
  return KT_EXIT_DONE;
}

const KtCommand kt_office_family_add = {
  "family add",
  N_("FAMILY-ID"),
  1,
  1,
  N_("Make a family’s three databases and let workers in."),
  options,
  run,
};
