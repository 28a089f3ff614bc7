/* SPDX-License-Identifier: EUPL-1.2 */
/* What the registry says of a family, without a server: random people join and leave, and what must always hold does. */
#include "office/registry.h"
#include "support/random.h"

#define HEX "0123456789abcdef0123456789abcdef"
#define FAMILY "family:" HEX
#define SCHOOL "agency:11111111111111111111111111111111"
#define CLINIC "agency:22222222222222222222222222222222"

static json_object *
new_family (void)
{
  json_object *family = json_object_new_object ();

  json_object_object_add (family, "_id", json_object_new_string (FAMILY));
  kt_registry_begin (family);
  return family;
}

static json_object *
people (const char *first, const char *second)
{
  const char *logins[] = { first, second, NULL };

  return kt_json_from_strv (logins);
}

static void
assert_strv (GStrv found, const char *expected)
{
  g_autofree char *joined = g_strjoinv (" ", found);

  g_assert_cmpstr (joined, ==, expected);
  g_strfreev (found);
}

static void
test_levels (void)
{
  g_autoptr (json_object) family = new_family ();

  kt_registry_join (family, "ilse", 3);
  kt_registry_join (family, "daan", 2);
  kt_registry_join (family, "kees", 1);
  g_assert_cmpuint (kt_registry_level (family, "ilse"), ==, 3);
  g_assert_cmpuint (kt_registry_level (family, "daan"), ==, 2);
  g_assert_cmpuint (kt_registry_level (family, "kees"), ==, 1);
  g_assert_cmpuint (kt_registry_level (family, "noa"), ==, 0);
  assert_strv (kt_registry_roles_of (family, "daan"), "fam:" HEX ":plan fam:" HEX ":file");
  assert_strv (kt_registry_databases_of (family, "kees"), "kt-" HEX "-plan");
  /* joining again with less takes nothing away */
  kt_registry_join (family, "ilse", 1);
  g_assert_cmpuint (kt_registry_level (family, "ilse"), ==, 3);
}

static void
test_who_may_change (void)
{
  g_autoptr (json_object) family = new_family ();

  kt_registry_join (family, "ilse", 3);
  kt_registry_join (family, "daan", 2);
  g_assert_true (kt_registry_may_change (family, "ilse"));
  g_assert_false (kt_registry_may_change (family, "daan"));
  g_assert_false (kt_registry_has_other (family, "ilse"));
  json_object_object_add (family, "fixed", json_object_new_string ("daan"));
  g_assert_true (kt_registry_may_change (family, "daan"));
  kt_registry_leave (family, "daan");
  g_assert_null (kt_json_get_string (family, "fixed"));
  g_assert_true (kt_registry_was_here (family, "daan"));
  g_assert_false (kt_registry_was_here (family, "ilse"));
  /* who was never in does not become a former one */
  kt_registry_leave (family, "noa");
  g_assert_false (kt_registry_was_here (family, "noa"));
}

static void
test_agencies (void)
{
  g_autoptr (json_object) family = new_family (), first = people ("kees", "noa"), second = people ("noa", NULL);

  kt_registry_join (family, "ilse", 1);
  kt_registry_set_agency (family, SCHOOL, first);
  assert_strv (kt_registry_roles_of (family, "kees"), "fam:" HEX ":share:11111111111111111111111111111111");
  assert_strv (kt_registry_databases_of (family, "kees"), "kt-" HEX "-share-11111111111111111111111111111111");
  assert_strv (kt_registry_databases_of (family, "ilse"),
               "kt-" HEX "-plan kt-" HEX "-share-11111111111111111111111111111111");
  g_assert_true (kt_registry_is_of_agency (family, "noa"));
  kt_registry_set_agency (family, SCHOOL, second);
  assert_strv (kt_registry_roles_of (family, "kees"), "");
  g_assert_true (kt_registry_was_here (family, "kees"));
  kt_registry_drop_agency (family, CLINIC);
  g_assert_null (kt_json_get_array (family, "leaving"));
  kt_registry_drop_agency (family, SCHOOL);
  assert_strv (kt_json_dup_strv (kt_json_get_array (family, "leaving")), SCHOOL);
  assert_strv (kt_registry_roles_of (family, "noa"), "");
  /* and back before its database is gone */
  kt_registry_set_agency (family, SCHOOL, second);
  assert_strv (kt_json_dup_strv (kt_json_get_array (family, "leaving")), "");
}

