/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-office"
#include "office/family-database.h"

#include "office/guard.h"
#include "office/office.h"
#include "office/registry.h"

static gboolean
ensure (KtCouch *couch, const char *name, const char *family, const char *const *roles, GError **error)
{
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
  return kt_office_guard (couch, name, KT_GUARD_FAMILY, family, error);
}

gboolean
kt_family_database_ensure (KtCouch *couch, const char *family, KtScope scope, GError **error)
{
  g_autofree char *name = kt_scope_database (family, scope), *role = kt_registry_role (family, scope);
  const char *roles[] = { role, NULL };

  return ensure (couch, name, family, roles, error);
}

gboolean
kt_family_database_ensure_share (KtCouch *couch, const char *family, const char *agency, GError **error)
{
  g_autofree char *name = kt_registry_share (family, agency), *theirs = kt_registry_agency_role (family, agency);
  g_autofree char *ours = kt_registry_role (family, KT_SCOPE_PLAN);
  const char *roles[] = { theirs, ours, NULL };

  return ensure (couch, name, family, roles, error);
}
