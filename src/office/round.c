/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-office"
#include "office/round.h"

#include <string.h>

#include "base/id.h"
#include "base/log.h"
#include "office/inbox-note.h"
#include "office/office.h"
#include "office/request.h"
#include "office/steps.h"

#define PREFIX "kt-inbox-"
#define PAGE 500

const char *
kt_round_login (const char *database)
{
  return g_str_has_prefix (database, PREFIX) ? database + strlen (PREFIX) : NULL;
}

/* ---- One inbox ---- */
static int
compare_requests (const void *a, const void *b)
{
  json_object *x = json_object_object_get (*(json_object *const *) a, "doc");
  json_object *y = json_object_object_get (*(json_object *const *) b, "doc");
  gint64 m = kt_json_get_int (x, "number", 0), n = kt_json_get_int (y, "number", 0);

  return m != n ? (m > n) - (m < n) : g_strcmp0 (kt_json_get_string (x, "_id"), kt_json_get_string (y, "_id"));
}

/* One that the server will not have done is no reason to leave the others: it is tried again at the next round. */
static gboolean
answer_bearably (KtCouch *couch, const char *login, json_object *document, GError **error)
{
  g_autoptr (GError) failure = NULL;

  if (kt_request_answer (couch, login, document, &failure))
    return TRUE;
  if (g_error_matches (failure, KT_SYNC_ERROR, KT_SYNC_ERROR_PROTOCOL) ||
      g_error_matches (failure, KT_SYNC_ERROR, KT_SYNC_ERROR_FORBIDDEN))
    {
      kt_log_event (G_LOG_LEVEL_WARNING, "office.request-failed", KT_LOG_ERROR, "why", failure, KT_LOG_END);
      return TRUE;
    }
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static gboolean
is_request (json_object *document)
{
  const char *id = document != NULL ? kt_json_get_string (document, "_id") : NULL;

  return id != NULL && g_str_has_prefix (id, "request:") &&
         g_strcmp0 (kt_json_get_string (document, "type"), "inbox-request") == 0;
}

/* Returns: (transfer full) (nullable) the answer of _all_docs; NULL with TRUE: there is no such inbox. */
static gboolean
list (KtCouch *couch, const char *login, const char *kind, gboolean bodies, json_object **found, GError **error)
{
  g_autofree char *path = g_strdup_printf ("/" PREFIX "%s/_all_docs?include_docs=%s&startkey=%%22%s:%%22&endkey=%%22%s;%%22",
                                           login, bodies ? "true" : "false", kind, kind);

  return kt_couch_get (couch, path, found, error);
}

static const char *
row_id (json_object *rows, gsize i)
{
  return kt_json_get_string (json_object_array_get_idx (rows, i), "id");
}

static GHashTable *
tails_of (json_object *rows)
{
  GHashTable *tails = g_hash_table_new (g_str_hash, g_str_equal);

  for (gsize i = 0; rows != NULL && i < json_object_array_length (rows); i++)
    if (row_id (rows, i) != NULL)
      g_hash_table_add (tails, (gpointer) kt_id_get_tail (row_id (rows, i)));
  return tails;
}

/* A laptop sees its key where all keys are, and looks at no answer. */
static gboolean
forget_key (KtCouch *couch, const char *login, json_object *document, GHashTable *asked, GError **error)
{
  g_autofree char *inbox = kt_inbox_name (login);

  if (g_strcmp0 (kt_json_get_string (document, "kind"), "device-key") != 0)
    return TRUE;
  g_hash_table_remove (asked, kt_id_get_tail (kt_json_get_string (document, "_id")));
  return kt_couch_remove_document (couch, inbox, kt_json_get_string (document, "_id"), "tidy", error);
}

static gboolean
answer_open (KtCouch *couch, const char *login, json_object *requests, GHashTable *answered, GHashTable *asked, GError **error)
{
  for (gsize i = 0; i < json_object_array_length (requests); i++)
    {
      json_object *document = kt_json_get_object (json_object_array_get_idx (requests, i), "doc");
      gboolean is_answered = is_request (document) && g_hash_table_contains (answered, kt_id_get_tail (row_id (requests, i)));
      if (is_request (document) && !is_answered && !answer_bearably (couch, login, document, error))
        return FALSE;
      if (is_answered && !forget_key (couch, login, document, asked, error))
        return FALSE;
    }
  return TRUE;
}

/* The laptop removes its request when it has read the answer; nobody needs that any more then. */
static gboolean
remove_read (KtCouch *couch, const char *login, json_object *answers, GHashTable *asked, GError **error)
{
  g_autofree char *inbox = kt_inbox_name (login);

  for (gsize i = 0; answers != NULL && i < json_object_array_length (answers); i++)
    if (row_id (answers, i) != NULL && !g_hash_table_contains (asked, kt_id_get_tail (row_id (answers, i))) &&
        !kt_couch_remove_document (couch, inbox, row_id (answers, i), "tidy", error))
      return FALSE;
  return TRUE;
}

gboolean
kt_round_inbox (KtCouch *couch, const char *login, GError **error)
{
  g_autoptr (json_object) asked_found = NULL, answers_found = NULL;
  g_autoptr (GHashTable) asked = NULL, answered = NULL;
  json_object *requests, *answers;

  /* Answers first: an answer seen without its request has lost it for good. */
  if (!list (couch, login, "answer", FALSE, &answers_found, error) ||
      !list (couch, login, "request", TRUE, &asked_found, error))
    return FALSE;
  requests = asked_found != NULL ? kt_json_get_array (asked_found, "rows") : NULL;
  answers = answers_found != NULL ? kt_json_get_array (answers_found, "rows") : NULL;
  if (requests == NULL)
    return TRUE;
  json_object_array_sort (requests, compare_requests);
  asked = tails_of (requests);
  answered = tails_of (answers);
  return answer_open (couch, login, requests, answered, asked, error) && remove_read (couch, login, answers, asked, error);
}

/* ---- All of them ---- */
static gboolean
has_moved (KtCouch *couch, const char *database, GHashTable *seen, char **now, GError **error)
{
  g_autofree char *path = g_strconcat ("/", database, NULL);
  g_autoptr (json_object) info = NULL;
  json_object *seq;

  *now = NULL;
  if (!kt_couch_get (couch, path, &info, error))
    return FALSE;
  if (info != NULL && json_object_object_get_ex (info, "update_seq", &seq))
    *now = g_strdup (json_object_get_string (seq));
  if (g_strcmp0 (*now, g_hash_table_lookup (seen, database)) == 0)
    g_clear_pointer (now, g_free);
  return TRUE;
}

static gboolean
look_into (KtCouch *couch, const char *database, GHashTable *seen, GError **error)
{
  g_autofree char *now = NULL;

  if (seen == NULL)
    return kt_round_inbox (couch, kt_round_login (database), error);
  if (!has_moved (couch, database, seen, &now, error))
    return FALSE;
  if (now == NULL)
    return TRUE;
  if (!kt_round_inbox (couch, kt_round_login (database), error))
    return FALSE;
  g_hash_table_insert (seen, g_strdup (database), g_steal_pointer (&now));
  return TRUE;
}

gboolean
kt_round_inboxes (KtCouch *couch, GHashTable *seen, GError **error)
{
  g_autoptr (json_object) names = NULL;

  if (!kt_couch_get (couch, "/_all_dbs?startkey=%22" PREFIX "%22&endkey=%22kt-inbox.%22", &names, error))
    return FALSE;
  for (gsize i = 0; names != NULL && i < json_object_array_length (names); i++)
    {
      const char *database = json_object_get_string (json_object_array_get_idx (names, i));
      if (kt_round_login (database) != NULL && !look_into (couch, database, seen, error))
        return FALSE;
    }
  return TRUE;
}

/* ---- The registry ---- */
static gboolean
settle_rows (KtCouch *couch, json_object *page, GError **error)
{
  json_object *rows = kt_json_get_array (page, "results");

  for (gsize i = 0; rows != NULL && i < json_object_array_length (rows); i++)
    {
      json_object *document = kt_json_get_object (json_object_array_get_idx (rows, i), "doc");
      if (document != NULL && kt_json_get_bool (document, "unsettled") &&
          !kt_steps_settle_family (couch, kt_json_get_string (document, "_id"), error))
        return FALSE;
    }
  return TRUE;
}

gboolean
kt_round_registry (KtCouch *couch, char **mark, GError **error)
{
  json_object *rows = NULL, *last;

  do
    {
      g_autofree char *since = *mark != NULL ? g_uri_escape_string (*mark, NULL, FALSE) : g_strdup ("0");
      g_autofree char *path = g_strdup_printf ("/" KT_REGISTRY "/_changes?include_docs=true&limit=%d&since=%s", PAGE, since);
      g_autoptr (json_object) page = NULL;

      if (!kt_couch_get (couch, path, &page, error))
        return FALSE;
      if (page == NULL || !settle_rows (couch, page, error))
        return page == NULL;
      if (json_object_object_get_ex (page, "last_seq", &last))
        g_set_str (mark, json_object_get_string (last));
      rows = kt_json_get_array (page, "results");
      if (rows == NULL || json_object_array_length (rows) < PAGE)
        return TRUE;
    }
  while (TRUE);
}
