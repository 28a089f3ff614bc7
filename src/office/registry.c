/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-office"
#include "office/registry.h"

#include "base/id.h"

/* Requests remembered: a request comes again only after its inbox was restored from a backup. */
#define APPLIED_MOST 200

const KtScope kt_registry_scopes[KT_REGISTRY_SCOPES] = { KT_SCOPE_PLAN, KT_SCOPE_FILE, KT_SCOPE_SAFE };

/* ---- Sets of strings in a document ---- */
static gssize
find (json_object *array, const char *text)
{
  for (gsize i = 0; array != NULL && i < json_object_array_length (array); i++)
    if (g_strcmp0 (json_object_get_string (json_object_array_get_idx (array, i)), text) == 0)
      return (gssize) i;
  return -1;
}

static void
add (json_object *document, const char *key, const char *text)
{
  json_object *array = kt_json_get_array (document, key);

  if (array == NULL)
    {
      array = json_object_new_array ();
      json_object_object_add (document, key, array);
    }
  if (find (array, text) < 0)
    json_object_array_add (array, json_object_new_string (text));
}

/* Returns: whether it was there. */
static gboolean
drop (json_object *document, const char *key, const char *text)
{
  json_object *array = kt_json_get_array (document, key);
  gssize at = find (array, text);

  if (at < 0)
    return FALSE;
  json_object_array_del_idx (array, (size_t) at, 1);
  return TRUE;
}

static void
collect (GHashTable *into, json_object *array)
{
  for (gsize i = 0; array != NULL && i < json_object_array_length (array); i++)
    g_hash_table_add (into, g_strdup (json_object_get_string (json_object_array_get_idx (array, i))));
}

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(const char *const *) a, *(const char *const *) b);
}

static GStrv
list_of (GHashTable *set)
{
  g_autoptr (GPtrArray) texts = g_hash_table_get_keys_as_ptr_array (set);
  g_autoptr (GStrvBuilder) list = g_strv_builder_new ();

  g_ptr_array_sort (texts, compare_texts);
  for (guint i = 0; i < texts->len; i++)
    g_strv_builder_add (list, texts->pdata[i]);
  return g_strv_builder_end (list);
}

/* ---- What it says ---- */
const char *
kt_registry_id (json_object *family)
{
  return kt_json_get_string (family, "_id");
}

gint64
kt_registry_revision (json_object *family)
{
  return kt_json_get_int (family, "revision", 0);
}

void
kt_registry_begin (json_object *family)
{
  json_object_object_add (family, "type", json_object_new_string ("registry-family"));
  for (guint i = 0; i < KT_REGISTRY_SCOPES; i++)
    {
      g_autofree char *name = kt_scope_database (kt_registry_id (family), kt_registry_scopes[i]);
      add (family, "databases", name);
    }
}

static gboolean
has (json_object *family, KtScope scope, const char *login)
{
  return find (kt_json_get_array (family, kt_scope_name (scope)), login) >= 0;
}

guint
kt_registry_level (json_object *family, const char *login)
{
  guint level = 0;

  while (level < KT_REGISTRY_SCOPES && has (family, kt_registry_scopes[level], login))
    level++;
  return level;
}

gboolean
kt_registry_may_change (json_object *family, const char *login)
{
  return g_strcmp0 (kt_json_get_string (family, "fixed"), login) == 0 ||
         kt_registry_level (family, login) == KT_REGISTRY_SCOPES;
}

gboolean
kt_registry_was_here (json_object *family, const char *login)
{
  return find (kt_json_get_array (family, "former"), login) >= 0;
}

gboolean
kt_registry_is_of_agency (json_object *family, const char *login)
{
  json_object *agencies = kt_json_get_object (family, "agencies");

  if (agencies == NULL)
    return FALSE;
  json_object_object_foreach (agencies, agency, logins)
    {
      (void) agency;
      if (find (logins, login) >= 0)
        return TRUE;
    }
  return FALSE;
}

gboolean
kt_registry_has_other (json_object *family, const char *login)
{
  json_object *all = kt_json_get_array (family, kt_scope_name (KT_SCOPE_SAFE));

  return all != NULL && json_object_array_length (all) > (find (all, login) >= 0 ? 1u : 0u);
}

GStrv
kt_registry_people (json_object *family)
{
  g_autoptr (GHashTable) people = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  json_object *agencies = kt_json_get_object (family, "agencies");

  for (guint i = 0; i < KT_REGISTRY_SCOPES; i++)
    collect (people, kt_json_get_array (family, kt_scope_name (kt_registry_scopes[i])));
  collect (people, kt_json_get_array (family, "former"));
  if (agencies != NULL)
    {
      json_object_object_foreach (agencies, agency, logins)
        {
          (void) agency;
          collect (people, logins);
        }
    }
  return list_of (people);
}

/* ---- Names ---- */
char *
kt_registry_role (const char *family, KtScope scope)
{
  return g_strconcat ("fam:", kt_id_get_tail (family), ":", kt_scope_name (scope), NULL);
}

char *
kt_registry_agency_role (const char *family, const char *agency)
{
  return g_strconcat ("fam:", kt_id_get_tail (family), ":share:", kt_id_get_tail (agency), NULL);
}

char *
kt_registry_share (const char *family, const char *agency)
{
  return g_strconcat ("kt-", kt_id_get_tail (family), "-share-", kt_id_get_tail (agency), NULL);
}

