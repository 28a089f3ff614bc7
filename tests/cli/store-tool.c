/* SPDX-License-Identifier: EUPL-1.2 */
/* Does to a store what only a test would.
 *   store-tool newer DIR PASSPHRASE   as if a newer Keukentafel had written it */
#include <stdio.h>

#include "store/key-slots.h"
#include "store/store-private.h"

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KtSecret) key = NULL;
  g_autoptr (KtStore) store = NULL;

  if (argc != 4 || g_strcmp0 (argv[1], "newer") != 0)
    return 64;
  key = kt_key_slots_unlock (argv[2], argv[3], &error);
  store = key != NULL ? kt_store_open (argv[2], key, KT_STORE_WRITE, &error) : NULL;
  if (store != NULL && kt_store_exec (store, "PRAGMA user_version = 999", &error))
    return 0;
  fprintf (stderr, "store-tool: %s\n", error->message);
  return 1;
}
