/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-office"
#include "office/digest.h"

#include <string.h>

#include "office/inbox-note.h"
#include "office/registry.h"
#include "office/steps.h"

#define MARK_LENGTH 10
#define HEX_LENGTH 32
/* A caseload is a few hundred databases; more entries are of families that were left long ago. */
#define MOST_ENTRIES 600

struct _KtDigest {
  GHashTable *changed;     /* database → mark */
};

KtDigest *
kt_digest_new (void)
{
  KtDigest *digest = g_new0 (KtDigest, 1);

  digest->changed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return digest;
}

void
kt_digest_free (KtDigest *digest)
{
  g_hash_table_unref (digest->changed);
  g_free (digest);
}

gboolean
kt_digest_is_empty (KtDigest *digest)
{
  return g_hash_table_size (digest->changed) == 0;
}

/* "kt-HEX-…" → "family:HEX". Returns: (transfer full) (nullable). */
static char *
family_of (const char *database)
{
  const char *tail = g_str_has_prefix (database, "kt-") ? database + strlen ("kt-") : "";
  g_autofree char *hex = NULL;

  if (strspn (tail, "0123456789abcdef") != HEX_LENGTH || tail[HEX_LENGTH] != '-')
    return NULL;
  hex = g_strndup (tail, HEX_LENGTH);
  return g_strconcat ("family:", hex, NULL);
}

void
kt_digest_note (KtDigest *digest, const char *database, const char *mark)
{
  g_autofree char *family = family_of (database), *hash = NULL;

  if (family == NULL)
    return;
  hash = kt_sha256_hex (mark, -1);
  g_hash_table_insert (digest->changed, g_strdup (database), g_strndup (hash, MARK_LENGTH));
}

/* ---- Who is to know ---- */
/* login → (database → mark), the inner strings borrowed from digest */
static void
hand_out (KtDigest *digest, GHashTable *people, json_object *family)
{
  g_auto (GStrv) logins = kt_registry_people (family);

  for (guint i = 0; logins[i] != NULL; i++)
    {
      g_auto (GStrv) databases = kt_registry_databases_of (family, logins[i]);
      for (guint k = 0; databases[k] != NULL; k++)
        {
          gpointer name, mark;
          GHashTable *theirs = g_hash_table_lookup (people, logins[i]);
          if (!g_hash_table_lookup_extended (digest->changed, databases[k], &name, &mark))
            continue;
          if (theirs == NULL)
            {
              theirs = g_hash_table_new (g_str_hash, g_str_equal);
              g_hash_table_insert (people, g_strdup (logins[i]), theirs);
            }
          g_hash_table_insert (theirs, name, mark);
        }
    }
}

static gboolean
find_people (KtDigest *digest, KtCouch *couch, GHashTable *people, GError **error)
{
  g_autoptr (GHashTable) families = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, digest->changed);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_hash_table_add (families, family_of (key));
  g_hash_table_iter_init (&iter, families);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      g_autoptr (json_object) family = NULL;
      if (!kt_steps_read_family (couch, key, &family, error))
        return FALSE;
      if (family != NULL)
        hand_out (digest, people, family);
    }
  return TRUE;
}

/* ---- Writing ---- */
static gboolean
edit_digest (json_object *document, gpointer data, GError **error)
{
  json_object *changed = kt_json_get_object (document, "changed");
  GHashTableIter iter;
  gpointer database, mark;

  if (changed == NULL || json_object_object_length (changed) > MOST_ENTRIES)
    {
      changed = json_object_new_object ();
      json_object_object_add (document, "changed", changed);
    }
  json_object_object_add (document, "type", json_object_new_string ("inbox-digest"));
  g_hash_table_iter_init (&iter, data);
  while (g_hash_table_iter_next (&iter, &database, &mark))
    json_object_object_add (changed, database, json_object_new_string (mark));
  return TRUE;
}

/* An inbox that is not there has no reader. */
static gboolean
tell (KtCouch *couch, const char *login, GHashTable *theirs, GError **error)
{
  g_autofree char *inbox = kt_inbox_name (login);
  g_autoptr (GError) failure = NULL;

  if (kt_couch_ensure_document (couch, inbox, "digest", edit_digest, theirs, "write", &failure) ||
      g_error_matches (failure, KT_SYNC_ERROR, KT_SYNC_ERROR_PROTOCOL))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

gboolean
kt_digest_write (KtDigest *digest, KtCouch *couch, GError **error)
{
  g_autoptr (GHashTable) people = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                                         (GDestroyNotify) g_hash_table_unref);
  GHashTableIter iter;
  gpointer login, theirs;

  if (!find_people (digest, couch, people, error))
    return FALSE;
  g_hash_table_iter_init (&iter, people);
  while (g_hash_table_iter_next (&iter, &login, &theirs))
    if (!tell (couch, login, theirs, error))
      return FALSE;
  g_hash_table_remove_all (digest->changed);
  return TRUE;
}
