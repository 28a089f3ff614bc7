/* SPDX-License-Identifier: EUPL-1.2 */
/* What a worker may ask about a family: made offline, somebody joins or leaves, an agency joins or leaves.
 *
 * Only the fixed worker and who sees everything may let others in or out. A family made offline is its maker's. A second
 * worker who has the same family (from a shared bundle) gets the same databases: its id is 128 random bits that nobody
 * else has. Not who was taken out of it before, not an agency's people, and nobody where the administrator made it. */
#define G_LOG_DOMAIN "kt-office"
#include "base/id.h"
#include "office/office.h"
#include "office/registry.h"
#include "office/request.h"
#include "office/steps.h"

#define MOST_PEOPLE 50

static gboolean
refuse (GError **error, const char *reason)
{
  g_set_error_literal (error, KT_OFFICE_REFUSED, 0, reason);
  return FALSE;
}

static gboolean
is_id (const char *id, const char *type)
{
  g_autofree char *prefix = g_strconcat (type, ":", NULL);
  const char *tail = id != NULL ? kt_id_get_tail (id) : NULL;

  return id != NULL && g_str_has_prefix (id, prefix) && strspn (tail, "0123456789abcdef") == 32 && tail[32] == '\0';
}

/* ---- Families made offline ---- */
static gboolean
take_family (json_object *family, gpointer data, GError **error)
{
  const KtAsked *asked = data;
  gboolean there = kt_json_get_string (family, "type") != NULL;

  if (kt_registry_is_applied (family, asked->uuid) || kt_registry_level (family, asked->login) > 0)
    return TRUE;
  if (kt_json_get_bool (family, "erased"))
    return refuse (error, "erased");
  if (kt_registry_was_here (family, asked->login))
    return refuse (error, "left-before");
  if (there && (!kt_json_get_bool (family, "made-offline") || kt_registry_is_of_agency (family, asked->login)))
    return refuse (error, "not-yours");
  kt_registry_begin (family);
  json_object_object_add (family, "made-offline", json_object_new_boolean (TRUE));
  if (!there)
    json_object_object_add (family, "fixed", json_object_new_string (asked->login));
  kt_registry_join (family, asked->login, KT_REGISTRY_SCOPES);
  kt_registry_note_applied (family, asked->uuid);
  return TRUE;
}

/* ---- Who may ask ---- */
static gboolean
check_asking (json_object *family, const KtAsked *asked, gboolean of_oneself, GError **error)
{
  const char *expects = kt_json_get_string (asked->document, "expects");
  g_autofree char *revision = g_strdup_printf ("%" G_GINT64_FORMAT, kt_registry_revision (family));

  if (kt_json_get_string (family, "type") == NULL)
    return refuse (error, "no-family");
  if (kt_json_get_bool (family, "erased"))
    return refuse (error, "erased");
  if (!of_oneself && !kt_registry_may_change (family, asked->login))
    return refuse (error, "not-yours");
  if (expects != NULL && g_strcmp0 (expects, revision) != 0)
    return refuse (error, "changed-meanwhile");
  return TRUE;
}

/* ---- People ---- */
/* "safe" is all three, "file" is plan and file. Returns: 0 when it is none of these. */
static guint
level_of (const char *scope)
{
  for (guint i = 0; i < KT_REGISTRY_SCOPES; i++)
    if (g_strcmp0 (scope, kt_scope_name (kt_registry_scopes[i])) == 0)
      return i + 1;
  return 0;
}

static gboolean
join_team (json_object *family, gpointer data, GError **error)
{
  const KtAsked *asked = data;
  const char *login = kt_json_get_string (asked->document, "login"), *fixed = kt_json_get_string (family, "fixed");
  guint level = level_of (kt_json_get_string (asked->document, "scope"));
  gboolean to_be_fixed = kt_json_get_bool (asked->document, "fixed");

  if (kt_registry_is_applied (family, asked->uuid))
    return TRUE;
  if (!check_asking (family, asked, FALSE, error))
    return FALSE;
  if (level == 0)
    return refuse (error, "bad-request");
  if (to_be_fixed && fixed != NULL && g_strcmp0 (fixed, asked->login) != 0)
    return refuse (error, "fixed-worker");
  kt_registry_join (family, login, to_be_fixed ? KT_REGISTRY_SCOPES : level);
  if (to_be_fixed)
    json_object_object_add (family, "fixed", json_object_new_string (login));
  kt_registry_note_applied (family, asked->uuid);
  return TRUE;
}

