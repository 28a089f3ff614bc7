/* SPDX-License-Identifier: EUPL-1.2 */
#include "bench/bench-limits.h"

#include "sync/json-spans.h"

#include <curl/curl.h>
#include <json-c/json.h>
#include <string.h>

struct _Bare {
  CURLM *multi;
  CURLSH *share;
  struct curl_slist *headers;
  char *url, *ca;
  GPtrArray *idle;         /* CURL* */
};

static size_t
body_came_cb (char *data, size_t size, size_t n, void *user_data)
{
  g_string_append_len (user_data, data, (gssize) (size * n));
  return size * n;
}

static CURL *
take_handle (Bare *bare)
{
  CURL *easy;

  if (bare->idle->len > 0)
    return g_ptr_array_steal_index_fast (bare->idle, bare->idle->len - 1);
  easy = curl_easy_init ();
  curl_easy_setopt (easy, CURLOPT_SHARE, bare->share);
  curl_easy_setopt (easy, CURLOPT_COOKIEFILE, "");
  curl_easy_setopt (easy, CURLOPT_CAINFO, bare->ca);
  curl_easy_setopt (easy, CURLOPT_HTTPHEADER, bare->headers);
  curl_easy_setopt (easy, CURLOPT_BUFFERSIZE, 256 * 1024L);
  curl_easy_setopt (easy, CURLOPT_UPLOAD_BUFFERSIZE, 256 * 1024L);
  curl_easy_setopt (easy, CURLOPT_WRITEFUNCTION, body_came_cb);
  return easy;
}

void
bare_run (Bare *bare, const char *const *paths, const char *const *bodies, const gsize *lens, char **answers, guint n,
          guint connections)
{
  g_autofree GString **texts = g_new0 (GString *, n);
  guint started = 0, ended = 0;
  int running, left;

  while (ended < n)
    {
      CURLMsg *message;

      for (; started < n && started - ended < connections; started++)
        {
          CURL *easy = take_handle (bare);
          g_autofree char *url = g_strconcat (bare->url, paths[started], NULL);

          texts[started] = g_string_new (NULL);
          curl_easy_setopt (easy, CURLOPT_URL, url);
          curl_easy_setopt (easy, CURLOPT_WRITEDATA, texts[started]);
          if (bodies != NULL)
            {
              curl_easy_setopt (easy, CURLOPT_POST, 1L);
              curl_easy_setopt (easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t) lens[started]);
              curl_easy_setopt (easy, CURLOPT_POSTFIELDS, bodies[started]);
            }
          else
            curl_easy_setopt (easy, CURLOPT_HTTPGET, 1L);
          curl_multi_add_handle (bare->multi, easy);
        }
      curl_multi_perform (bare->multi, &running);
      while ((message = curl_multi_info_read (bare->multi, &left)) != NULL)
        {
          CURL *easy = message->easy_handle;
          long status = 0;

          g_assert_cmpint (message->data.result, ==, CURLE_OK);
          curl_easy_getinfo (easy, CURLINFO_RESPONSE_CODE, &status);
          g_assert_true (status < 300 || status == 404);
          curl_multi_remove_handle (bare->multi, easy);
          g_ptr_array_add (bare->idle, easy);
          ended++;
        }
      if (ended < started)
        curl_multi_poll (bare->multi, NULL, 0, 500, NULL);
    }
  for (guint i = 0; i < n; i++)
    if (answers != NULL)
      answers[i] = g_string_free_and_steal (texts[i]);
    else
      g_string_free (texts[i], TRUE);
}

Bare *
bare_new (HttpsServer *server, const char *login)
{
  Bare *bare = g_new0 (Bare, 1);
  g_autofree char *body = g_strdup_printf ("{\"name\":\"%s\",\"password\":\"secret-of-%s\"}", login, login);
  const char *path = "/_session", *text = body;
  gsize len = strlen (body);

  curl_global_init (CURL_GLOBAL_DEFAULT);
  bare->multi = curl_multi_init ();
  bare->share = curl_share_init ();
  curl_share_setopt (bare->share, CURLSHOPT_SHARE, CURL_LOCK_DATA_COOKIE);
  curl_share_setopt (bare->share, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION);
  bare->headers = curl_slist_append (NULL, "Content-Type: application/json");
  bare->headers = curl_slist_append (bare->headers, "Expect:");
  bare->url = g_strdup (server->url);
  bare->ca = g_strdup (server->ca);
  bare->idle = g_ptr_array_new_with_free_func (curl_easy_cleanup);
  bare_run (bare, &path, &text, &len, NULL, 1, 1);
  return bare;
}

void
bare_free (Bare *bare)
{
  g_ptr_array_unref (bare->idle);
  curl_multi_cleanup (bare->multi);
  curl_share_cleanup (bare->share);
  curl_slist_free_all (bare->headers);
  g_free (bare->url);
  g_free (bare->ca);
  g_free (bare);
}

