/* SPDX-License-Identifier: EUPL-1.2 */
#include "sync/couch-memory-private.h"

#include "base/json.h"
#include "model/leaf-rule.h"
#include "sync/json-spans.h"

#include <string.h>

/* ---- Memory ---- */

static void
node_free (gpointer data)
{
  Node *node = data;

  g_free (node->rev);
  g_free (node->parent);
  g_free (node->members);
  g_clear_pointer (&node->attachment, g_bytes_unref);
  g_free (node);
}

static void
doc_free (gpointer data)
{
  Doc *doc = data;

  g_free (doc->id);
  g_ptr_array_unref (doc->nodes);
  g_free (doc);
}

static void
db_free (gpointer data)
{
  Db *db = data;

  g_hash_table_unref (db->docs);
  g_hash_table_unref (db->locals);
  g_hash_table_unref (db->erased);
  g_free (db);
}

static Db *
db_new (void)
{
  Db *db = g_new0 (Db, 1);

  db->docs = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, doc_free);
  db->locals = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  db->erased = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return db;
}

static Doc *
doc_new (Db *db, const char *id)
{
  Doc *doc = g_new0 (Doc, 1);

  doc->id = g_strdup (id);
  doc->nodes = g_ptr_array_new_with_free_func (node_free);
  g_hash_table_insert (db->docs, doc->id, doc);
  return doc;
}

static void
add_node (Doc *doc, const char *rev, const char *parent, const char *members, gboolean deleted, GBytes *attachment)
{
  Node *node = g_new0 (Node, 1);

  *node = (Node) { g_strdup (rev), g_strdup (parent), g_strdup (members), deleted,
                   attachment != NULL ? g_bytes_ref (attachment) : NULL };
  g_ptr_array_add (doc->nodes, node);
}

CouchMemory *
couch_memory_new (void)
{
  CouchMemory *couch = g_new0 (CouchMemory, 1);

  couch->dbs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, db_free);
  return couch;
}

void
couch_memory_free (CouchMemory *couch)
{
  g_hash_table_unref (couch->dbs);
  g_free (couch);
}

void
couch_memory_create (CouchMemory *couch, const char *database)
{
  if (!g_hash_table_contains (couch->dbs, database))
    g_hash_table_insert (couch->dbs, g_strdup (database), db_new ());
}

void
couch_memory_delete (CouchMemory *couch, const char *database)
{
  g_hash_table_remove (couch->dbs, database);
}

CouchMood *
couch_memory_mood (CouchMemory *couch)
{
  return &couch->mood;
}

static Db *
db_copy (Db *from)
{
  Db *db = db_new ();
  GHashTableIter iter;
  gpointer key, value;

  db->seq = from->seq;
  g_hash_table_iter_init (&iter, from->erased);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_hash_table_add (db->erased, g_strdup (key));
  g_hash_table_iter_init (&iter, from->locals);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_hash_table_insert (db->locals, g_strdup (key), g_strdup (value));
  g_hash_table_iter_init (&iter, from->docs);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const Doc *old = value;
      Doc *doc = doc_new (db, old->id);

      doc->seq = old->seq;
      for (guint i = 0; i < old->nodes->len; i++)
        {
          const Node *node = old->nodes->pdata[i];

          add_node (doc, node->rev, node->parent, node->members, node->deleted, node->attachment);
        }
    }
  return db;
}

static void
copy_dbs (GHashTable *to, GHashTable *from)
{
  GHashTableIter iter;
  gpointer name, db;

  g_hash_table_remove_all (to);
  g_hash_table_iter_init (&iter, from);
  while (g_hash_table_iter_next (&iter, &name, &db))
    g_hash_table_insert (to, g_strdup (name), db_copy (db));
}

CouchMemory *
couch_memory_copy (CouchMemory *couch)
{
  CouchMemory *copy = couch_memory_new ();

  copy_dbs (copy->dbs, couch->dbs);
  return copy;
}

