/* SPDX-License-Identifier: EUPL-1.2 */
/* A picture's bytes are in documents of their own (PROTOCOL.md, "Pictures"). Who erases the picture means them too, but
 * for pieces another picture names that stays: the same photo, added twice. */
#define G_LOG_DOMAIN "kt-office"
#include <string.h>

#include "model/picture.h"
#include "model/record.h"
#include "office/ledger-private.h"
#include "office/listing.h"

typedef struct {
  const char *const *ids;  /* to be erased */
  GHashTable *go, *stay;   /* of pieces */
} Pieces;

/* All that any surviving entry names. */
static void
note_pieces (KtRecord *record, GHashTable *pieces)
{
  for (guint i = 0; i < kt_record_n_entries (record, "chunks"); i++)
    {
      g_auto (GStrv) ids = NULL;
      KtEntry entry;

      if (!kt_record_get_entry (record, "chunks", i, &entry) || !json_object_is_type (entry.value, json_type_string))
        continue;
      ids = kt_chunk_list_read (json_object_get_string (entry.value));
      for (guint k = 0; ids[k] != NULL; k++)
        g_hash_table_add (pieces, g_strdup (ids[k]));
    }
}

static gboolean
take_picture (json_object *document, gpointer data, GError **error)
{
  Pieces *pieces = data;
  const char *text = json_object_to_json_string_ext (document, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE);
  g_autoptr (KtRecord) record = kt_record_parse (text, -1, kt_json_get_string (document, "_rev"), NULL);

  /* what is no record names no pieces */
  if (record != NULL)
    note_pieces (record, g_strv_contains (pieces->ids, kt_record_get_id (record)) ? pieces->go : pieces->stay);
  return TRUE;
}

static gboolean
names_picture (const char *const *ids)
{
  for (guint i = 0; ids[i] != NULL; i++)
    if (g_str_has_prefix (ids[i], "picture:"))
      return TRUE;
  return FALSE;
}

static GStrv
join (const char *const *ids, const Pieces *pieces)
{
  g_autoptr (GStrvBuilder) all = g_strv_builder_new ();
  GHashTableIter iter;
  gpointer piece;

  g_strv_builder_addv (all, (const char **) ids);
  g_hash_table_iter_init (&iter, pieces->go);
  while (g_hash_table_iter_next (&iter, &piece, NULL))
    if (!g_hash_table_contains (pieces->stay, piece))
      g_strv_builder_add (all, piece);
  return g_strv_builder_end (all);
}

GStrv
kt_ledger_add_pieces (KtCouch *couch, const char *family, const char *const *ids, GError **error)
{
  g_autofree char *prefix = g_strconcat ("kt-", family + strlen ("family:"), "-", NULL);
  g_autoptr (GHashTable) go = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) stay = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) databases = NULL;
  Pieces pieces = { ids, go, stay };

  if (!names_picture (ids))
    return g_strdupv ((GStrv) ids);
  databases = kt_listing_databases (couch, prefix, error);
  if (databases == NULL)
    return NULL;
  for (guint i = 0; i < databases->len; i++)
    if (!kt_listing_documents (couch, databases->pdata[i], "picture:", take_picture, &pieces, error))
      return NULL;
  return join (ids, &pieces);
}