/* ---- A first pull ---- */

GPtrArray *
bare_fetch (Bare *bare, const char *database)
{
  GPtrArray *pages = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *since = g_strdup ("0");

  for (;;)
    {
      g_autofree char *path = g_strdup_printf (
          "/%s/_changes?style=all_docs&include_docs=true&limit=1000&seq_interval=1000&since=%s", database, since);
      const char *one = path;
      char *answer;
      KtSpan whole, last, pending;

      bare_run (bare, &one, NULL, NULL, &answer, 1, 1);
      g_ptr_array_add (pages, answer);
      g_assert_true (kt_span_value (answer, strlen (answer), &whole) && kt_span_member (whole, "last_seq", &last) &&
                     kt_span_member (whole, "pending", &pending));
      g_free (since);
      since = kt_span_dup_string (last);
      if (kt_span_get_int (pending, 0) == 0)
        return pages;
    }
}

void
bare_parse (GPtrArray *pages)
{
  for (guint i = 0; i < pages->len; i++)
    {
      json_object *tree = json_tokener_parse (pages->pdata[i]);

      g_assert_nonnull (tree);
      json_object_put (tree);
    }
}

static sqlite3 *
open_file (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "bare.db", NULL);
  static const char *const sql[] = {
    "PRAGMA key = \"x'0101010101010101010101010101010101010101010101010101010101010101'\"",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA cache_size = -16384",
    "CREATE TABLE docs (doc INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, body TEXT)",
    "CREATE TABLE revs (doc INTEGER, rev TEXT, PRIMARY KEY (doc, rev)) WITHOUT ROWID",
    "CREATE VIRTUAL TABLE search USING fts5 (text, content = '', tokenize = 'unicode61 remove_diacritics 2')",
    "BEGIN IMMEDIATE",
  };
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  for (guint i = 0; i < G_N_ELEMENTS (sql); i++)
    g_assert_cmpint (sqlite3_exec (db, sql[i], NULL, NULL, NULL), ==, SQLITE_OK);
  return db;
}

static sqlite3_stmt *
prepare (sqlite3 *db, const char *sql)
{
  sqlite3_stmt *statement;

  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL), ==, SQLITE_OK);
  return statement;
}

static void
put (sqlite3_stmt *statement, gint64 number, KtSpan a, KtSpan b)
{
  sqlite3_bind_int64 (statement, 1, number);
  sqlite3_bind_text (statement, 2, a.at, (int) a.len, SQLITE_STATIC);
  if (b.at != NULL)
    sqlite3_bind_text (statement, 3, b.at, (int) b.len, SQLITE_STATIC);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_DONE);
  sqlite3_reset (statement);
}

/* The words of a record are the value of its first own-words entry; good enough to have the same work. */
static KtSpan
find_words (KtSpan doc)
{
  KtSpan fields, words, entry, value = { "", 0 };
  KtSpanIter iter;

  if (kt_span_member (doc, "fields", &fields) && kt_span_member (fields, "words", &words))
    {
      kt_span_iter_init (&iter, words);
      if (kt_span_iter_next (&iter, NULL, &entry))
        kt_span_member (entry, "v", &value);
    }
  return value;
}

void
bare_insert (GPtrArray *pages, const char *folder)
{
  sqlite3 *db = open_file (folder);
  sqlite3_stmt *docs = prepare (db, "INSERT INTO docs VALUES (?1, ?2, ?3)");
  sqlite3_stmt *revs = prepare (db, "INSERT INTO revs VALUES (?1, ?2)");
  sqlite3_stmt *search = prepare (db, "INSERT INTO search (rowid, text) VALUES (?1, ?2)");
  gint64 number = 0;

  for (guint i = 0; i < pages->len; i++)
    {
      KtSpanIter iter;
      KtSpan whole, results, row, id, doc, rev;

      g_assert_true (kt_span_value (pages->pdata[i], strlen (pages->pdata[i]), &whole) &&
                     kt_span_member (whole, "results", &results));
      kt_span_iter_init (&iter, results);
      while (kt_span_iter_next (&iter, NULL, &row))
        {
          g_assert_true (kt_span_member (row, "id", &id) && kt_span_member (row, "doc", &doc) &&
                         kt_span_member (doc, "_rev", &rev));
          put (docs, ++number, id, doc);
          put (revs, number, rev, (KtSpan) { 0 });
          put (search, number, find_words (doc), (KtSpan) { 0 });
        }
    }
  g_assert_cmpint (sqlite3_exec (db, "COMMIT", NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_finalize (docs);
  sqlite3_finalize (revs);
  sqlite3_finalize (search);
  sqlite3_close (db);
}