void
couch_memory_restore (CouchMemory *couch, CouchMemory *backup)
{
  copy_dbs (couch->dbs, backup->dbs);
}

/* ---- Trees ---- */

static Node *
find_node (Doc *doc, const char *rev)
{
  for (guint i = 0; i < doc->nodes->len; i++)
    if (strcmp (((Node *) doc->nodes->pdata[i])->rev, rev) == 0)
      return doc->nodes->pdata[i];
  return NULL;
}

static gboolean
is_leaf (Doc *doc, const Node *node)
{
  for (guint i = 0; i < doc->nodes->len; i++)
    if (g_strcmp0 (((Node *) doc->nodes->pdata[i])->parent, node->rev) == 0)
      return FALSE;
  return TRUE;
}

static int
compare_leaves (gconstpointer a, gconstpointer b)
{
  const Node *x = *(Node *const *) a, *y = *(Node *const *) b;

  if (x->deleted != y->deleted)
    return x->deleted ? 1 : -1;
  return kt_rev_compare (y->rev, x->rev);
}

GPtrArray *
couch_list_leaves (Doc *doc)
{
  GPtrArray *leaves = g_ptr_array_new ();

  for (guint i = 0; i < doc->nodes->len; i++)
    if (is_leaf (doc, doc->nodes->pdata[i]))
      g_ptr_array_add (leaves, doc->nodes->pdata[i]);
  g_ptr_array_sort (leaves, compare_leaves);
  return leaves;
}

/* ---- Answers ---- */

static void
answer (KtResponse *response, guint status, char *body)
{
  kt_response_clear (response);
  response->status = status;
  response->body = body;
  response->len = strlen (body);
  response->content_type = g_strdup ("application/json");
}

static void
refuse (KtResponse *response, guint status, const char *error, const char *reason)
{
  answer (response, status, g_strdup_printf ("{\"error\":\"%s\",\"reason\":\"%s\"}\n", error, reason));
}

static void
append_text (GString *out, const char *text)
{
  kt_json_append_string (out, text, strlen (text));
}

static void
append_doc (GString *out, const Doc *doc, const Node *node)
{
  g_string_append (out, "{\"_id\":");
  append_text (out, doc->id);
  g_string_append (out, ",\"_rev\":");
  append_text (out, node->rev);
  if (node->deleted)
    g_string_append (out, ",\"_deleted\":true");
  if (node->members != NULL && *node->members != '\0')
    g_string_append_printf (out, ",%s", node->members);
  if (node->attachment != NULL)
    g_string_append_printf (out, ",\"_attachments\":{\"bytes\":{\"content_type\":\"application/octet-stream\",\"revpos\":1,"
                                 "\"digest\":\"md5-x\",\"length\":%" G_GSIZE_FORMAT ",\"stub\":true}}",
                            g_bytes_get_size (node->attachment));
  g_string_append_c (out, '}');
}

/* ---- _changes ---- */

static char *
query_value (const char *query, const char *name)
{
  g_auto (GStrv) parts = g_strsplit (query != NULL ? query : "", "&", -1);

  for (char **part = parts; *part != NULL; part++)
    if (g_str_has_prefix (*part, name) && (*part)[strlen (name)] == '=')
      return g_uri_unescape_string (*part + strlen (name) + 1, NULL);
  return NULL;
}

/* Opaque, and not the same number that a client could be tempted to count with. */
static char *
seq_string (CouchMemory *couch, guint64 seq)
{
  if (couch->mood.noise)
    return g_strdup_printf ("\"%" G_GUINT64_FORMAT "-g%u\"", seq, ++couch->noise);
  return g_strdup_printf ("\"%" G_GUINT64_FORMAT "-g1AAAA%" G_GUINT64_FORMAT "x\"", seq, seq * 7919);
}

static int
compare_docs (gconstpointer a, gconstpointer b)
{
  const Doc *x = *(Doc *const *) a, *y = *(Doc *const *) b;

  return x->seq < y->seq ? -1 : x->seq > y->seq;
}

