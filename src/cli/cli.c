/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-cli"
#include "cli/cli.h"

#include <glib/gi18n.h>

#include "base/log.h"
#include "session/settings.h"
#include "store/key-slots.h"
#include "store/signatures.h"
#include "terminal/ask.h"

char *
kt_cli_data_dir (void)
{
  return kt_cli_options.data_dir != NULL ? g_strdup (kt_cli_options.data_dir) : kt_data_dir ();
}

char *
kt_cli_passphrase (gboolean again, GError **error)
{
  return kt_ask_secret (kt_cli_options.passphrase_file, _("Passphrase:"), again, error);
}

static KtProfile *
find_profile (GError **error)
{
  g_autofree char *data_dir = kt_cli_data_dir ();
  g_autoptr (GPtrArray) list = kt_profile_list (data_dir, error);

  if (list == NULL)
    return NULL;
  for (guint i = 0; i < list->len; i++)
    if (kt_cli_options.profile != NULL ? kt_profile_is_called (list->pdata[i], kt_cli_options.profile) : list->len == 1)
      return g_ptr_array_steal_index (list, i);
  if (kt_cli_options.profile != NULL)
    g_set_error (error, KT_USAGE_ERROR, KT_USAGE_ERROR_BAD, _("there is no profile “%s” in %s"),
                 kt_cli_options.profile, data_dir);
  else if (list->len == 0)
    g_set_error (error, KT_USAGE_ERROR, KT_USAGE_ERROR_BAD, _("there is no profile in %s yet; make one with “init”"),
                 data_dir);
  else
    g_set_error_literal (error, KT_USAGE_ERROR, KT_USAGE_ERROR_BAD,
                         _("there is more than one profile; say which with --profile"));
  return NULL;
}

gboolean
kt_cli_open (KtOpened *opened, GError **error)
{
  g_autoptr (KtSecret) key = NULL;
  char *passphrase;

  *opened = (KtOpened) { NULL };
  opened->profile = find_profile (error);
  passphrase = opened->profile != NULL ? kt_cli_passphrase (FALSE, error) : NULL;
  if (passphrase == NULL)
    return FALSE;
  key = kt_key_slots_unlock (opened->profile->dir, passphrase, error);
  kt_ask_forget (passphrase);
  if (key == NULL)
    return FALSE;
  opened->store = kt_store_open (opened->profile->dir, key, KT_STORE_WRITE, error);
  return opened->store != NULL &&
         kt_store_get_setting (opened->store, KT_SETTING_WORKER, &opened->worker_id, error);
}

/* The unlock page shows it; that it could not be kept is no reason to fail. */
static void
keep_waiting (KtOpened *opened)
{
  KtCounts counts = { 0 };
  g_autoptr (GError) error = NULL;

  if (!kt_store_count (opened->store, NULL, &counts, &error) ||
      !kt_profile_keep_waiting (opened->profile, counts.here + counts.sent, &error))
    kt_log_event (G_LOG_LEVEL_INFO, "cli.count-not-kept", KT_LOG_ERROR, "why", error, KT_LOG_END);
  kt_counts_clear (&counts);
}

gboolean
kt_cli_check_signatures (KtStore *store, GError **error)
{
  guint looked = KT_CHECK_AT_ONCE;

  while (looked == KT_CHECK_AT_ONCE)
    if (!kt_store_check_signatures (store, KT_CHECK_AT_ONCE, &looked, error))
      return FALSE;
  return TRUE;
}

void
kt_cli_close (KtOpened *opened)
{
  if (opened->store != NULL)
    keep_waiting (opened);
  g_clear_pointer (&opened->store, kt_store_close);
  g_clear_pointer (&opened->profile, kt_profile_free);
  g_clear_pointer (&opened->worker_id, g_free);
}
