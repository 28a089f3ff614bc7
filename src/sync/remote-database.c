/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-sync"
#include "sync/remote-database.h"
#include <string.h>
#include "base/json.h"
#include "model/leaf-rule.h"
#include "model/picture.h"
#include "sync/json-spans.h"
#include "sync/revision-json.h"
#include "sync/sync-error.h"
#include "sync/sync-tuning.h"

/* What a piece's one attachment is called. Of a type CouchDB does not compress: its digest is that of the bytes. */
#define ATTACHMENT "bytes"

void
kt_call_clear (KtCall *call)
{
  g_clear_pointer (&call->path, g_free);
  g_clear_pointer (&call->body, g_free);
  kt_response_clear (&call->response);
  call->request = (KtRequest) { 0 };
}

void
kt_call_init (KtCall *call, const char *method, char *path, char *body, gssize len, gboolean gzip)
{
  *call = (KtCall) { .path = path, .body = body };
  call->request = (KtRequest) {
    .method = method, .path = path, .body = body, .len = body == NULL ? 0 : len < 0 ? strlen (body)
                                                                                    : (gsize) len,
    .gzip = gzip
  };
}

gboolean
kt_calls_run (KtTransport *transport, KtCall *calls, guint n, GCancellable *cancellable, GError **error)
{
  g_autofree KtRequest *requests = g_new0 (KtRequest, n);
  g_autofree KtResponse *responses = g_new0 (KtResponse, n);
  gboolean ok;

  for (guint i = 0; i < n; i++)
    requests[i] = calls[i].request;
  ok = kt_transport_exchange_many (transport, requests, responses, n, cancellable, error);
  for (guint i = 0; i < n; i++)
    {
      kt_response_clear (&calls[i].response);
      calls[i].response = responses[i];
    }
  return ok;
}

void
kt_remote_read_refusal (const KtResponse *response, char **code, char **reason)
{
  KtSpan whole, member;

  *code = *reason = NULL;
  if (response->body == NULL || !kt_span_value (response->body, response->len, &whole))
    return;
  if (kt_span_member (whole, "error", &member))
    *code = kt_span_dup_string (member);
  if (kt_span_member (whole, "reason", &member))
    *reason = kt_span_dup_string (member);
}

static KtSyncError
error_of_status (guint status)
{
  switch (status)
    {
    case 0:
      return KT_SYNC_ERROR_OFFLINE;
    case 401:
      return KT_SYNC_ERROR_UNAUTHORIZED;
    case 403:
      return KT_SYNC_ERROR_FORBIDDEN;
    case 404:
      return KT_SYNC_ERROR_NO_DATABASE;
    case 408:
    case 429:
      return KT_SYNC_ERROR_BUSY;
    default:
      return status >= 500 ? KT_SYNC_ERROR_BUSY : KT_SYNC_ERROR_PROTOCOL;
    }
}

gboolean
kt_remote_check (const KtResponse *response, GError **error)
{
  g_autofree char *code = NULL, *reason = NULL;

  if (response->status >= 200 && response->status < 300)
    return TRUE;
  kt_remote_read_refusal (response, &code, &reason);
  g_set_error (error, KT_SYNC_ERROR, error_of_status (response->status), "status %u %s: %s", response->status,
               code != NULL ? code : "without a code", reason != NULL ? reason : "without a reason");
  return FALSE;
}

static void
append_text (GString *out, const char *text)
{
  kt_json_append_string (out, text, strlen (text));
}

static char *
path_in (const char *database, const char *rest)
{
  g_autofree char *name = g_uri_escape_string (database, NULL, FALSE);

  return g_strconcat ("/", name, "/", rest, NULL);
}

static gboolean
bad_answer (GError **error, const char *what)
{
  g_set_error (error, KT_SYNC_ERROR, KT_SYNC_ERROR_PROTOCOL, "an answer to %s that makes no sense", what);
  return FALSE;
}

/* The answer's one value, after its status was found good. */
static gboolean
open_answer (const KtResponse *response, const char *what, KtSpan *whole, GError **error)
{
  if (!kt_remote_check (response, error))
    return FALSE;
  return kt_span_value (response->body, response->len, whole) || bad_answer (error, what);
}

/* ---- _changes ---- */