static GPtrArray *
list_since (Db *db, guint64 since)
{
  GPtrArray *docs = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer doc;

  g_hash_table_iter_init (&iter, db->docs);
  while (g_hash_table_iter_next (&iter, NULL, &doc))
    if (((Doc *) doc)->seq > since)
      g_ptr_array_add (docs, doc);
  g_ptr_array_sort (docs, compare_docs);
  return docs;
}

static void
append_row (GString *out, Doc *doc, const char *seq, gboolean bodies)
{
  g_autoptr (GPtrArray) leaves = couch_list_leaves (doc);
  const Node *winner = leaves->pdata[0];

  g_string_append_printf (out, "%s{\"seq\":%s,\"id\":", out->str[out->len - 1] == '}' ? ",\n" : "", seq);
  append_text (out, doc->id);
  g_string_append (out, ",\"changes\":[");
  for (guint i = 0; i < leaves->len; i++)
    g_string_append_printf (out, "%s{\"rev\":\"%s\"}", i > 0 ? "," : "", ((Node *) leaves->pdata[i])->rev);
  g_string_append_printf (out, "]%s", winner->deleted ? ",\"deleted\":true" : "");
  if (bodies)
    {
      g_string_append (out, ",\"doc\":");
      append_doc (out, doc, winner);
    }
  g_string_append_c (out, '}');
}

static void
answer_changes (CouchMemory *couch, Db *db, const char *query, KtResponse *response)
{
  g_autofree char *since = query_value (query, "since");
  g_autofree char *limit = query_value (query, "limit");
  g_autofree char *bodies = query_value (query, "include_docs");
  guint64 from = since != NULL ? g_ascii_strtoull (since, NULL, 10) : 0;
  guint most = limit != NULL ? (guint) g_ascii_strtoull (limit, NULL, 10) : G_MAXUINT;
  g_autoptr (GPtrArray) docs = list_since (db, from - MIN (from, couch->mood.rewind));
  guint n = MIN (docs->len, most);
  guint64 last = n > 0 ? ((Doc *) docs->pdata[n - 1])->seq : MAX (from, db->seq);
  g_autofree char *last_seq = seq_string (couch, last);
  GString *out = g_string_new ("{\"results\":[\n");

  for (guint i = 0; i < n; i++)
    {
      guint at = couch->mood.reorder ? n - 1 - i : i;

      append_row (out, docs->pdata[at], at == n - 1 ? last_seq : "null", bodies != NULL);
      if (couch->mood.duplicate)
        append_row (out, docs->pdata[at], "null", bodies != NULL);
    }
  g_string_append_printf (out, "\n],\n\"last_seq\":%s,\"pending\":%u}\n", last_seq, docs->len - n);
  answer (response, 200, g_string_free (out, FALSE));
}

/* ---- _bulk_get, _revs_diff ---- */

static void
append_got (GString *out, Db *db, json_object *wanted)
{
  const char *id = kt_json_get_string (wanted, "id"), *rev = kt_json_get_string (wanted, "rev");
  Doc *doc = g_hash_table_lookup (db->docs, id);
  Node *node = doc != NULL && rev != NULL ? find_node (doc, rev) : NULL;

  g_string_append (out, out->str[out->len - 1] == '[' ? "{\"id\":" : ",{\"id\":");
  append_text (out, id);
  g_string_append (out, ",\"docs\":[");
  if (node != NULL && (node->members != NULL || node->deleted))
    {
      g_string_append (out, "{\"ok\":");
      append_doc (out, doc, node);
      g_string_append (out, "}]}");
    }
  else
    g_string_append_printf (out, "{\"error\":{\"rev\":\"%s\",\"error\":\"not_found\",\"reason\":\"missing\"}}]}", rev);
}

