/* SPDX-License-Identifier: EUPL-1.2 */
/* The small parts, by themselves: finding one's way in JSON, marks, what is a portal, what is sent. */
#include "base/json.h"
#include "sync/changes-feed.h"
#include "sync/json-spans.h"
#include "sync/page-queue.h"
#include "sync/push-batch.h"
#include "sync/revision-json.h"
#include "sync/sync-error.h"
#include "sync/sync-tuning.h"

#include <string.h>

/* ---- JSON spans ---- */

static const struct {
  const char *text;
  gboolean good;
} values[] = {
  { "{}", TRUE },
  { " [1,2] \n", TRUE },
  { "\"a\\\"b\"", TRUE },
  { "17", TRUE },
  { "true", TRUE },
  { "{\"a\":{\"b\":[\"}\",\"]\"]}}", TRUE },
  { "\"\\\\\"", TRUE },
  { "", FALSE },
  { "  ", FALSE },
  { "{", FALSE },
  { "[1,2", FALSE },
  { "\"abc", FALSE },
  { "\"abc\\\"", FALSE },
  { "{} {}", FALSE },
  { "}", FALSE },
  { "{\"a\":\"}", FALSE },
  { ",", FALSE },
};

static void
test_values (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      KtSpan value;

      g_test_message ("%s", values[i].text);
      g_assert_cmpint (kt_span_value (values[i].text, strlen (values[i].text), &value), ==, values[i].good);
    }
}

static void
test_members (void)
{
  const char *text = "{\"a\":1, \"b\" : [\"x\", {\"c\":null}, \"y\\u00e9\\n\"] ,\"ab\":\"z\",\"a\":2}";
  KtSpanIter iter;
  KtSpan whole, value, item;
  guint n = 0;

  g_assert_true (kt_span_value (text, strlen (text), &whole));
  g_assert_true (kt_span_member (whole, "a", &value));
  g_assert_cmpint (kt_span_get_int (value, -1), ==, 1);
  g_assert_true (kt_span_member (whole, "ab", &value));
  g_autofree char *z = kt_span_dup_string (value);
  g_assert_cmpstr (z, ==, "z");
  g_assert_false (kt_span_member (whole, "c", &value));
  g_assert_true (kt_span_member (whole, "b", &value));
  g_assert_false (kt_span_member (value, "c", &item));
  kt_span_iter_init (&iter, value);
  while (kt_span_iter_next (&iter, NULL, &item))
    n++;
  g_assert_cmpuint (n, ==, 3);
  g_assert_false (iter.broken);
  g_autofree char *y = kt_span_dup_string (item);
  g_assert_cmpstr (y, ==, "y\xc3\xa9\n");
}

static void
test_broken_members (void)
{
  static const char *const texts[] = { "{\"a\" 1}", "{a:1}", "[1 2]", "{\"a\":}", "{,}", "[,]", "17", "{\"a\":1,}" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      KtSpanIter iter;
      KtSpan key, value;

      kt_span_iter_init (&iter, (KtSpan) { texts[i], strlen (texts[i]) });
      while (kt_span_iter_next (&iter, &key, &value))
        continue;
      g_test_message ("%s", texts[i]);
      g_assert_true (iter.broken);
    }
}

static void
test_strings (void)
{
  static const char *const none[] = { "17", "\"a\\u0000b\"", "\"\xff\"", "\"\\ud800\"", "null" };

  for (guint i = 0; i < G_N_ELEMENTS (none); i++)
    g_assert_null (kt_span_dup_string ((KtSpan) { none[i], strlen (none[i]) }));
}

/* A million escapes before the closing quote take no longer than a million other letters. */
static void
test_many_escapes (void)
{
  GString *text = g_string_new ("\"");
  KtSpan value;

  for (guint i = 0; i < 1000000; i++)
    g_string_append (text, "\\n");
  g_string_append_c (text, '"');
  g_test_timer_start ();
  g_assert_true (kt_span_value (text->str, text->len, &value));
  g_assert_cmpfloat (g_test_timer_elapsed (), <, 2.0);
  g_string_free (text, TRUE);
}

/* ---- Answers ---- */

