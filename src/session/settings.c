/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-session"
#include "session/settings.h"

static const char *const keys[] = { "server.url", "server.ca", "server.user", "server.password" };

gboolean
kt_settings_load_server (KtStore *store, KtServer *server, GError **error)
{
  char **targets[] = { &server->url, &server->ca_pem, &server->user, &server->password };

  *server = (KtServer) { NULL };
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    if (!kt_store_get_setting (store, keys[i], targets[i], error))
      {
        kt_server_clear (server);
        return FALSE;
      }
  return server->url != NULL;
}

gboolean
kt_settings_save_server (KtStore *store, const KtServer *server, GError **error)
{
  g_autofree char *pem = g_strdup (server->ca_pem);
  const char *values[] = { server->url, NULL, server->user, server->password };

  if (pem == NULL && server->ca_file != NULL && !g_file_get_contents (server->ca_file, &pem, NULL, error))
    return FALSE;
  values[1] = pem;
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    if (!kt_store_set_setting (store, keys[i], values[i], error))
      return FALSE;
  return TRUE;
}

gboolean
kt_settings_adopt_worker (KtStore *store, const char *worker, GError **error)
{
  KtCounts counts;
  guint records;

  if (worker == NULL)
    return TRUE;
  if (!kt_store_count (store, NULL, &counts, error))
    return FALSE;
  records = counts.here + counts.sent + counts.server + counts.set_aside;
  kt_counts_clear (&counts);
  return records > 0 || kt_store_set_setting (store, KT_SETTING_WORKER, worker, error);
}

void
kt_server_copy (const KtServer *server, KtServer *target)
{
  *target = (KtServer) {
    .url = g_strdup (server->url),
    .ca_file = g_strdup (server->ca_file),
    .ca_pem = g_strdup (server->ca_pem),
    .user = g_strdup (server->user),
    .password = g_strdup (server->password),
  };
}