static void
answer_bulk_get (Db *db, json_object *body, KtResponse *response)
{
  json_object *docs = kt_json_get_array (body, "docs");
  GString *out = g_string_new ("{\"results\":[");

  for (gsize i = 0; i < json_object_array_length (docs); i++)
    append_got (out, db, json_object_array_get_idx (docs, i));
  g_string_append (out, "]}");
  answer (response, 200, g_string_free (out, FALSE));
}

static void
append_missing (GString *out, Db *db, const char *id, json_object *revs)
{
  Doc *doc = g_hash_table_lookup (db->docs, id);
  g_autoptr (GString) missing = g_string_new (NULL);

  for (gsize i = 0; i < json_object_array_length (revs); i++)
    {
      const char *rev = json_object_get_string (json_object_array_get_idx (revs, i));

      if (doc == NULL || find_node (doc, rev) == NULL)
        g_string_append_printf (missing, "%s\"%s\"", missing->len > 0 ? "," : "", rev);
    }
  if (missing->len == 0)
    return;
  g_string_append (out, out->len > 1 ? "," : "");
  append_text (out, id);
  g_string_append_printf (out, ":{\"missing\":[%s]}", missing->str);
}

static void
answer_revs_diff (Db *db, json_object *body, KtResponse *response)
{
  GString *out = g_string_new ("{");

  json_object_object_foreach (body, id, revs)
    append_missing (out, db, id, revs);
  g_string_append_c (out, '}');
  answer (response, 200, g_string_free (out, FALSE));
}

/* ---- _bulk_docs ---- */

/* The members of a document that are its own, as text. */
static char *
own_members (KtSpan doc)
{
  GString *out = g_string_new (NULL);
  KtSpanIter iter;
  KtSpan key, value;

  kt_span_iter_init (&iter, doc);
  while (kt_span_iter_next (&iter, &key, &value))
    {
      if (key.at[1] == '_')
        continue;
      g_string_append (out, out->len > 0 ? "," : "");
      g_string_append_len (out, key.at, key.len);
      g_string_append_c (out, ':');
      g_string_append_len (out, value.at, value.len);
    }
  g_assert_false (iter.broken);
  return g_string_free (out, FALSE);
}

void
couch_attach (Db *db, const char *id, int start, GStrv ids, const char *members, gboolean deleted, GBytes *attachment)
{
  Doc *doc = g_hash_table_lookup (db->docs, id);
  gboolean changed = FALSE, stop = FALSE;
  Node *child = NULL;

  if (doc == NULL)
    doc = doc_new (db, id);
  for (guint i = 0; ids[i] != NULL && !stop; i++)
    {
      g_autofree char *rev = g_strdup_printf ("%d-%s", start - (int) i, ids[i]);
      Node *node = find_node (doc, rev);

      stop = node != NULL && node->parent != NULL;
      if (node == NULL)
        {
          add_node (doc, rev, NULL, i == 0 ? members : NULL, i == 0 && deleted, i == 0 ? attachment : NULL);
          node = doc->nodes->pdata[doc->nodes->len - 1];
          changed = TRUE;
        }
      if (child != NULL && child->parent == NULL)
        {
          child->parent = g_strdup (rev);
          changed = TRUE;
        }
      child = node;
    }
  if (changed)
    doc->seq = ++db->seq;
}

typedef struct {
  char *id, *rev, *members;
  GStrv ids;
  int start;
  gboolean deleted;
  GBytes *attachment;      /* (nullable) */
} Posted;

static void
posted_clear (Posted *posted)
{
  g_free (posted->id);
  g_free (posted->rev);
  g_free (posted->members);
  g_strfreev (posted->ids);
  g_clear_pointer (&posted->attachment, g_bytes_unref);
}

static char *
dup_member (KtSpan object, const char *key)
{
  KtSpan value;

  return kt_span_member (object, key, &value) ? kt_span_dup_string (value) : NULL;
}

