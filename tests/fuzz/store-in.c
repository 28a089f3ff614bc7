/* SPDX-License-Identifier: EUPL-1.2 */
#include "fuzz/store-in.h"

#include "store/leaf-store.h"

#include <glib/gstdio.h>
#include <stdlib.h>

static KtStore *store;
static char *folder;

static void
clean_up (void)
{
  g_autoptr (GDir) dir = NULL;
  const char *name;

  g_clear_pointer (&store, kt_store_close);
  dir = g_dir_open (folder, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (folder);
  g_clear_pointer (&folder, g_free);
}

const char *
fuzz_folder (void)
{
  g_autofree char *template = g_strdup ("/dev/shm/kt-fuzz-XXXXXX");

  if (folder != NULL)
    return folder;
  folder = g_mkdtemp (template) != NULL ? g_steal_pointer (&template) : g_dir_make_tmp ("kt-fuzz-XXXXXX", NULL);
  g_assert_nonnull (folder);
  atexit (clean_up);
  return folder;
}

KtStore *
fuzz_store (void (*fill) (KtStore *made))
{
  g_autoptr (KtSecret) key = NULL;
  g_autoptr (GError) error = NULL;

  if (store != NULL)
    return store;
  key = kt_secret_new (32);
  store = kt_store_open (fuzz_folder (), key, KT_STORE_WRITE, &error);
  g_assert_no_error (error);
  g_assert_true (kt_store_add_database (store, FUZZ_DATABASE, FUZZ_FAMILY, KT_SCOPE_PLAN, NULL));
  if (fill != NULL)
    fill (store);
  return store;
}