static void
test_portals (void)
{
  static const struct {
    guint status;
    const char *type, *body;
    gboolean portal;
  } answers[] = {
    { 200, "application/json", "{}", FALSE },
    { 201, "application/json", " [1]", FALSE },
    { 200, "text/plain;charset=utf-8", "{\"ok\":true}", FALSE },
    { 404, "application/json", "{\"error\":\"x\"}", FALSE },
    { 403, "application/json", "{\"error\":\"forbidden\"}", FALSE },
    { 401, "application/json", "{}", FALSE },
    { 200, "text/html", "{}", TRUE },
    { 200, "application/json", "", TRUE },
    { 200, NULL, "<html>", TRUE },
    { 302, "application/json", "{}", TRUE },
    { 304, NULL, "", TRUE },
    { 511, "application/json", "{}", TRUE },
    { 403, "text/html", "<h1>", TRUE },
    { 401, "text/html", "<h1>", TRUE },
    { 404, "text/html", "<h1>", TRUE },
    { 0, NULL, "", TRUE },
    { 100, NULL, "", TRUE },
    { 413, "text/html", "<h1>", FALSE },
    { 429, NULL, "", FALSE },
    { 502, "text/html", "<h1>", FALSE },
  };
  const KtRequest request = { .method = "GET" };

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      KtResponse response = { .status = answers[i].status, .body = (char *) answers[i].body, .len = strlen (answers[i].body), .content_type = (char *) answers[i].type };

      g_test_message ("%u %s %s", answers[i].status, answers[i].type, answers[i].body);
      g_assert_cmpint (kt_response_is_portal (&request, &response), ==, answers[i].portal);
    }
}

/* Where bytes are asked for, any are an answer; a page is not. */
static void
test_portals_for_bytes (void)
{
  const KtRequest request = { .method = "GET", .raw = TRUE };
  KtResponse picture = { .status = 200, .body = (char *) "\x89PNG", .len = 4, .content_type = (char *) "application/octet-stream" };
  KtResponse page = { .status = 200, .body = (char *) "<html>", .len = 6, .content_type = (char *) "text/html" };
  KtResponse missing = { .status = 404, .body = (char *) "{}", .len = 2, .content_type = (char *) "application/json" };
  KtResponse blocked = { .status = 404, .body = (char *) "gone", .len = 4, .content_type = (char *) "text/plain" };

  g_assert_false (kt_response_is_portal (&request, &picture));
  g_assert_false (kt_response_is_portal (&request, &missing));
  g_assert_true (kt_response_is_portal (&request, &page));
  g_assert_true (kt_response_is_portal (&request, &blocked));
}

static KtResponse
answer_of (const char *body)
{
  return (KtResponse) { .status = 200, .body = (char *) body, .len = strlen (body) };
}

static void
test_feed_rows (void)
{
  KtResponse response = answer_of (
      "{\"results\":[\n"
      "{\"seq\":\"1-a\",\"id\":\"goal:1\",\"changes\":[{\"rev\":\"1-x\"},{\"rev\":\"2-y\"}],\"doc\":{\"_id\":\"goal:1\","
      "\"_rev\":\"2-y\",\"n\":123456789012345678901234567890}},\n"
      "{\"seq\":null,\"id\":\"_design/v\",\"changes\":[{\"rev\":\"1-d\"}],\"doc\":{\"_id\":\"_design/v\",\"_rev\":\"1-d\"}},\n"
      "{\"seq\":[3,\"b\"],\"id\":\"goal:2\",\"changes\":[{\"rev\":\"2-t\"}],\"deleted\":true,\"doc\":{\"_id\":\"goal:2\","
      "\"_rev\":\"2-t\",\"_deleted\":true}},\n"
      "{\"seq\":null,\"id\":\"goal:1\",\"changes\":[{\"rev\":\"3-z\"}]}\n"
      "],\n\"last_seq\":[3,\"b\"],\"pending\":4}");
  g_autoptr (GError) error = NULL;
  g_autoptr (KtChangesPage) page = kt_remote_read_changes (&response, &error);
  const KtPulledDoc *doc;

  g_assert_no_error (error);
  g_assert_cmpuint (page->rows, ==, 4);
  g_assert_cmpint (page->pending, ==, 4);
  g_assert_cmpstr (page->last_seq, ==, "[3,\"b\"]");
  g_assert_cmpuint (page->docs->len, ==, 2);
  doc = page->docs->pdata[0];
  g_assert_cmpuint (g_strv_length (doc->server_leaves), ==, 1);
  g_assert_cmpstr (doc->server_leaves[0], ==, "3-z"); /* the later row knows more */
  g_assert_nonnull (strstr (((KtPulledLeaf *) doc->leaves->pdata[0])->bytes, "123456789012345678901234567890"));
  doc = page->docs->pdata[1];
  g_assert_true (((KtPulledLeaf *) doc->leaves->pdata[0])->deleted);
}