static GBytes *
read_attachment (KtSpan doc)
{
  KtSpan all, one, data;
  g_autofree char *text = NULL;
  guchar *bytes;
  gsize len;

  if (!kt_span_member (doc, "_attachments", &all))
    return NULL;
  g_assert_true (kt_span_member (all, "bytes", &one) && kt_span_member (one, "data", &data));
  text = kt_span_dup_string (data);
  bytes = g_base64_decode (text, &len);
  return g_bytes_new_take (bytes, len);
}

static void
read_posted (KtSpan span, Posted *posted)
{
  KtSpan revisions, start, ids, deleted;
  g_autofree char *text = NULL;
  g_autoptr (json_object) list = NULL;

  posted->id = dup_member (span, "_id");
  posted->rev = dup_member (span, "_rev");
  posted->members = own_members (span);
  posted->attachment = read_attachment (span);
  posted->deleted = kt_span_member (span, "_deleted", &deleted) && kt_span_is (deleted, "true");
  g_assert_true (kt_span_member (span, "_revisions", &revisions) && kt_span_member (revisions, "start", &start) &&
                 kt_span_member (revisions, "ids", &ids));
  posted->start = (int) kt_span_get_int (start, 0);
  list = kt_json_parse (ids.at, (gssize) ids.len, NULL);
  posted->ids = kt_json_dup_strv (list);
  g_assert_nonnull (posted->id);
  g_assert_cmpint (posted->start, ==, kt_rev_generation (posted->rev));
  text = g_strdup_printf ("%d-%s", posted->start, posted->ids[0]);
  g_assert_cmpstr (text, ==, posted->rev);
}

static gboolean
holds (const char *id, const char *part)
{
  return part != NULL && strstr (id, part) != NULL;
}

/* Whether the whole batch is refused. */
static gboolean
refuse_batch (CouchMemory *couch, GArray *batch, KtResponse *response)
{
  if (couch->mood.most_docs > 0 && batch->len > couch->mood.most_docs)
    {
      refuse (response, 413, "too_large", "the request entity is too large");
      return TRUE;
    }
  for (guint i = 0; i < batch->len; i++)
    {
      const Posted *posted = &g_array_index (batch, Posted, i);

      if (!holds (posted->id, couch->mood.too_large) && !holds (posted->id, couch->mood.poison))
        continue;
      if (holds (posted->id, couch->mood.too_large))
        refuse (response, 413, "document_too_large", posted->id);
      else
        refuse (response, 500, "internal_server_error", "badmatch");
      return TRUE;
    }
  return FALSE;
}

static void
store_batch (CouchMemory *couch, Db *db, GArray *batch, KtResponse *response)
{
  GString *out = g_string_new ("[");

  if (refuse_batch (couch, batch, response))
    {
      g_string_free (out, TRUE);
      return;
    }
  for (guint i = 0; i < batch->len; i++)
    {
      Posted *posted = &g_array_index (batch, Posted, i);

      gboolean erased = g_hash_table_contains (db->erased, posted->id);

      if (erased || holds (posted->id, couch->mood.forbid))
        g_string_append_printf (out, "%s{\"id\":\"%s\",\"rev\":\"%s\",\"error\":\"forbidden\",\"reason\":\"%s\"}",
                                out->len > 1 ? "," : "", posted->id, posted->rev, erased ? "erased" : "no");
      else
        couch_attach (db, posted->id, posted->start, posted->ids, posted->members, posted->deleted, posted->attachment);
    }
  g_string_append_c (out, ']');
  answer (response, 201, g_string_free (out, FALSE));
}

static void
answer_bulk_docs (CouchMemory *couch, Db *db, const KtRequest *request, KtResponse *response)
{
  g_autoptr (GArray) batch = g_array_new (FALSE, TRUE, sizeof (Posted));
  KtSpan whole, docs, edits, doc;
  KtSpanIter iter;

  g_array_set_clear_func (batch, (GDestroyNotify) posted_clear);
  g_assert_true (kt_span_value (request->body, request->len, &whole) && kt_span_member (whole, "docs", &docs));
  g_assert_true (kt_span_member (whole, "new_edits", &edits) && kt_span_is (edits, "false"));
  kt_span_iter_init (&iter, docs);
  while (kt_span_iter_next (&iter, NULL, &doc))
    {
      Posted posted = { 0 };

      read_posted (doc, &posted);
      g_array_append_val (batch, posted);
    }
  g_assert_false (iter.broken);
  store_batch (couch, db, batch, response);
}

