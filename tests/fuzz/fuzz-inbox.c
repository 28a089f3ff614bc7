/* SPDX-License-Identifier: EUPL-1.2 */
/* Notes of the inbox, a line each: taken in one after another. No note makes the pass fail, and none makes the store
 * forget what waits to be sent. */
#include "fuzz/fuzz.h"
#include "fuzz/store-in.h"
#include "sync/inbox-note.h"

#include <string.h>

static void
take (KtStore *store, const char *line, gsize len, GHashTable *families)
{
  KtPulledLeaf leaf = { .rev = (char *) "1-a", .bytes = (char *) line, .len = len };
  g_autoptr (GError) error = NULL;

  g_assert_true (kt_inbox_take_note (store, &leaf, families, &error));
  g_assert_no_error (error);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  KtStore *store = fuzz_store (NULL);
  g_autoptr (GHashTable) families = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *text = size > 0 ? g_strndup ((const char *) data, size) : g_strdup ("");
  g_auto (GStrv) lines = g_strsplit (text, "\n", 8);

  g_assert_true (kt_store_begin (store, NULL));
  for (char **line = lines; *line != NULL; line++)
    take (store, *line, strlen (*line), families);
  kt_store_end (store, FALSE, NULL);
  return 0;
}
