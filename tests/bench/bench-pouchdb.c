/* SPDX-License-Identifier: EUPL-1.2 */
#include "bench/bench-pouchdb.h"

#include "base/json.h"
#include "store/leaf-store.h"
#include "store/support.h"
#include "sync/revision-json.h"

#include <string.h>
#include <unistd.h>

void
traffic_begin (HttpsServer *couch)
{
  https_do (couch, "DELETE", "/_double/stats", NULL);
}

Traffic
traffic_end (HttpsServer *couch)
{
  g_autofree char *text = NULL;
  g_autoptr (json_object) stats = NULL;
  Traffic traffic = { 0 };

  g_assert_cmpuint (https_ask (couch, "GET", "/_double/stats", NULL, &text), ==, 200);
  stats = kt_json_parse (text, -1, NULL);
  traffic.requests = (double) kt_json_get_int (stats, "requests", 0);
  json_object_object_foreach (kt_json_get_object (stats, "kinds"), kind, counts)
    {
      if (strcmp (kind, "server") != 0)
        traffic.bytes += (double) (kt_json_get_int (counts, "bytesIn", 0) + kt_json_get_int (counts, "bytesOut", 0));
    }
  return traffic;
}

char *
pouchdb_write_source (KtStore *store, const char *database)
{
  g_autoptr (GPtrArray) revs = kt_store_list_pending (store, database, G_MAXUINT, G_MAXINT64, NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  char *path = NULL;
  int file = g_file_open_tmp ("kt-bench-XXXXXX", &path, &error);

  g_assert_no_error (error);
  close (file);
  for (guint i = 0; i < revs->len; i++)
    {
      kt_json_append_revision (text, revs->pdata[i]);
      g_string_append_c (text, '\n');
    }
  g_file_set_contents (path, text->str, (gssize) text->len, &error);
  g_assert_no_error (error);
  return path;
}

static GSubprocess *
start (HttpsServer *couch, const char *const *argv)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr (GError) error = NULL;
  GSubprocess *process;

  g_subprocess_launcher_setenv (launcher, "NODE_EXTRA_CA_CERTS", couch->ca, TRUE);
  process = g_subprocess_launcher_spawnv (launcher, argv, &error);
  g_assert_no_error (error);
  return process;
}

void
pouchdb_run (HttpsServer *couch, const char *url, const char *login, const char *how, const char *work,
             const char *database, const char *source, guint patience, PouchRun *run)
{
  g_autofree char *program = g_build_filename (g_getenv ("SOURCE_ROOT"), "tests/bench/pouchdb.cjs", NULL);
  g_autofree char *folder = g_dir_make_tmp ("kt-bench-XXXXXX", NULL), *level = g_build_filename (folder, "db", NULL);
  g_autofree char *address = g_strdup_printf ("https://%s:secret-of-%s@%s/%s", login, login, url + strlen ("https://"), database);
  g_autofree char *seconds = g_strdup_printf ("%u", patience);
  const char *const argv[] = { "node", program, how, work, seconds, address, level, source, NULL };
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (json_object) said = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *out = NULL;

  *run = (PouchRun) { 0 };
  if (g_getenv ("NODE_PATH") == NULL)
    return;
  traffic_begin (couch);
  process = start (couch, argv);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &out, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_successful (process));
  said = kt_json_parse (out, -1, &error);
  g_assert_no_error (error);
  run->ms = json_object_get_double (json_object_object_get (said, "ms"));
  run->ended = kt_json_get_bool (said, "ended");
  run->traffic = traffic_end (couch);
  remove_folder (folder);
}