/* ---- _local ---- */

static void
answer_local (CouchMemory *couch, Db *db, const KtRequest *request, const char *name, KtResponse *response)
{
  const char *there = g_hash_table_lookup (db->locals, name);
  g_autoptr (json_object) old = there != NULL ? kt_json_parse (there, -1, NULL) : NULL;
  const char *old_rev = old != NULL ? kt_json_get_string (old, "_rev") : NULL;
  g_autoptr (json_object) body = NULL;
  g_autofree char *rev = NULL;

  if (strcmp (request->method, "GET") == 0)
    {
      if (there != NULL)
        answer (response, 200, g_strdup (there));
      else
        refuse (response, 404, "not_found", "missing");
      return;
    }
  body = kt_json_parse (request->body, (gssize) request->len, NULL);
  g_assert_nonnull (body);
  if (couch->mood.local_conflicts && g_strcmp0 (old_rev, kt_json_get_string (body, "_rev")) != 0)
    {
      refuse (response, 409, "conflict", "Document update conflict.");
      return;
    }
  rev = g_strdup_printf ("0-%" G_GUINT64_FORMAT, old_rev != NULL ? g_ascii_strtoull (old_rev + 2, NULL, 10) + 1 : 1);
  json_object_object_add (body, "_rev", json_object_new_string (rev));
  g_hash_table_insert (db->locals, g_strdup (name),
                       g_strdup (json_object_to_json_string_ext (body, JSON_C_TO_STRING_PLAIN)));
  answer (response, 201, g_strdup_printf ("{\"ok\":true,\"id\":\"_local/%s\",\"rev\":\"%s\"}", name, rev));
}

/* ---- Attachments ---- */

static void
answer_attachment (CouchMemory *couch, Db *db, const char *id, KtResponse *response)
{
  Doc *doc = g_hash_table_lookup (db->docs, id);
  g_autoptr (GPtrArray) leaves = doc != NULL ? couch_list_leaves (doc) : NULL;
  const Node *winner = leaves != NULL ? leaves->pdata[0] : NULL;
  gsize len;

  if (winner == NULL || winner->attachment == NULL || holds (id, couch->mood.gone))
    {
      refuse (response, 404, "not_found", winner == NULL ? "missing" : "Document is missing attachment");
      return;
    }
  kt_response_clear (response);
  response->status = 200;
  len = g_bytes_get_size (winner->attachment);
  response->body = g_malloc0 (len + 1);
  memcpy (response->body, g_bytes_get_data (winner->attachment, NULL), len);
  response->len = len;
  if (holds (id, couch->mood.lie) && len > 0)
    response->body[len / 2] ^= 1;
  response->content_type = g_strdup ("application/octet-stream");
}

/* ---- One document ---- */

static void
answer_get (Db *db, const char *id, KtResponse *response)
{
  Doc *doc = g_hash_table_lookup (db->docs, id);
  g_autoptr (GPtrArray) leaves = doc != NULL ? couch_list_leaves (doc) : NULL;
  const Node *winner = leaves != NULL && leaves->len > 0 ? leaves->pdata[0] : NULL;
  GString *out;

  if (winner == NULL || winner->deleted)
    {
      refuse (response, 404, "not_found", winner == NULL ? "missing" : "deleted");
      return;
    }
  out = g_string_new (NULL);
  append_doc (out, doc, winner);
  answer (response, 200, g_string_free (out, FALSE));
}

