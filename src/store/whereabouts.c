/* SPDX-License-Identifier: EUPL-1.2 */
/* A store copied back from a backup must not give out dots again that the lost original gave out after the copy was
 * made: two different entries would bear one name, and one of them would be lost. So the store remembers which file it
 * is, and a copy of it is another device from its first moment on. (A whole disk brought back is noticed later, when
 * the server turns out to know more of this device than the device does: leaf-join.c.) */
#define G_LOG_DOMAIN "kt-store"

#include "store/whereabouts.h"

#include <fcntl.h>
#include <sys/stat.h>

#define SETTING "place"

/* The file's number and birth; both stay while it is only written to. Not the device's number, which may be another
 * after each start. Returns: (transfer full) (nullable). */
static char *
describe_file (KtStore *store)
{
  g_autofree char *path = g_build_filename (store->dir, "store.db", NULL);
  struct statx file;

  if (statx (AT_FDCWD, path, 0, STATX_INO | STATX_BTIME, &file) != 0)
    return NULL;
  return g_strdup_printf ("%" G_GUINT64_FORMAT " %" G_GINT64_FORMAT ".%09u", (guint64) file.stx_ino,
                          (gint64) (file.stx_mask & STATX_BTIME ? file.stx_btime.tv_sec : 0),
                          (guint) (file.stx_mask & STATX_BTIME ? file.stx_btime.tv_nsec : 0));
}

static gboolean
move_in (KtStore *store, gpointer data, GError **error)
{
  g_autofree char *before = NULL;

  if (!kt_store_get_setting (store, SETTING, &before, error))
    return FALSE;
  if (before != NULL && !kt_store_renew_device (store, error))
    return FALSE;
  return kt_store_set_setting (store, SETTING, data, error);
}

gboolean
kt_store_notice_copy (KtStore *store, GError **error)
{
  g_autofree char *now = describe_file (store);
  g_autofree char *before = NULL;

  if (now == NULL)
    return TRUE;
  if (!kt_store_get_setting (store, SETTING, &before, error))
    return FALSE;
  return g_strcmp0 (before, now) == 0 || kt_store_transaction (store, move_in, now, error);
}
