/* SPDX-License-Identifier: EUPL-1.2 */
/* Does to a store what only a test would.
 *   store-tool newer DIR PASSPHRASE      as if a newer Keukentafel had written it
 *   store-tool stranger DIR PASSPHRASE   the devices that are known here turn out to be somebody else's */
#include <stdio.h>

#include "store/key-slots.h"
#include "store/store-private.h"

static const char *
sql_for (const char *what)
{
  if (g_strcmp0 (what, "newer") == 0)
    return "PRAGMA user_version = 999";
  if (g_strcmp0 (what, "stranger") == 0)
    return "UPDATE device_keys SET worker = 'worker:0'; INSERT OR IGNORE INTO unchecked SELECT doc FROM docs";
  return NULL;
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KtSecret) key = NULL;
  g_autoptr (KtStore) store = NULL;

  if (argc != 4 || sql_for (argv[1]) == NULL)
    return 64;
  key = kt_key_slots_unlock (argv[2], argv[3], &error);
  store = key != NULL ? kt_store_open (argv[2], key, KT_STORE_WRITE, &error) : NULL;
  if (store != NULL && kt_store_exec (store, sql_for (argv[1]), &error))
    return 0;
  fprintf (stderr, "store-tool: %s\n", error->message);
  return 1;
}