void
kt_changes_page_free (KtChangesPage *page)
{
  g_ptr_array_unref (page->docs);
  g_free (page->last_seq);
  g_free (page);
}

/* A string goes into the address without its quotes, anything else as it is: that is how CouchDB takes it back. */
static char *
seq_to_address (const char *seq)
{
  KtSpan span;
  g_autofree char *text = NULL;

  if (seq == NULL)
    return g_strdup ("0");
  if (kt_span_value (seq, strlen (seq), &span))
    text = kt_span_dup_string (span);
  return g_uri_escape_string (text != NULL ? text : seq, NULL, FALSE);
}

void
kt_remote_ask_changes (KtCall *call, const char *database, const char *since, guint limit, gboolean bodies)
{
  g_autofree char *from = seq_to_address (since);
  g_autofree char *rest = g_strdup_printf ("_changes?style=all_docs%s&limit=%u&seq_interval=%u&since=%s",
                                           bodies ? "&include_docs=true" : "", limit, limit, from);

  kt_call_init (call, "GET", path_in (database, rest), NULL, 0, FALSE);
}

static GStrv
read_leaf_list (KtSpan changes)
{
  g_autoptr (GStrvBuilder) revs = g_strv_builder_new ();
  KtSpanIter iter;
  KtSpan item, rev;

  kt_span_iter_init (&iter, changes);
  while (kt_span_iter_next (&iter, NULL, &item))
    {
      char *text = kt_span_member (item, "rev", &rev) ? kt_span_dup_string (rev) : NULL;

      if (text == NULL)
        return NULL;
      g_strv_builder_take (revs, text);
    }
  return iter.broken ? NULL : g_strv_builder_end (revs);
}

/* One walk over the record's top level: where its revision and its deletion stand. */
static gboolean
add_body (KtPulledDoc *doc, KtSpan body)
{
  KtSpanIter iter;
  KtSpan key, value;
  g_autofree char *rev = NULL;
  gboolean deleted = FALSE;

  kt_span_iter_init (&iter, body);
  while (kt_span_iter_next (&iter, &key, &value))
    if (rev == NULL && kt_span_is (key, "\"_rev\""))
      rev = kt_span_dup_string (value);
    else if (kt_span_is (key, "\"_deleted\""))
      deleted = kt_span_is (value, "true");
  if (iter.broken || rev == NULL)
    return FALSE;
  kt_pulled_doc_add (doc, rev, deleted, deleted ? NULL : body.at, deleted ? 0 : body.len);
  return TRUE;
}

static KtPulledDoc *
read_row (KtSpan row, gboolean *design)
{
  KtSpanIter iter;
  KtSpan key, value, changes = { 0 }, body = { 0 };
  g_autofree char *id = NULL;
  gboolean deleted = FALSE;
  KtPulledDoc *doc;

  kt_span_iter_init (&iter, row);
  while (kt_span_iter_next (&iter, &key, &value))
    if (kt_span_is (key, "\"id\""))
      {
        g_free (id);
        id = kt_span_dup_string (value);
      }
    else if (kt_span_is (key, "\"changes\""))
      changes = value;
    else if (kt_span_is (key, "\"doc\""))
      body = value;
    else if (kt_span_is (key, "\"deleted\""))
      deleted = kt_span_is (value, "true");
  if (iter.broken || id == NULL || changes.at == NULL)
    return NULL;
  *design = *id == '_';
  doc = kt_pulled_doc_new (id);
  doc->deleted = deleted;
  doc->server_leaves = read_leaf_list (changes);
  if (doc->server_leaves == NULL || (body.at != NULL && *body.at == '{' && !*design && !add_body (doc, body)))
    g_clear_pointer (&doc, kt_pulled_doc_free);
  return doc;
}

/* A feed may say one record twice; the later row knows more, and bodies that came are never thrown away. */
static void
keep_row (KtChangesPage *page, GHashTable *seen, KtPulledDoc *doc)
{
  KtPulledDoc *former = g_hash_table_lookup (seen, doc->id);

  if (former == NULL)
    {
      g_hash_table_insert (seen, doc->id, doc);
      g_ptr_array_add (page->docs, doc);
      return;
    }
  g_strfreev (former->server_leaves);
  former->server_leaves = g_steal_pointer (&doc->server_leaves);
  former->deleted = doc->deleted;
  g_ptr_array_extend_and_steal (former->leaves, g_steal_pointer (&doc->leaves));
  doc->leaves = g_ptr_array_new ();
  kt_pulled_doc_free (doc);
}

