/* SPDX-License-Identifier: EUPL-1.2 */
#include "support/records.h"

#include <string.h>

json_object *
kt_test_json (const char *text)
{
  g_autofree char *quoted = g_strdelimit (g_strdup (text), "'", '"');
  g_autoptr (GError) error = NULL;
  json_object *value = kt_json_parse (quoted, -1, &error);

  g_assert_no_error (error);
  return value;
}

/* Times that follow one another, so that "the later one" is well defined. */
static char *
next_time (void)
{
  static guint seconds;

  seconds++;
  return g_strdup_printf ("2026-01-01T%02u:%02u:%02uZ", seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
}

static KtRecord *
make_new (const char *type, const char *device, gboolean agreed, const char *changes)
{
  g_autofree char *at = next_time (), *by = g_strconcat ("worker:", device, NULL);
  const KtEditInfo info = { .device = device, .by = by, .at = at, .agreed = agreed };
  g_autoptr (json_object) values = kt_test_json (changes);
  g_autoptr (GError) error = NULL;
  KtRecord *record = kt_record_new (kt_type_find (type), NULL, KT_TEST_FAMILY, &info, values, &error);

  g_assert_no_error (error);
  return record;
}

static KtRecord *
make_edit (KtRecord *record, KtRecord *seen, const char *device, gboolean agreed, const char *changes)
{
  g_autofree char *at = next_time (), *by = g_strconcat ("worker:", device, NULL);
  const KtEditInfo info = { .device = device, .by = by, .at = at, .agreed = agreed };
  g_autoptr (json_object) values = kt_test_json (changes);
  g_autoptr (GError) error = NULL;
  KtRecord *edited = kt_record_edit (record, seen, &info, values, &error);

  g_assert_no_error (error);
  return edited;
}

KtRecord *
kt_test_new (const char *type, const char *device, const char *changes)
{
  return make_new (type, device, FALSE, changes);
}

KtRecord *
kt_test_new_agreed (const char *type, const char *device, const char *changes)
{
  return make_new (type, device, TRUE, changes);
}

KtRecord *
kt_test_edit (KtRecord *record, const char *device, const char *changes)
{
  return make_edit (record, NULL, device, FALSE, changes);
}

KtRecord *
kt_test_edit_agreed (KtRecord *record, const char *device, const char *changes)
{
  return make_edit (record, NULL, device, TRUE, changes);
}

KtRecord *
kt_test_edit_seeing (KtRecord *record, KtRecord *seen, const char *device, const char *changes)
{
  return make_edit (record, seen, device, FALSE, changes);
}

KtRecord *
kt_test_join (KtRecord *a, KtRecord *b)
{
  g_autoptr (KtRecord) ab = kt_record_join (a, b), ba = kt_record_join (b, a);

  g_assert_cmpstr (kt_record_get_bytes (ab), ==, kt_record_get_bytes (ba));
  g_assert_true (kt_record_covers (ab, a) && kt_record_covers (ab, b));
  return g_steal_pointer (&ab);
}

char *
kt_test_rewrite (KtRecord *record, void (*change) (json_object *tree, gpointer data), gpointer data, gboolean sealed)
{
  g_autoptr (json_object) tree = kt_test_json (kt_record_get_bytes (record));
  g_autoptr (GError) error = NULL;

  change (tree, data);
  if (sealed)
    {
      g_autofree char *bytes = NULL, *hash = NULL;

      json_object_object_del (tree, "hash");
      bytes = kt_json_canonical (tree, &error);
      g_assert_no_error (error);
      hash = kt_sha256_hex (bytes, -1);
      json_object_object_add (tree, "hash", json_object_new_string (hash));
    }
  return g_strdup (json_object_to_json_string_ext (tree, JSON_C_TO_STRING_NOSLASHESCAPE));
}