static void
test_feed_nonsense (void)
{
  static const char *const bodies[] = {
    "{}",
    "[]",
    "{\"results\":[]}",
    "{\"results\":{},\"last_seq\":1}",
    "{\"results\":[{}],\"last_seq\":1}",
    "{\"results\":[{\"id\":17,\"changes\":[]}],\"last_seq\":1}",
    "{\"results\":[{\"id\":\"a\",\"changes\":[{}]}],\"last_seq\":1}",
    "{\"results\":[{\"id\":\"a\",\"changes\":[{\"rev\":1}]}],\"last_seq\":1}",
    "{\"results\":[{\"id\":\"a\",\"changes\":[{\"rev\":\"1-a\"}],\"doc\":{\"_id\":\"a\"}}],\"last_seq\":1}",
    "\"no\"",
    "{\"results\":[{\"id\":\"a\",\"changes\":[{\"rev\":\"1-a\"}]} {}],\"last_seq\":1}",
    "{\"results\":[",
  };

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      KtResponse response = answer_of (bodies[i]);
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", bodies[i]);
      g_assert_null (kt_remote_read_changes (&response, &error));
      g_assert_error (error, KT_SYNC_ERROR, KT_SYNC_ERROR_PROTOCOL);
    }
}

static void
test_addresses (void)
{
  g_auto (KtCall) call = { 0 }, first = { 0 }, odd = { 0 };

  kt_remote_ask_changes (&call, "kt-a/b", "\"5-g1A+/=\"", 10, TRUE);
  g_assert_cmpstr (call.request.path, ==,
                   "/kt-a%2Fb/_changes?style=all_docs&include_docs=true&limit=10&seq_interval=10&since=5-g1A%2B%2F%3D");
  kt_remote_ask_changes (&first, "kt-a", NULL, 10, FALSE);
  g_assert_cmpstr (first.request.path, ==, "/kt-a/_changes?style=all_docs&limit=10&seq_interval=10&since=0");
  kt_remote_ask_changes (&odd, "kt-a", "[1,\"x\"]", 10, FALSE);
  g_assert_true (g_str_has_suffix (odd.request.path, "since=%5B1%2C%22x%22%5D"));
}

/* ---- What is sent ---- */

static void
test_revision (void)
{
  char *ids[] = { (char *) "ccc", (char *) "bbb", NULL };
  static const char bytes[] = "{\"_conflicts\":[\"1-a\"],\"_id\":\"goal:1\",\"_rev\":\"2-b\",\"a\":{\"_rev\":1},\"n\":1e3,"
                              "\"_revisions\":{\"start\":9,\"ids\":[]}}";
  KtPendingRev rev = { .id = (char *) "goal:\"1\"", .rev = (char *) "3-ccc", .ids = ids, .start = 3, .bytes = (char *) bytes };
  g_autoptr (GString) out = g_string_new (NULL);
  KtPendingRev stone = { .id = (char *) "x", .rev = (char *) "3-ccc", .ids = ids, .start = 3, .deleted = TRUE };

  kt_json_append_revision (out, &rev);
  g_assert_cmpstr (out->str, ==, "{\"_id\":\"goal:\\\"1\\\"\",\"_rev\":\"3-ccc\",\"_revisions\":{\"start\":3,\"ids\":[\"ccc\",\"bbb\"]},"
                                 "\"a\":{\"_rev\":1},\"n\":1e3}");
  g_string_truncate (out, 0);
  kt_json_append_revision (out, &stone);
  g_assert_cmpstr (out->str, ==, "{\"_id\":\"x\",\"_rev\":\"3-ccc\",\"_revisions\":{\"start\":3,\"ids\":[\"ccc\",\"bbb\"]},\"_deleted\":true}");
}

static void
test_batches (void)
{
  g_assert_cmpuint (kt_push_batch_size (10000), ==, 834); /* twelve: three full rounds of four */
  g_assert_cmpuint (kt_push_batch_size (4000), ==, 1000);
  g_assert_cmpuint (kt_push_batch_size (30), ==, KT_TUNE_BATCH_LEAST);
  g_assert_cmpuint (kt_push_batch_size (0), ==, KT_TUNE_BATCH_LEAST);
}

/* ---- Marks ---- */

