/* SPDX-License-Identifier: EUPL-1.2 */
#include "model/record.h"

static json_object *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  json_object *value = kt_json_parse (text, -1, &error);

  g_assert_no_error (error);
  return value;
}

static void
test_new_edit_join (void)
{
  const KtEditInfo ilse = { .device = "k3f", .by = "worker:1", .at = "2026-01-01T10:00:00Z", .agreed = TRUE };
  const KtEditInfo daan = { .device = "p9a", .by = "worker:2", .at = "2026-01-02T10:00:00Z" };
  g_autoptr (json_object) first = parse ("{\"words\":\"A\",\"whose\":[\"member:1\",\"member:2\"],\"status\":\"open\"}");
  g_autoptr (json_object) change = parse ("{\"words\":\"B\",\"whose\":[\"member:2\",\"member:3\"]}");
  g_autoptr (json_object) other = parse ("{\"words\":\"C\"}");
  g_autoptr (GError) error = NULL;
  g_autoptr (KtRecord) a = kt_record_new (kt_type_find ("goal"), NULL, "family:1", &ilse, first, &error);
  g_autoptr (KtRecord) b = kt_record_edit (a, NULL, &ilse, change, &error);
  g_autoptr (KtRecord) c = kt_record_edit (a, NULL, &daan, other, &error);
  g_autoptr (KtRecord) bc = kt_record_join (b, c);
  g_autoptr (KtRecord) cb = kt_record_join (c, b);
  g_autoptr (KtRecord) again = kt_record_parse (kt_record_get_bytes (bc), -1, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (kt_record_equal (bc, cb));
  g_assert_true (kt_record_equal (bc, again));
  g_test_message ("%s", kt_record_get_bytes (bc));
  g_assert_cmpuint (kt_record_n_entries (bc, "words"), ==, 2);
  g_assert_true (kt_record_is_disputed (bc, "words"));
  g_assert_cmpstr (kt_record_get_text (bc, "words"), ==, "B");
  g_assert_cmpstr (json_object_get_string (kt_record_get_common_start (bc, "words")), ==, "A");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/model/record/new-edit-join", test_new_edit_join);
  return g_test_run ();
}
