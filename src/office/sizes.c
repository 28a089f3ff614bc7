/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-office"
#include "office/sizes.h"

#include <string.h>

#include "office/listing.h"

#define AT_ONCE 100
/* A family that is much larger than the others, and large at all. */
#define TIMES 10
#define MANY_DOCUMENTS 2000
#define MANY_BYTES (20 * 1024 * 1024)
/* Laptops clear away what is forked at their next pass: this many means that somebody cannot. */
#define MANY_FORKED 50
#define MANY_LEAVES 20

void
kt_size_free (KtSize *size)
{
  g_free (size->database);
  g_free (size);
}

static void
take_info (GPtrArray *sizes, const char *name, json_object *info)
{
  json_object *bytes = kt_json_get_object (info, "sizes");
  KtSize *size = g_new0 (KtSize, 1);

  size->database = g_strdup (name);
  size->documents = kt_json_get_int (info, "doc_count", 0);
  size->bytes = bytes != NULL ? kt_json_get_int (bytes, "file", 0) : 0;
  g_ptr_array_add (sizes, size);
}

static gboolean
read_one (KtCouch *couch, GPtrArray *sizes, const char *name, GError **error)
{
  g_autofree char *path = g_strconcat ("/", name, NULL);
  g_autoptr (json_object) info = NULL;

  if (!kt_couch_get (couch, path, &info, error))
    return FALSE;
  if (info != NULL)
    take_info (sizes, name, info);
  return TRUE;
}

/* One request for a hundred, where the server has that. */
static gboolean
read_some (KtCouch *couch, GPtrArray *sizes, GPtrArray *names, guint first, GError **error)
{
  g_autoptr (json_object) body = json_object_new_object (), rows = NULL;
  json_object *keys = json_object_new_array ();
  guint end = MIN (first + AT_ONCE, names->len);

  json_object_object_add (body, "keys", keys);
  for (guint i = first; i < end; i++)
    if (!couch->is_couchdb && !read_one (couch, sizes, names->pdata[i], error))
      return FALSE;
    else
      json_object_array_add (keys, json_object_new_string (names->pdata[i]));
  if (!couch->is_couchdb)
    return TRUE;
  if (!kt_couch_post (couch, "/_dbs_info", body, &rows, error))
    return FALSE;
  for (gsize i = 0; rows != NULL && json_object_is_type (rows, json_type_array) && i < json_object_array_length (rows); i++)
    {
      json_object *row = json_object_array_get_idx (rows, i), *info = kt_json_get_object (row, "info");
      if (info != NULL)
        take_info (sizes, kt_json_get_string (row, "key"), info);
    }
  return TRUE;
}

GPtrArray *
kt_sizes_read (KtCouch *couch, GError **error)
{
  g_autoptr (GPtrArray) sizes = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_size_free);
  g_autoptr (GPtrArray) all = kt_listing_databases (couch, "kt-", error);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  if (all == NULL)
    return NULL;
  for (guint i = 0; i < all->len; i++)
    if (g_ascii_isxdigit (*((char *) all->pdata[i] + 3)) && strlen (all->pdata[i]) > 36)
      g_ptr_array_add (names, all->pdata[i]);
  for (guint first = 0; first < names->len; first += AT_ONCE)
    if (!read_some (couch, sizes, names, first, error))
      return NULL;
  return g_steal_pointer (&sizes);
}

/* ---- Forks ---- */
static gboolean
look (KtCouch *couch, KtSize *size, GError **error)
{
  g_autofree char *path = g_strconcat ("/", size->database, "/_changes?style=all_docs", NULL);
  g_autoptr (json_object) feed = NULL;
  json_object *rows;

  if (!kt_couch_get (couch, path, &feed, error))
    return FALSE;
  rows = feed != NULL ? kt_json_get_array (feed, "results") : NULL;
  for (gsize i = 0; rows != NULL && i < json_object_array_length (rows); i++)
    {
      json_object *changes = kt_json_get_array (json_object_array_get_idx (rows, i), "changes");
      guint leaves = changes != NULL ? (guint) json_object_array_length (changes) : 0;
      size->forked += leaves > 1;
      size->leaves = MAX (size->leaves, leaves);
    }
  return TRUE;
}

static int
compare_documents (gconstpointer a, gconstpointer b)
{
  const KtSize *x = *(KtSize *const *) a, *y = *(KtSize *const *) b;

  return (x->documents < y->documents) - (x->documents > y->documents);
}

static int
compare_numbers (gconstpointer a, gconstpointer b)
{
  const gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;

  return (x > y) - (x < y);
}

gboolean
kt_sizes_look (KtCouch *couch, GPtrArray *sizes, guint n, GError **error)
{
  g_ptr_array_sort (sizes, compare_documents);
  for (guint i = 0; i < MIN (n, sizes->len); i++)
    if (!look (couch, sizes->pdata[i], error))
      return FALSE;
  return TRUE;
}

void
kt_sizes_median (GPtrArray *sizes, gint64 *documents, gint64 *bytes)
{
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (gint64));

  *documents = *bytes = 0;
  if (sizes->len == 0)
    return;
  g_ptr_array_sort (sizes, compare_documents);
  *documents = ((KtSize *) sizes->pdata[sizes->len / 2])->documents;
  for (guint i = 0; i < sizes->len; i++)
    g_array_append_val (all, ((KtSize *) sizes->pdata[i])->bytes);
  g_array_sort (all, compare_numbers);
  *bytes = g_array_index (all, gint64, all->len / 2);
}

gboolean
kt_size_stands_out (const KtSize *size, gint64 median_documents, gint64 median_bytes)
{
  return (size->documents > MANY_DOCUMENTS && size->documents > TIMES * median_documents) ||
         (size->bytes > MANY_BYTES && size->bytes > TIMES * median_bytes) || size->forked > MANY_FORKED ||
         size->leaves > MANY_LEAVES;
}