static gboolean
leave_team (json_object *family, gpointer data, GError **error)
{
  const KtAsked *asked = data;
  const char *login = kt_json_get_string (asked->document, "login");
  gboolean of_oneself = g_strcmp0 (login, asked->login) == 0;

  if (kt_registry_is_applied (family, asked->uuid))
    return TRUE;
  if (!check_asking (family, asked, of_oneself, error))
    return FALSE;
  if (!of_oneself && g_strcmp0 (kt_json_get_string (family, "fixed"), login) == 0)
    return refuse (error, "fixed-worker");
  if (kt_registry_level (family, login) > 0 && !kt_registry_has_other (family, login))
    return refuse (error, "last-one");
  kt_registry_leave (family, login);
  kt_registry_note_applied (family, asked->uuid);
  return TRUE;
}

/* ---- Agencies ---- */
static gboolean
join_agency (json_object *family, gpointer data, GError **error)
{
  const KtAsked *asked = data;

  if (kt_registry_is_applied (family, asked->uuid))
    return TRUE;
  if (!check_asking (family, asked, FALSE, error))
    return FALSE;
  kt_registry_set_agency (family, kt_json_get_string (asked->document, "agency"),
                          kt_json_get_array (asked->document, "logins"));
  kt_registry_note_applied (family, asked->uuid);
  return TRUE;
}

static gboolean
leave_agency (json_object *family, gpointer data, GError **error)
{
  const KtAsked *asked = data;

  if (kt_registry_is_applied (family, asked->uuid))
    return TRUE;
  if (!check_asking (family, asked, FALSE, error))
    return FALSE;
  kt_registry_drop_agency (family, kt_json_get_string (asked->document, "agency"));
  kt_registry_note_applied (family, asked->uuid);
  return TRUE;
}

/* ---- The kinds ---- */
static gboolean
check_people (KtCouch *couch, const char *const *logins, GError **error)
{
  if (g_strv_length ((GStrv) logins) > MOST_PEOPLE)
    return refuse (error, "bad-request");
  for (guint i = 0; logins[i] != NULL; i++)
    {
      gboolean is = FALSE;
      if (!kt_office_check_login (logins[i], NULL))
        return refuse (error, "no-worker");
      if (!kt_steps_is_worker (couch, logins[i], &is, error))
        return FALSE;
      if (!is)
        return refuse (error, "no-worker");
    }
  return TRUE;
}

static gboolean
change (KtCouch *couch, const KtAsked *asked, KtFamilyChange how, GError **error)
{
  return is_id (asked->family, "family") ? kt_steps_change_family (couch, asked->family, how, (gpointer) asked, error)
                                         : refuse (error, "bad-request");
}

static gboolean
apply_family_new (KtCouch *couch, const KtAsked *asked, GError **error)
{
  return change (couch, asked, take_family, error);
}

static gboolean
apply_team_join (KtCouch *couch, const KtAsked *asked, GError **error)
{
  const char *logins[] = { kt_json_get_string (asked->document, "login"), NULL };

  if (logins[0] == NULL)
    return refuse (error, "bad-request");
  return check_people (couch, logins, error) && change (couch, asked, join_team, error);
}

static gboolean
apply_team_leave (KtCouch *couch, const KtAsked *asked, GError **error)
{
  if (kt_json_get_string (asked->document, "login") == NULL)
    return refuse (error, "bad-request");
  return change (couch, asked, leave_team, error);
}

static gboolean
apply_agency_join (KtCouch *couch, const KtAsked *asked, GError **error)
{
  g_auto (GStrv) logins = kt_json_dup_strv (kt_json_get_array (asked->document, "logins"));

  if (!is_id (kt_json_get_string (asked->document, "agency"), "agency"))
    return refuse (error, "bad-request");
  return check_people (couch, (const char *const *) logins, error) && change (couch, asked, join_agency, error);
}

static gboolean
apply_agency_leave (KtCouch *couch, const KtAsked *asked, GError **error)
{
  if (!is_id (kt_json_get_string (asked->document, "agency"), "agency"))
    return refuse (error, "bad-request");
  return change (couch, asked, leave_agency, error);
}

const KtRequestKind kt_request_family_kinds[] = {
  { "family-new", apply_family_new },
  { "team-join", apply_team_join },
  { "team-leave", apply_team_leave },
  { "agency-join", apply_agency_join },
  { "agency-leave", apply_agency_leave },
  { NULL },
};