static void
test_marks (void)
{
  g_autoptr (KtCheckpoint) ours = kt_checkpoint_new (), theirs = kt_checkpoint_new (), again = NULL, far = NULL;
  g_autofree char *text = NULL, *there = NULL;

  g_assert_null (kt_checkpoint_since (ours));
  g_assert_false (kt_checkpoint_is_restored (ours, theirs)); /* never met */
  kt_checkpoint_add (ours, "s1", "\"1-a\"");
  g_assert_true (kt_checkpoint_is_restored (ours, theirs)); /* it knows nothing of us */
  kt_checkpoint_add (theirs, "s1", "\"1-a\"");
  g_assert_false (kt_checkpoint_is_restored (ours, theirs));
  kt_checkpoint_add (theirs, "s2", "\"2-b\"");
  g_assert_false (kt_checkpoint_is_restored (ours, theirs)); /* our last answer was lost */
  g_assert_cmpstr (kt_checkpoint_since (ours), ==, "\"1-a\"");
  kt_checkpoint_add (ours, "s2", "\"2-b\"");
  kt_checkpoint_add (ours, "s3", "123456789012345678901234567890");
  g_assert_true (kt_checkpoint_is_restored (ours, theirs)); /* a backup of before s3 */
  ours->ask = TRUE;
  ours->echo = 7;
  text = kt_checkpoint_write (ours);
  again = kt_checkpoint_parse (text);
  g_assert_cmpstr (kt_checkpoint_since (again), ==, "123456789012345678901234567890");
  g_assert_true (again->ask);
  g_assert_cmpuint (again->echo, ==, 7);
  there = kt_checkpoint_write_remote (ours, "0-3");
  far = kt_checkpoint_parse (there);
  g_assert_cmpstr (far->rev, ==, "0-3");
  g_assert_false (kt_checkpoint_is_restored (ours, far));
}

static void
test_many_marks (void)
{
  g_autoptr (KtCheckpoint) ours = kt_checkpoint_new ();
  static const char *const nonsense[] = { NULL, "", "[]", "17", "{\"history\":17}", "{\"history\":[1,{},{\"session_id\":2}]}", "{" };

  for (guint i = 0; i < 100; i++)
    kt_checkpoint_add (ours, "s", NULL);
  g_assert_cmpuint (ours->marks->len, ==, KT_TUNE_MARKS);
  kt_checkpoint_drop_newest (ours);
  g_assert_cmpuint (ours->marks->len, ==, KT_TUNE_MARKS - 1);
  for (guint i = 0; i < G_N_ELEMENTS (nonsense); i++)
    {
      g_autoptr (KtCheckpoint) empty = kt_checkpoint_parse (nonsense[i]);

      g_assert_cmpuint (empty->marks->len, ==, 0);
    }
}

static void
test_mark_names (void)
{
  g_autofree char *a = kt_checkpoint_name ("device1", "kt-a-plan"), *b = kt_checkpoint_name ("device1", "kt-a-file");
  g_autofree char *c = kt_checkpoint_name ("device2", "kt-a-plan"), *again = kt_checkpoint_name ("device1", "kt-a-plan");

  g_assert_cmpstr (a, ==, "kt-bd2a67f40d679bb2030c079ebfc66a75"); /* in every version, or each laptop starts afresh */
  g_assert_cmpstr (a, ==, again);
  g_assert_cmpstr (a, !=, b);
  g_assert_cmpstr (a, !=, c);
  g_assert_null (strstr (a, "device1"));
}

/* ---- The queue between two threads ---- */

static gpointer
push_many (gpointer queue)
{
  for (guint i = 1; i <= 1000; i++)
    if (!kt_page_queue_push (queue, g_memdup2 (&i, sizeof i), 10))
      return NULL;
  kt_page_queue_end (queue);
  return NULL;
}

static void
test_queue (void)
{
  for (guint stop = 0; stop < 2; stop++)
    {
      g_autoptr (KtPageQueue) queue = kt_page_queue_new (g_free, 35);
      GThread *thread = g_thread_new ("push", push_many, queue);
      guint *item, n = 0;

      while ((n < 500 || stop == 0) && (item = kt_page_queue_pop (queue)) != NULL)
        {
          g_assert_cmpuint (*item, ==, ++n);
          g_free (item);
        }
      kt_page_queue_close (queue);
      g_thread_join (thread);
      g_assert_cmpuint (n, ==, stop == 0 ? 1000 : 500);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync/spans/values", test_values);
  g_test_add_func ("/sync/spans/members", test_members);
  g_test_add_func ("/sync/spans/broken-members", test_broken_members);
  g_test_add_func ("/sync/spans/strings", test_strings);
  g_test_add_func ("/sync/spans/many-escapes", test_many_escapes);
  g_test_add_func ("/sync/answers/portals", test_portals);
  g_test_add_func ("/sync/answers/portals-for-bytes", test_portals_for_bytes);
  g_test_add_func ("/sync/answers/feed-rows", test_feed_rows);
  g_test_add_func ("/sync/answers/feed-nonsense", test_feed_nonsense);
  g_test_add_func ("/sync/answers/addresses", test_addresses);
  g_test_add_func ("/sync/sent/revision", test_revision);
  g_test_add_func ("/sync/sent/batches", test_batches);
  g_test_add_func ("/sync/marks/both-sides", test_marks);
  g_test_add_func ("/sync/marks/many", test_many_marks);
  g_test_add_func ("/sync/marks/names", test_mark_names);
  g_test_add_func ("/sync/queue", test_queue);
  return g_test_run ();
}