static gboolean
read_rows (KtChangesPage *page, KtSpan results)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  KtSpanIter iter;
  KtSpan row;

  kt_span_iter_init (&iter, results);
  while (kt_span_iter_next (&iter, NULL, &row))
    {
      gboolean design = FALSE;
      KtPulledDoc *doc = read_row (row, &design);

      if (doc == NULL)
        return FALSE;
      page->rows++;
      if (design)
        kt_pulled_doc_free (doc);
      else
        keep_row (page, seen, doc);
    }
  return !iter.broken;
}

/* As it came, if it is JSON: it goes into documents of ours. Returns: (transfer full) (nullable). */
static char *
dup_seq (KtSpan span)
{
  g_autoptr (json_object) value = kt_json_parse (span.at, (gssize) span.len, NULL);

  return value != NULL ? g_strndup (span.at, span.len) : NULL;
}

KtChangesPage *
kt_remote_read_changes (const KtResponse *response, GError **error)
{
  g_autoptr (KtChangesPage) page = g_new0 (KtChangesPage, 1);
  KtSpan whole, results, last, pending;

  page->docs = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_pulled_doc_free);
  if (!open_answer (response, "_changes", &whole, error))
    return NULL;
  if (!kt_span_member (whole, "results", &results) || !kt_span_member (whole, "last_seq", &last) ||
      *results.at != '[' || !read_rows (page, results))
    {
      bad_answer (error, "_changes");
      return NULL;
    }
  page->last_seq = dup_seq (last);
  if (page->last_seq == NULL)
    {
      bad_answer (error, "_changes");
      return NULL;
    }
  page->pending = kt_span_member (whole, "pending", &pending) ? kt_span_get_int (pending, -1) : -1;
  page->bytes = response->len;
  return g_steal_pointer (&page);
}

/* ---- _bulk_get ---- */

void
kt_remote_ask_bulk_get (KtCall *call, const char *database, const KtWantedLeaf *wanted, guint n)
{
  GString *body = g_string_new ("{\"docs\":[");

  for (guint i = 0; i < n; i++)
    {
      g_string_append (body, i > 0 ? ",{\"id\":" : "{\"id\":");
      append_text (body, wanted[i].doc->id);
      g_string_append (body, ",\"rev\":");
      append_text (body, wanted[i].rev);
      g_string_append_c (body, '}');
    }
  g_string_append (body, "]}");
  kt_call_init (call, "POST", path_in (database, "_bulk_get"), g_string_free (body, FALSE), -1, TRUE);
}

/* One {"ok":…} or {"error":…}. Another revision than was asked for (latest leaves) is welcome as well. */
static gboolean
take_got (GHashTable *by_id, const char *id, KtSpan got)
{
  KtSpan body;
  KtPulledDoc *doc = g_hash_table_lookup (by_id, id);

  if (!kt_span_member (got, "ok", &body))
    return kt_span_member (got, "error", &body);
  return doc == NULL || (*body.at == '{' && add_body (doc, body));
}

static gboolean
read_got_rows (GHashTable *by_id, KtSpan results)
{
  KtSpanIter rows, docs;
  KtSpan row, id, list, got;

  kt_span_iter_init (&rows, results);
  while (kt_span_iter_next (&rows, NULL, &row))
    {
      g_autofree char *text = kt_span_member (row, "id", &id) ? kt_span_dup_string (id) : NULL;

      if (text == NULL || !kt_span_member (row, "docs", &list))
        return FALSE;
      kt_span_iter_init (&docs, list);
      while (kt_span_iter_next (&docs, NULL, &got))
        if (!take_got (by_id, text, got))
          return FALSE;
      if (docs.broken)
        return FALSE;
    }
  return !rows.broken;
}