static void
test_applied (void)
{
  g_autoptr (json_object) family = new_family ();

  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *uuid = g_strdup_printf ("%032x", i);
      kt_registry_note_applied (family, uuid);
      g_assert_true (kt_registry_is_applied (family, uuid));
    }
  g_assert_false (kt_registry_is_applied (family, "00000000000000000000000000000000"));
  g_assert_cmpint (json_object_object_length (kt_json_get_object (family, "applied")), <=, 200);
  for (gint64 i = 1; i < 5; i++)
    {
      kt_registry_note_change (family);
      g_assert_cmpint (kt_registry_revision (family), ==, i);
    }
}

/* Whoever sees the narrower scope sees the wider ones; roles are those of what is seen, and nobody else's. */
static void
assert_holds (json_object *family, const char *login)
{
  g_auto (GStrv) roles = kt_registry_roles_of (family, login), databases = kt_registry_databases_of (family, login);
  g_auto (GStrv) all = kt_registry_databases (family), everybody = kt_registry_people (family);
  guint level = kt_registry_level (family, login);

  for (guint i = 0; i < KT_REGISTRY_SCOPES; i++)
    {
      g_autofree char *role = kt_registry_role (FAMILY, kt_registry_scopes[i]);
      g_autofree char *database = kt_scope_database (FAMILY, kt_registry_scopes[i]);
      g_assert_true (g_strv_contains ((const char *const *) roles, role) == (i < level));
      g_assert_true (g_strv_contains ((const char *const *) databases, database) == (i < level));
    }
  for (guint i = 0; databases[i] != NULL; i++)
    g_assert_true (g_strv_contains ((const char *const *) all, databases[i]));
  if (roles[0] != NULL || kt_registry_was_here (family, login))
    g_assert_true (g_strv_contains ((const char *const *) everybody, login));
  if (roles[0] == NULL)
    g_assert_null (databases[0]);
}

static void
one_change (json_object *family, KtRandom *random, const char *const *logins, guint n, GHashTable *ever)
{
  const char *login = logins[kt_random_below (random, n)];
  const char *agency = kt_random_chance (random, 50) ? SCHOOL : CLINIC;
  g_autoptr (json_object) pair = people (login, logins[kt_random_below (random, n)]);

  switch (kt_random_below (random, 4))
    {
    case 0:
      kt_registry_join (family, login, 1 + kt_random_below (random, 3));
      g_hash_table_add (ever, (gpointer) login);
      break;
    case 1:
      kt_registry_leave (family, login);
      g_assert_cmpuint (kt_registry_level (family, login), ==, 0);
      g_assert_true (kt_registry_was_here (family, login) || !g_hash_table_contains (ever, login));
      break;
    case 2:
      kt_registry_set_agency (family, agency, pair);
      g_assert_true (kt_registry_is_of_agency (family, login));
      break;
    default:
      kt_registry_drop_agency (family, agency);
    }
}

static void
run_team (guint64 seed)
{
  static const char *const logins[] = { "ilse", "daan", "kees", "noa", "piet" };
  KtRandom random = { seed };
  g_autoptr (json_object) family = new_family ();
  g_autoptr (GHashTable) ever = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint step = 0; step < 30; step++)
    {
      one_change (family, &random, logins, G_N_ELEMENTS (logins), ever);
      for (gsize i = 0; i < G_N_ELEMENTS (logins); i++)
        assert_holds (family, logins[i]);
    }
}

static void
test_random_teams (void)
{
  kt_test_property (200, run_team);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/registry/levels", test_levels);
  g_test_add_func ("/registry/who-may-change", test_who_may_change);
  g_test_add_func ("/registry/agencies", test_agencies);
  g_test_add_func ("/registry/applied", test_applied);
  g_test_add_func ("/registry/random-teams", test_random_teams);
  return g_test_run ();
}
