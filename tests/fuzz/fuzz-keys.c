/* SPDX-License-Identifier: EUPL-1.2 */
/* The file of key slots, damaged or made up: it opens nothing, and never costs more than a slot of ours may. A sum is
 * put in for the fuzzer, which could not find one by chance. */
#include "fuzz/fuzz.h"
#include "fuzz/store-in.h"
#include "store/key-file.h"
#include "store/key-kdf.h"
#include "store/key-slots.h"

#include <string.h>

#define CODE "7K2M-7K2M-7K2M-7K2M-7K2M-7K2M-7K2M-7K2M"

static void
write_raw (const char *name, const uint8_t *data, size_t size)
{
  g_autofree char *path = g_build_filename (fuzz_folder (), name, NULL);

  g_assert_true (g_file_set_contents_full (path, (const char *) data, (gssize) size, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
}

/* Argon2id may take what its parameters say; only cheap ones are tried here. */
static gboolean
is_cheap (json_object *file)
{
  json_object *slot = kt_key_file_find_slot (file, "passphrase");
  KtKdfCost cost = { (guint64) kt_json_get_int (slot, "passes", 0), (guint64) kt_json_get_int (slot, "memory", 0) };

  return slot == NULL || !kt_kdf_is_sane (&cost) || (cost.passes <= 2 && cost.memory <= 64 * 1024);
}

static void
try_words (const char *words)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KtSecret) key = kt_key_slots_unlock (fuzz_folder (), words, &error);

  g_assert_null (key);
  g_assert_nonnull (error);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (json_object) file = NULL, loaded = NULL;
  g_autoptr (GError) error = NULL;
  gboolean whole;

  write_raw ("keys", data, size);
  write_raw ("keys.copy", data, size / 2);
  loaded = kt_key_file_load (fuzz_folder (), &whole, &error);
  g_assert_true ((loaded == NULL) == (error != NULL));
  try_words (CODE);
  file = kt_json_parse ((const char *) data, (gssize) size, NULL);
  if (file == NULL || !json_object_is_type (file, json_type_object) || !kt_key_file_save (fuzz_folder (), file, NULL))
    return 0;
  g_clear_pointer (&loaded, json_object_put);
  loaded = kt_key_file_load (fuzz_folder (), &whole, NULL);
  g_assert_true (loaded != NULL && whole);
  try_words (CODE);
  if (is_cheap (file))
    try_words ("zeven blauwe fietsen");
  return 0;
}