gboolean
kt_remote_read_bulk_get (const KtResponse *response, const KtWantedLeaf *wanted, guint n, GError **error)
{
  g_autoptr (GHashTable) by_id = g_hash_table_new (g_str_hash, g_str_equal);
  KtSpan whole, results;

  for (guint i = 0; i < n; i++)
    g_hash_table_insert (by_id, wanted[i].doc->id, wanted[i].doc);
  if (!open_answer (response, "_bulk_get", &whole, error))
    return FALSE;
  if (!kt_span_member (whole, "results", &results) || *results.at != '[' || !read_got_rows (by_id, results))
    return bad_answer (error, "_bulk_get");
  return TRUE;
}

/* ---- _revs_diff ---- */

void
kt_remote_ask_revs_diff (KtCall *call, const char *database, GPtrArray *revs)
{
  GString *body = g_string_new ("{");
  const char *former = NULL;

  /* Revisions of one record stand together in the list, and come under one key. */
  for (guint i = 0; i < revs->len; i++)
    {
      KtPendingRev *rev = revs->pdata[i];
      gboolean same = former != NULL && strcmp (former, rev->id) == 0;

      if (!same)
        {
          g_string_append (body, former == NULL ? "" : "],");
          append_text (body, rev->id);
        }
      g_string_append (body, same ? "," : ":[");
      append_text (body, rev->rev);
      former = rev->id;
    }
  g_string_append (body, former == NULL ? "}" : "]}");
  kt_call_init (call, "POST", path_in (database, "_revs_diff"), g_string_free (body, FALSE), -1, TRUE);
}

static gboolean
read_missing (GHashTable *missing, const char *id, KtSpan revs)
{
  KtSpanIter iter;
  KtSpan item;

  kt_span_iter_init (&iter, revs);
  while (kt_span_iter_next (&iter, NULL, &item))
    {
      g_autofree char *rev = kt_span_dup_string (item);

      if (rev == NULL)
        return FALSE;
      g_hash_table_add (missing, g_strconcat (id, "\n", rev, NULL));
    }
  return !iter.broken;
}

GHashTable *
kt_remote_read_revs_diff (const KtResponse *response, GError **error)
{
  g_autoptr (GHashTable) missing = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  KtSpanIter iter;
  KtSpan whole, key, value, revs;

  if (!open_answer (response, "_revs_diff", &whole, error))
    return NULL;
  kt_span_iter_init (&iter, whole);
  while (kt_span_iter_next (&iter, &key, &value))
    {
      g_autofree char *id = kt_span_dup_string (key);

      if (id == NULL || !kt_span_member (value, "missing", &revs) || !read_missing (missing, id, revs))
        {
          iter.broken = TRUE;
          break;
        }
    }
  if (iter.broken || *whole.at != '{')
    {
      bad_answer (error, "_revs_diff");
      return NULL;
    }
  return g_steal_pointer (&missing);
}

/* ---- _bulk_docs ---- */

void
kt_refused_row_free (KtRefusedRow *row)
{
  g_free (row->id);
  g_free (row->rev);
  g_free (row->code);
  g_free (row->reason);
  g_free (row);
}

void
kt_remote_ask_bulk_docs (KtCall *call, const char *database, GPtrArray *revs, guint first, guint n)
{
  gsize size = 64;
  GString *body;
  gsize len;

  for (guint i = first; i < first + n; i++)
    size += 2 + kt_pending_rev_size (revs->pdata[i]);
  body = g_string_sized_new (size);
  g_string_append (body, "{\"new_edits\":false,\"docs\":[");
  for (guint i = first; i < first + n; i++)
    {
      if (i > first)
        g_string_append_c (body, ',');
      kt_json_append_revision (body, revs->pdata[i]);
    }
  g_string_append (body, "]}");
  len = body->len;
  kt_call_init (call, "POST", path_in (database, "_bulk_docs"), g_string_free (body, FALSE), len, TRUE);
}

static char *
dup_member (KtSpan object, const char *key)
{
  KtSpan value;

  return kt_span_member (object, key, &value) ? kt_span_dup_string (value) : NULL;
}

static gboolean
read_result_row (GPtrArray *refused, KtSpan row)
{
  KtRefusedRow *item;

  if (row.len == 0 || *row.at != '{')
    return FALSE;
  item = g_new0 (KtRefusedRow, 1);
  item->id = dup_member (row, "id");
  item->rev = dup_member (row, "rev");
  item->code = dup_member (row, "error");
  item->reason = dup_member (row, "reason");
  if (item->code == NULL)
    {
      kt_refused_row_free (item); /* {"ok":true,…} of servers that list what they stored */
      return TRUE;
    }
  g_ptr_array_add (refused, item);
  /* a refusal of nobody knows what: then nothing of the batch is known to be stored */
  return item->id != NULL;
}

