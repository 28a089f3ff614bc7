/* SPDX-License-Identifier: EUPL-1.2 */
/* A bundle somebody wants to import; what is taken can be made into records and written again. */
#include "fuzz/fuzz.h"
#include "model/bundle.h"

static KtRecord *
make_record (const KtBundleItem *item)
{
  const KtEditInfo info = { .device = "fuzz", .at = "2026-01-01T00:00:00Z" };
  g_autoptr (GError) error = NULL;
  KtRecord *record = kt_record_new (item->type, item->id, item->family, &info, item->fields, &error);

  g_assert_no_error (error); /* what the importer let pass fits the tables */
  return record;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) items = kt_bundle_parse ((const char *) data, (gssize) size, &error), again = NULL;
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_record_unref);
  g_autofree char *bytes = NULL;

  g_assert_true ((items != NULL) != (error != NULL));
  if (items == NULL)
    return 0;
  for (guint i = 0; i < items->len; i++)
    g_ptr_array_add (records, make_record (g_ptr_array_index (items, i)));
  bytes = kt_bundle_write (records);
  again = kt_bundle_parse (bytes, -1, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (again->len, <=, items->len);
  return 0;
}
