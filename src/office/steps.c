/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-office"
#include "office/steps.h"

#include <string.h>

#include "base/log.h"
#include "office/family-database.h"
#include "office/inbox-note.h"
#include "office/office.h"
#include "office/registry.h"

G_DEFINE_QUARK (kt-office-refused, kt_office_refused)

gboolean
kt_steps_read_family (KtCouch *couch, const char *family, json_object **found, GError **error)
{
  g_autofree char *escaped = g_uri_escape_string (family, NULL, FALSE);
  g_autofree char *path = g_strconcat ("/" KT_REGISTRY "/", escaped, NULL);

  return kt_couch_get (couch, path, found, error);
}

gboolean
kt_steps_is_worker (KtCouch *couch, const char *login, gboolean *is, GError **error)
{
  g_autofree char *id = kt_office_user_id (login), *path = g_strconcat ("/_users/", id, NULL);
  g_autoptr (json_object) user = NULL;

  if (!kt_couch_get (couch, path, &user, error))
    return FALSE;
  *is = user != NULL;
  return TRUE;
}

/* ---- Roles ---- */
typedef struct {
  json_object *family;
  const char *login;
} Person;

static gboolean
is_of_family (const char *role, const char *family)
{
  g_autofree char *prefix = kt_registry_role (family, KT_SCOPE_PLAN);

  return strncmp (role, prefix, strlen (prefix) - strlen ("plan")) == 0;
}

/* Exactly the roles of this family that the registry gives; those of others stay. */
static gboolean
edit_roles (json_object *document, gpointer data, GError **error)
{
  const Person *person = data;
  g_auto (GStrv) wanted = kt_registry_roles_of (person->family, person->login);
  g_auto (GStrv) before = kt_json_dup_strv (kt_json_get_array (document, "roles"));
  g_autoptr (GStrvBuilder) kept = g_strv_builder_new ();
  g_auto (GStrv) roles = NULL;

  if (kt_json_get_string (document, "_rev") == NULL)
    {
      g_set_error_literal (error, KT_OFFICE_REFUSED, 0, "no-worker");
      return FALSE;
    }
  for (guint i = 0; before[i] != NULL; i++)
    if (!is_of_family (before[i], kt_registry_id (person->family)) ||
        g_strv_contains ((const char *const *) wanted, before[i]))
      g_strv_builder_add (kept, before[i]);
  roles = g_strv_builder_end (kept);
  json_object_object_add (document, "roles", kt_json_from_strv ((const char *const *) roles));
  for (guint i = 0; wanted[i] != NULL; i++)
    kt_office_add_to_set (document, "roles", wanted[i]);
  return TRUE;
}

/* An account that was removed has no roles to mend. */
static gboolean
settle_roles (KtCouch *couch, const Person *person, const char *what, GError **error)
{
  g_autofree char *id = kt_office_user_id (person->login);
  g_autoptr (GError) failure = NULL;

  if (kt_couch_ensure_document (couch, "_users", id, edit_roles, (gpointer) person, what, &failure))
    return TRUE;
  if (failure->domain == KT_OFFICE_REFUSED)
    {
      kt_log_event (G_LOG_LEVEL_WARNING, "office.no-such-worker", KT_LOG_END);
      return TRUE;
    }
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static gboolean
is_inside (const Person *person)
{
  g_auto (GStrv) roles = kt_registry_roles_of (person->family, person->login);

  return roles[0] != NULL;
}

/* former: first those who lost something; else those who are in. */
static gboolean
settle_people (KtCouch *couch, json_object *family, gboolean former, GError **error)
{
  g_auto (GStrv) people = kt_registry_people (family);

  for (guint i = 0; people[i] != NULL; i++)
    {
      Person person = { family, people[i] };
      if (former && kt_registry_was_here (family, people[i]) &&
          !settle_roles (couch, &person, is_inside (&person) ? "admit" : "take out", error))
        return FALSE;
      if (!former && is_inside (&person) && !settle_roles (couch, &person, "admit", error))
        return FALSE;
      if (!former && !kt_inbox_note_family (couch, family, people[i], error))
        return FALSE;
    }
  return TRUE;
}

/* ---- Databases ---- */
static gboolean
settle_databases (KtCouch *couch, json_object *family, GError **error)
{
  json_object *agencies = kt_json_get_object (family, "agencies");

  for (guint i = 0; i < KT_REGISTRY_SCOPES; i++)
    if (!kt_family_database_ensure (couch, kt_registry_id (family), kt_registry_scopes[i], error))
      return FALSE;
  if (agencies == NULL)
    return TRUE;
  json_object_object_foreach (agencies, agency, logins)
    {
      (void) logins;
      if (!kt_family_database_ensure_share (couch, kt_registry_id (family), agency, error))
        return FALSE;
    }
  return TRUE;
}

/* Nobody has a role for them any more. */
static gboolean
remove_left (KtCouch *couch, json_object *family, GError **error)
{
  g_auto (GStrv) leaving = kt_json_dup_strv (kt_json_get_array (family, "leaving"));

  for (guint i = 0; leaving[i] != NULL; i++)
    {
      g_autofree char *name = kt_registry_share (kt_registry_id (family), leaving[i]);
      if (!kt_couch_remove_database (couch, name, error))
        return FALSE;
    }
  return TRUE;
}

/* ---- The whole ---- */
/* data: the document that was carried out. Somebody else's newer one is still to be. */
static gboolean
edit_settled (json_object *document, gpointer data, GError **error)
{
  if (kt_registry_revision (document) != kt_registry_revision (data))
    return TRUE;
  json_object_object_del (document, "unsettled");
  json_object_object_del (document, "leaving");
  return TRUE;
}

gboolean
kt_steps_settle_family (KtCouch *couch, const char *id, GError **error)
{
  g_autoptr (json_object) family = NULL;

  if (!kt_steps_read_family (couch, id, &family, error))
    return FALSE;
  if (family == NULL || kt_json_get_bool (family, "erased"))
    return TRUE;
  if (!settle_people (couch, family, TRUE, error) || !remove_left (couch, family, error) ||
      !settle_databases (couch, family, error) || !settle_people (couch, family, FALSE, error))
    return FALSE;
  return !kt_json_get_bool (family, "unsettled") ||
         kt_couch_ensure_document (couch, KT_REGISTRY, id, edit_settled, family, "settle family", error);
}

typedef struct {
  KtFamilyChange change;
  gpointer data;
} Change;

static gboolean
edit_family (json_object *document, gpointer data, GError **error)
{
  const Change *change = data;
  g_autoptr (json_object) before = kt_json_copy (document);

  /* What was erased is not begun again under its id. */
  if (kt_json_get_bool (document, "erased"))
    {
      g_set_error_literal (error, KT_OFFICE_REFUSED, 0, "erased");
      return FALSE;
    }
  if (!change->change (document, change->data, error))
    return FALSE;
  if (!kt_couch_same (before, document))
    kt_registry_note_change (document);
  return TRUE;
}

gboolean
kt_steps_change_family (KtCouch *couch, const char *family, KtFamilyChange change, gpointer data, GError **error)
{
  Change whole = { change, data };

  return kt_couch_ensure_document (couch, KT_REGISTRY, family, edit_family, &whole, "register family", error) &&
         kt_steps_settle_family (couch, family, error);
}