GStrv
kt_registry_roles_of (json_object *family, const char *login)
{
  g_autoptr (GStrvBuilder) roles = g_strv_builder_new ();
  json_object *agencies = kt_json_get_object (family, "agencies");

  for (guint i = 0; i < kt_registry_level (family, login); i++)
    g_strv_builder_take (roles, kt_registry_role (kt_registry_id (family), kt_registry_scopes[i]));
  if (agencies != NULL)
    {
      json_object_object_foreach (agencies, agency, logins)
        {
          if (find (logins, login) >= 0)
            g_strv_builder_take (roles, kt_registry_agency_role (kt_registry_id (family), agency));
        }
    }
  return g_strv_builder_end (roles);
}

GStrv
kt_registry_databases (json_object *family)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  json_object *agencies = kt_json_get_object (family, "agencies");
  json_object *leaving = kt_json_get_array (family, "leaving");

  for (guint i = 0; i < KT_REGISTRY_SCOPES; i++)
    g_strv_builder_take (names, kt_scope_database (kt_registry_id (family), kt_registry_scopes[i]));
  if (agencies != NULL)
    {
      json_object_object_foreach (agencies, agency, logins)
        {
          (void) logins;
          g_strv_builder_take (names, kt_registry_share (kt_registry_id (family), agency));
        }
    }
  for (gsize i = 0; leaving != NULL && i < json_object_array_length (leaving); i++)
    g_strv_builder_take (names, kt_registry_share (kt_registry_id (family),
                                                   json_object_get_string (json_object_array_get_idx (leaving, i))));
  return g_strv_builder_end (names);
}

/* The plan's team publishes into a share database, so it is let in as well. */
GStrv
kt_registry_databases_of (json_object *family, const char *login)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  json_object *agencies = kt_json_get_object (family, "agencies");
  guint level = kt_registry_level (family, login);

  for (guint i = 0; i < level; i++)
    g_strv_builder_take (names, kt_scope_database (kt_registry_id (family), kt_registry_scopes[i]));
  if (agencies != NULL)
    {
      json_object_object_foreach (agencies, agency, logins)
        {
          if (level > 0 || find (logins, login) >= 0)
            g_strv_builder_take (names, kt_registry_share (kt_registry_id (family), agency));
        }
    }
  return g_strv_builder_end (names);
}

/* ---- Changing it ---- */
void
kt_registry_join (json_object *family, const char *login, guint level)
{
  for (guint i = 0; i < MIN (level, KT_REGISTRY_SCOPES); i++)
    add (family, kt_scope_name (kt_registry_scopes[i]), login);
}

void
kt_registry_leave (json_object *family, const char *login)
{
  gboolean left = FALSE;

  for (guint i = 0; i < KT_REGISTRY_SCOPES; i++)
    left |= drop (family, kt_scope_name (kt_registry_scopes[i]), login);
  if (g_strcmp0 (kt_json_get_string (family, "fixed"), login) == 0)
    json_object_object_del (family, "fixed");
  if (left)
    add (family, "former", login);
}

static void
leave_agency (json_object *family, json_object *agencies, const char *agency)
{
  json_object *before = kt_json_get_array (agencies, agency);

  for (gsize i = 0; before != NULL && i < json_object_array_length (before); i++)
    add (family, "former", json_object_get_string (json_object_array_get_idx (before, i)));
}

void
kt_registry_set_agency (json_object *family, const char *agency, json_object *logins)
{
  json_object *agencies = kt_json_get_object (family, "agencies");
  g_auto (GStrv) sorted = NULL;
  g_autoptr (GHashTable) set = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  if (agencies == NULL)
    {
      agencies = json_object_new_object ();
      json_object_object_add (family, "agencies", agencies);
    }
  collect (set, logins);
  sorted = list_of (set);
  leave_agency (family, agencies, agency);
  json_object_object_add (agencies, agency, kt_json_from_strv ((const char *const *) sorted));
  drop (family, "leaving", agency);
}

void
kt_registry_drop_agency (json_object *family, const char *agency)
{
  json_object *agencies = kt_json_get_object (family, "agencies");

  if (agencies == NULL || kt_json_get_array (agencies, agency) == NULL)
    return;
  leave_agency (family, agencies, agency);
  json_object_object_del (agencies, agency);
  add (family, "leaving", agency);
}

void
kt_registry_note_change (json_object *family)
{
  json_object_object_add (family, "revision", json_object_new_int64 (kt_registry_revision (family) + 1));
  json_object_object_add (family, "unsettled", json_object_new_boolean (TRUE));
}

gboolean
kt_registry_is_applied (json_object *family, const char *uuid)
{
  json_object *applied = kt_json_get_object (family, "applied");

  return applied != NULL && json_object_object_get_ex (applied, uuid, NULL);
}

void
kt_registry_note_applied (json_object *family, const char *uuid)
{
  json_object *applied = kt_json_get_object (family, "applied");

  if (applied == NULL)
    {
      applied = json_object_new_object ();
      json_object_object_add (family, "applied", applied);
    }
  while (json_object_object_length (applied) >= APPLIED_MOST)
    {
      struct json_object_iterator first = json_object_iter_begin (applied);
      g_autofree char *oldest = g_strdup (json_object_iter_peek_name (&first));
      json_object_object_del (applied, oldest);
    }
  json_object_object_add (applied, uuid, json_object_new_string ("done"));
}
