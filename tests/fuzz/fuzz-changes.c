/* SPDX-License-Identifier: EUPL-1.2 */
/* A page of the changes feed, as a server or whatever stands in its place may answer it; then taken in. */
#include "fuzz/fuzz.h"
#include "fuzz/store-in.h"
#include "sync/remote-database.h"

#include <string.h>

static void
assert_sound_page (const KtChangesPage *page)
{
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);

  g_assert_nonnull (page->last_seq);
  g_assert_true (g_utf8_validate (page->last_seq, -1, NULL));
  g_assert_cmpuint (page->docs->len, <=, page->rows);
  for (guint i = 0; i < page->docs->len; i++)
    {
      const KtPulledDoc *doc = page->docs->pdata[i];

      g_assert_true (doc->id != NULL && g_hash_table_add (ids, doc->id));
      g_assert_false (g_str_has_prefix (doc->id, "_design/"));
      g_assert_nonnull (doc->server_leaves);
      for (guint k = 0; k < doc->leaves->len; k++)
        {
          const KtPulledLeaf *leaf = doc->leaves->pdata[k];

          g_assert_nonnull (leaf->rev);
          g_assert_true (leaf->deleted || leaf->bytes != NULL);
        }
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *body = g_malloc (size + 1);
  KtResponse response = { .status = 200, .body = body, .len = size };
  g_autoptr (GError) error = NULL;
  g_autoptr (KtChangesPage) page = NULL;
  KtStore *store = fuzz_store (NULL);
  KtPullResult result = { 0 };

  memcpy (body, data, size);
  body[size] = '\0';
  response.content_type = (char *) "application/json";
  page = kt_remote_read_changes (&response, &error);
  g_assert_true ((page == NULL) == (error != NULL));
  if (page == NULL)
    return 0;
  assert_sound_page (page);
  g_assert_true (kt_store_begin (store, NULL));
  /* Whatever a row says, the page goes in: what cannot be a record is set aside. */
  kt_store_apply_pulled (store, FUZZ_DATABASE, page->docs, &result, &error);
  g_assert_no_error (error);
  kt_store_end (store, FALSE, NULL);
  return 0;
}