/* A new one only: nobody here changes a document by PUT. */
static void
answer_put (Db *db, const KtRequest *request, const char *id, KtResponse *response)
{
  KtSpan whole;
  g_autofree char *members = NULL, *hash = NULL;

  if (g_hash_table_contains (db->docs, id))
    {
      refuse (response, 409, "conflict", "Document update conflict.");
      return;
    }
  g_assert_true (kt_span_value (request->body, request->len, &whole));
  members = own_members (whole);
  hash = kt_sha256_hex (members, -1);
  hash[32] = '\0';
  couch_attach (db, id, 1, (char *[]) { hash, NULL }, members, FALSE, NULL);
  answer (response, 201, g_strdup_printf ("{\"ok\":true,\"id\":\"%s\",\"rev\":\"1-%s\"}", id, hash));
}

static void
answer_delete (Db *db, const char *id, const char *query, KtResponse *response)
{
  g_autofree char *rev = query_value (query, "rev"), *hash = kt_sha256_hex (rev, -1);
  const char *const ids[] = { hash, strchr (rev, '-') + 1, NULL };

  hash[32] = '\0';
  couch_attach (db, id, kt_rev_generation (rev) + 1, (GStrv) ids, NULL, TRUE, NULL);
  answer (response, 200, g_strdup ("{\"ok\":true}"));
}

static void
answer_document (Db *db, const KtRequest *request, const char *rest, const char *query, KtResponse *response)
{
  g_autofree char *id = g_uri_unescape_string (rest, NULL);

  if (strcmp (request->method, "GET") == 0)
    answer_get (db, id, response);
  else if (strcmp (request->method, "PUT") == 0)
    answer_put (db, request, id, response);
  else if (strcmp (request->method, "DELETE") == 0)
    answer_delete (db, id, query, response);
  else
    g_error ("a request nobody expected: %s %s", request->method, request->path);
}

/* ---- Requests ---- */

static void
answer_in_db (CouchMemory *couch, Db *db, const KtRequest *request, const char *rest, const char *query,
              KtResponse *response)
{
  g_autoptr (json_object) body = NULL;

  if (g_str_has_prefix (rest, "_local/"))
    answer_local (couch, db, request, rest + strlen ("_local/"), response);
  else if (g_str_has_suffix (rest, "/bytes"))
    {
      g_autofree char *name = g_strndup (rest, strlen (rest) - strlen ("/bytes"));
      g_autofree char *id = g_uri_unescape_string (name, NULL);

      answer_attachment (couch, db, id, response);
    }
  else if (strcmp (rest, "_changes") == 0)
    answer_changes (couch, db, query, response);
  else if (strcmp (rest, "_bulk_docs") == 0)
    answer_bulk_docs (couch, db, request, response);
  else if (*rest != '_')
    answer_document (db, request, rest, query, response);
  else
    {
      body = kt_json_parse (request->body, (gssize) request->len, NULL);
      g_assert_nonnull (body);
      if (strcmp (rest, "_bulk_get") == 0)
        answer_bulk_get (db, body, response);
      else if (strcmp (rest, "_revs_diff") == 0)
        answer_revs_diff (db, body, response);
      else
        g_error ("a request nobody expected: %s", request->path);
    }
}

void
couch_memory_handle (CouchMemory *couch, const KtRequest *request, KtResponse *response)
{
  const char *mark = strchr (request->path, '?');
  g_autofree char *path = mark != NULL ? g_strndup (request->path, mark - request->path) : g_strdup (request->path);
  g_auto (GStrv) parts = g_strsplit (path, "/", 3);
  g_autofree char *name = g_uri_unescape_string (parts[1], NULL);
  Db *db = g_hash_table_lookup (couch->dbs, name);

  g_assert_nonnull (parts[2]);
  if (couch->mood.closed && !g_str_has_prefix (name, "kt-inbox-") && strcmp (name, "kt-organisation") != 0)
    refuse (response, 403, "forbidden", "You are not allowed to access this db.");
  else if (db == NULL)
    refuse (response, 404, "not_found", "Database does not exist.");
  else
    answer_in_db (couch, db, request, parts[2], mark != NULL ? mark + 1 : NULL, response);
}