GPtrArray *
kt_remote_read_bulk_docs (const KtResponse *response, GError **error)
{
  g_autoptr (GPtrArray) refused = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_refused_row_free);
  KtSpanIter iter;
  KtSpan whole, row;
  gboolean fine;

  if (!open_answer (response, "_bulk_docs", &whole, error))
    return NULL;
  kt_span_iter_init (&iter, whole);
  fine = *whole.at == '[';
  while (fine && kt_span_iter_next (&iter, NULL, &row))
    fine = read_result_row (refused, row);
  if (!fine || iter.broken)
    {
      bad_answer (error, "_bulk_docs");
      return NULL;
    }
  return g_steal_pointer (&refused);
}

/* ---- Pieces of pictures ---- */

void
kt_remote_ask_chunk (KtCall *call, const char *database, const char *id)
{
  g_autofree char *name = g_uri_escape_string (id, NULL, FALSE);
  g_autofree char *rest = g_strconcat (name, "/" ATTACHMENT, NULL);

  kt_call_init (call, "GET", path_in (database, rest), NULL, 0, FALSE);
  call->request.raw = TRUE;
  call->request.most = KT_PICTURE_CHUNK_BYTES;
}

static void
append_base64 (GString *out, GBytes *bytes)
{
  gsize len, from = out->len;
  const guchar *data = g_bytes_get_data (bytes, &len);
  int state = 0, save = 0;
  gsize n;

  g_string_set_size (out, from + (len / 3 + 1) * 4 + 4);
  n = g_base64_encode_step (data, len, FALSE, out->str + from, &state, &save);
  n += g_base64_encode_close (FALSE, out->str + from + n, &state, &save);
  g_string_truncate (out, from + n);
}

void
kt_remote_ask_put_chunk (KtCall *call, const char *database, const KtChunk *chunk)
{
  GString *body = g_string_sized_new (g_bytes_get_size (chunk->bytes) * 4 / 3 + 1024);
  const char *parent = chunk->parent != NULL ? strchr (chunk->parent, '-') : NULL;
  int generation = kt_rev_generation (chunk->rev);
  gsize len;

  g_string_append (body, "{\"new_edits\":false,\"docs\":[{\"_id\":");
  append_text (body, chunk->id);
  g_string_append_printf (body, ",\"_rev\":\"%s\",\"_revisions\":{\"start\":%d,\"ids\":[\"%s\"", chunk->rev, generation,
                          strchr (chunk->rev, '-') + 1);
  if (parent != NULL)
    g_string_append_printf (body, ",\"%s\"", parent + 1);
  g_string_append (body, "]},\"type\":\"chunk\",\"family\":");
  append_text (body, chunk->family);
  g_string_append_printf (body,
                          ",\"_attachments\":{\"" ATTACHMENT "\":{\"content_type\":\"application/octet-stream\","
                          "\"revpos\":%d,\"data\":\"",
                          generation);
  append_base64 (body, chunk->bytes);
  g_string_append (body, "\"}}}]}");
  len = body->len;
  kt_call_init (call, "POST", path_in (database, "_bulk_docs"), g_string_free (body, FALSE), len, TRUE);
}

/* ---- _local ---- */

void
kt_remote_ask_local (KtCall *call, const char *database, const char *name)
{
  g_autofree char *rest = g_strconcat ("_local/", name, NULL);

  kt_call_init (call, "GET", path_in (database, rest), NULL, 0, FALSE);
}

void
kt_remote_ask_put_local (KtCall *call, const char *database, const char *name, char *body)
{
  g_autofree char *rest = g_strconcat ("_local/", name, NULL);

  kt_call_init (call, "PUT", path_in (database, rest), body, -1, FALSE);
}

/* ---- One document ---- */

void
kt_remote_ask_put (KtCall *call, const char *database, const char *id, char *body)
{
  g_autofree char *rest = g_uri_escape_string (id, NULL, FALSE);

  kt_call_init (call, "PUT", path_in (database, rest), body, -1, FALSE);
}
