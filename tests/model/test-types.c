/* SPDX-License-Identifier: EUPL-1.2 */
/* The tables are whole: every type, field and choice has words, rules have choices to read, keys are never the body's
 * own. */
#include "model/domains.h"
#include "model/types.h"

#include <glib/gi18n.h>
#include <string.h>

static gboolean
is_key (const char *key)
{
  return *key != '\0' && strspn (key, "abcdefghijklmnopqrstuvwxyz_") == strlen (key) && *key != '_';
}

/* As the server takes it: validation.js. */
static gboolean
is_type_name (const char *name)
{
  return g_ascii_islower (*name) && strspn (name, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen (name);
}

static void
check_choices (const KtType *type, const KtField *field)
{
  for (gsize i = 0; field->choices[i] != NULL; i++)
    {
      const char *label = kt_choice_label (field, field->choices[i]);

      if (strcmp (label, field->choices[i]) == 0)
        g_error ("%s.%s: %s has no words", type->name, field->key, field->choices[i]);
      for (gsize j = 0; j < i; j++)
        g_assert_cmpstr (field->choices[i], !=, field->choices[j]);
    }
}

static void
check_field (const KtType *type, const KtField *field)
{
  static const char *const taken[] = { "type", "family", "hash", "clock", "fields", "edits", "nonce", NULL };
  gboolean ranked = field->rule == KT_RULE_NARROW || field->rule == KT_RULE_DONE || field->rule == KT_RULE_WORRIED;

  g_test_message ("%s.%s", type->name, field->key);
  g_assert_true (is_key (field->key));
  g_assert_false (g_strv_contains (taken, field->key));
  g_assert_cmpstr (field->label, !=, NULL);
  g_assert_cmpint ((int) strlen (field->label), >, 0);
  g_assert_cmpint (field->choices != NULL, ==, field->kind == KT_KIND_CHOICE);
  g_assert_false (ranked && field->kind != KT_KIND_CHOICE && field->kind != KT_KIND_INT &&
                  field->kind != KT_KIND_SCALE && field->kind != KT_KIND_DATE);
  if (field->searchable)
    g_assert_true (field->kind == KT_KIND_TEXT || field->kind == KT_KIND_OWN_WORDS || field->kind == KT_KIND_TEXT_LIST);
  if (field->choices != NULL)
    check_choices (type, field);
  g_assert_true (kt_type_find_field (type, field->key) == field); /* no key twice */
}

static void
test_tables (void)
{
  static const char *const issue[] = { "family", "household", "member", "relation", "agency", "participation", "factor",
                                       "goal", "agreement", "decision", "action", "visit", "note", "print-record",
                                       "consent", "legal-ground", "goal-level", "safety-rating" };
  guint n = 0;

  for (const KtType *const *type = kt_types (); *type != NULL; type++, n++)
    {
      g_assert_true (is_type_name ((*type)->name));
      g_assert_cmpint ((int) strlen ((*type)->label), >, 0);
      g_assert_true (kt_type_find ((*type)->name) == *type);
      for (const KtField *field = (*type)->fields; field->key != NULL; field++)
        check_field (*type, field);
      g_assert_cmpint (kt_type_find_field (*type, "audience") == NULL, ==, (*type)->append_only);
      g_assert_cmpint (kt_type_find_field (*type, "deleted") == NULL, ==, (*type)->append_only);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (issue); i++)
    g_assert_nonnull (kt_type_find (issue[i]));
  g_assert_cmpuint (n, >=, G_N_ELEMENTS (issue));
  g_assert_null (kt_type_find ("mood-board"));
  g_assert_null (kt_type_find (NULL));
}

/* What decides who sees what, and what is never settled by a machine. */
static void
test_promises (void)
{
  const KtField *audience = kt_type_find_field (kt_type_find ("note"), "audience");

  g_assert_cmpint (audience->rule, ==, KT_RULE_NARROW);
  g_assert_cmpstr (audience->choices[0], ==, "restricted");
  g_assert_cmpstr (audience->choices[4], ==, "family");
  g_assert_cmpint (kt_type_find_field (kt_type_find ("goal"), "words")->kind, ==, KT_KIND_OWN_WORDS);
  g_assert_cmpint (kt_type_find_field (kt_type_find ("goal"), "words")->rule, ==, KT_RULE_AGREED);
  g_assert_cmpint (kt_type_find_field (kt_type_find ("action"), "status")->rule, ==, KT_RULE_DONE);
  g_assert_true (kt_type_find ("agreement")->append_only && kt_type_find ("decision")->append_only);
  g_assert_true (kt_type_find ("print-record")->append_only);
  for (const KtType *const *type = kt_types (); *type != NULL; type++)
    g_assert_true (g_strv_contains (audience->choices, (*type)->audience));
}

/* DESIGN 3's table, for what says who may know what and how safe it is. */
static void
test_careful_types (void)
{
  const KtType *consent = kt_type_find ("consent"), *level = kt_type_find ("goal-level");
  const KtType *rating = kt_type_find ("safety-rating");
  static const char *const levels[] = { "minus_two", "minus_one", "zero", "plus_one", "plus_two" };

  g_assert_cmpint (consent->scope, ==, KT_SCOPE_PLAN);
  g_assert_cmpstr (consent->audience, ==, "team");
  for (const KtField *field = consent->fields; field->key != NULL; field++)
    if (strcmp (field->key, "status") == 0 || strcmp (field->key, "data") == 0 || strcmp (field->key, "until") == 0)
      g_assert_cmpint (field->rule, ==, KT_RULE_NARROW);
  g_assert_cmpint (kt_type_find ("legal-ground")->scope, ==, KT_SCOPE_PLAN);
  g_assert_cmpstr (level->audience, ==, "family");
  for (gsize i = 0; i < G_N_ELEMENTS (levels); i++)
    {
      g_autofree char *sign = g_strconcat (levels[i], "_sign", NULL);
      g_assert_cmpint (kt_type_find_field (level, levels[i])->rule, ==, KT_RULE_AGREED);
      g_assert_cmpint (kt_type_find_field (level, sign)->rule, ==, KT_RULE_AGREED);
    }
  g_assert_cmpint (rating->scope, ==, KT_SCOPE_SAFE);
  g_assert_cmpstr (rating->audience, ==, "restricted");
  g_assert_true (rating->append_only);
  for (const KtField *field = rating->fields; field->key != NULL; field++)
    g_assert_false (field->searchable);
}

static void
test_scopes (void)
{
  static const char family[] = "family:0123456789abcdef0123456789abcdef";
  g_autofree char *plan = kt_scope_database (family, KT_SCOPE_PLAN), *log = kt_scope_database (family, KT_SCOPE_LOG);
  static const char *const wrong[] = { "family:0123", "goal:0123456789abcdef0123456789abcdef", "", "family:",
                                       "family:0123456789abcdef0123456789abcdeG", "family:0123456789abcdef0123456789abcdef0" };
  KtScope scope;

  g_assert_cmpstr (plan, ==, "kt-0123456789abcdef0123456789abcdef-plan");
  g_assert_cmpstr (log, ==, "kt-0123456789abcdef0123456789abcdef-log");
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_null (kt_scope_database (wrong[i], KT_SCOPE_PLAN));
  for (int i = 0; i < KT_N_SCOPES; i++)
    {
      g_assert_true (kt_scope_from_name (kt_scope_name ((KtScope) i), &scope));
      g_assert_cmpint (scope, ==, i);
    }
  g_assert_false (kt_scope_from_name ("inbox", &scope));
  g_assert_false (kt_scope_from_name (NULL, &scope));
}

static void
test_domains (void)
{
  const KtField *domain = kt_type_find_field (kt_type_find ("factor"), "domain");

  for (guint i = 0; i < KT_N_DOMAINS; i++)
    {
      const KtDomain *d = kt_domain (i);

      g_assert_cmpstr (domain->choices[i], ==, d->id); /* the same twelve, in the same order */
      g_assert_cmpstr (kt_choice_label (domain, d->id), ==, d->label);
      g_assert_true (kt_domain_find (d->id) == d);
      g_assert_true (g_str_has_suffix (d->ask_strength, "?") && g_str_has_suffix (d->ask_concern, "?"));
      g_assert_cmpint ((int) strlen (d->hint), >, 0);
    }
  g_assert_null (domain->choices[KT_N_DOMAINS]);
  g_assert_null (kt_domain_find ("justice"));
  g_assert_null (kt_domain_find (NULL));
}

static void
test_unknown_choice (void)
{
  const KtField *status = kt_type_find_field (kt_type_find ("goal"), "status");

  g_assert_cmpstr (kt_choice_label (status, "newer"), ==, "newer");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/model/types/tables", test_tables);
  g_test_add_func ("/model/types/promises", test_promises);
  g_test_add_func ("/model/types/careful-types", test_careful_types);
  g_test_add_func ("/model/types/scopes", test_scopes);
  g_test_add_func ("/model/types/domains", test_domains);
  g_test_add_func ("/model/types/unknown-choice", test_unknown_choice);
  return g_test_run ();
}
