/* SPDX-License-Identifier: EUPL-1.2 */
/* Two bodies, a line each, as a server might give them: parsed, joined, read, changed. */
#include "fuzz/fuzz.h"
#include "model/record.h"

#include <string.h>

static void
assert_stable (KtRecord *record)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KtRecord) again = kt_record_parse (kt_record_get_bytes (record), -1, NULL, &error);

  g_assert_no_error (error);
  g_assert_false (kt_record_is_foreign (again));
  g_assert_cmpstr (kt_record_get_bytes (again), ==, kt_record_get_bytes (record));
}

/* The way without a parser and the way through it say the same: a space in front takes the long one. */
static KtRecord *
parse_both_ways (const char *text, gsize len, const char *rev)
{
  g_autofree char *spaced = g_malloc (len + 1);
  g_autoptr (GError) error = NULL, long_error = NULL;
  KtRecord *record = kt_record_parse (text, (gssize) len, rev, &error);
  g_autoptr (KtRecord) at_length = NULL;

  spaced[0] = ' ';
  memcpy (spaced + 1, text, len);
  at_length = kt_record_parse (spaced, (gssize) len + 1, rev, &long_error);
  g_assert_true ((record != NULL) == (at_length != NULL) && (record == NULL) == (error != NULL));
  if (record != NULL)
    {
      g_assert_cmpstr (kt_record_get_bytes (record), ==, kt_record_get_bytes (at_length));
      g_assert_cmpint (kt_record_is_foreign (record), ==, kt_record_is_foreign (at_length));
    }
  else
    g_assert_true (error->domain == long_error->domain && error->code == long_error->code);
  return record;
}

static void
read_all (KtRecord *record)
{
  g_auto (GStrv) disputed = kt_record_dup_disputed (record);
  g_autoptr (json_object) plain = kt_record_to_plain (record);
  const KtType *type = kt_record_get_type (record);

  g_assert_nonnull (plain);
  kt_record_is_deleted (record);
  kt_record_validate (record, NULL);
  for (const KtField *field = type != NULL ? type->fields : NULL; field != NULL && field->key != NULL; field++)
    {
      g_auto (GStrv) list = kt_record_dup_list (record, field->key);

      kt_record_get_text (record, field->key);
      kt_record_get_int (record, field->key, 0);
      kt_record_get_common_start (record, field->key);
      kt_record_list_contains (record, field->key, "member:1");
    }
}

static void
change (KtRecord *record, KtRecord *seen)
{
  const KtEditInfo info = { .device = "fuzz", .at = "2026-01-01T00:00:00Z", .agreed = TRUE };
  g_autoptr (json_object) changes = kt_json_parse ("{\"words\":\"x\",\"deleted\":true}", -1, NULL);
  g_autoptr (KtRecord) edited = kt_record_edit (record, seen, &info, changes, NULL);

  if (edited != NULL)
    {
      assert_stable (edited);
      g_assert_true (kt_record_covers (edited, record) && kt_record_covers (edited, seen));
    }
}

static void
join (KtRecord *a, KtRecord *b)
{
  g_autoptr (KtRecord) ab = kt_record_join (a, b), ba = kt_record_join (b, a), again = kt_record_join (ab, b);

  g_assert_cmpstr (kt_record_get_bytes (ab), ==, kt_record_get_bytes (ba));
  g_assert_cmpstr (kt_record_get_bytes (ab), ==, kt_record_get_bytes (again));
  assert_stable (ab);
  read_all (ab);
  change (a, b);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  const char *text = (const char *) data, *end = size > 0 ? memchr (text, '\n', size) : NULL;
  size_t first = end != NULL ? (size_t) (end - text) : size;
  g_autoptr (KtRecord) a = parse_both_ways (text, first, "2-a");
  g_autoptr (KtRecord) b = end != NULL ? parse_both_ways (end + 1, size - first - 1, "2-b") : NULL;

  if (a != NULL)
    {
      assert_stable (a);
      read_all (a);
    }
  if (a != NULL && b != NULL && strcmp (kt_record_get_id (a), kt_record_get_id (b)) == 0)
    join (a, b);
  return 0;
}
