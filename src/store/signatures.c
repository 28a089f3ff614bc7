/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-store"

#include "store/signatures.h"

#include "base/signature.h"
#include "model/record-signed.h"
#include "store/store-private.h"

#include <string.h>

#define KNOWN_SETTING "signatures.known"

typedef struct {
  char *worker;            /* (nullable) */
  char *public_key;        /* (nullable): not known */
} DeviceKey;

static void
free_key (gpointer data)
{
  DeviceKey *key = data;

  g_free (key->worker);
  g_free (key->public_key);
  g_free (key);
}

const char *
kt_verdict_name (KtVerdict verdict)
{
  static const char *const names[] = { "good", "unsigned", "unknown", "changed", "stranger" };

  return names[verdict];
}

gboolean
kt_store_knows_keys (KtStore *store, gboolean *knows, GError **error)
{
  g_autofree char *value = NULL;

  if (!kt_store_get_setting (store, KNOWN_SETTING, &value, error))
    return FALSE;
  *knows = value != NULL;
  return TRUE;
}

/* ---- One dot ---- */

static gboolean
read_key (KtStore *store, const char *device, DeviceKey *key, GError **error)
{
  g_autoptr (KtStatement) query =
      kt_store_statement (store, "SELECT worker, public FROM device_keys WHERE device = ?1", error);
  gboolean row;

  if (query == NULL)
    return FALSE;
  kt_bind_text (query, 1, device);
  if (!kt_statement_step (store, query, &row, error))
    return FALSE;
  *key = (DeviceKey) { NULL, NULL };
  if (row)
    *key = (DeviceKey) { kt_column_dup (query, 0), kt_column_dup (query, 1) };
  return TRUE;
}

/* keys: device → DeviceKey, filled as needed. Returns: borrowed. */
static const DeviceKey *
find_key (KtStore *store, GHashTable *keys, const char *device, GError **error)
{
  DeviceKey *key = g_hash_table_lookup (keys, device);

  if (key != NULL)
    return key;
  key = g_new0 (DeviceKey, 1);
  if (!read_key (store, device, key, error))
    {
      g_free (key);
      return NULL;
    }
  g_hash_table_insert (keys, g_strdup (device), key);
  return key;
}

static GHashTable *
new_keys (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_key);
}

static KtVerdict
judge_dot (const KtSignedDot *dot, const DeviceKey *key)
{
  if (key->public_key == NULL)
    return dot->sig != NULL ? KT_VERDICT_UNKNOWN : KT_VERDICT_UNSIGNED;
  if (dot->text == NULL || !kt_signature_holds (key->public_key, dot->sig, dot->text, strlen (dot->text)))
    return KT_VERDICT_CHANGED;
  if (key->worker != NULL && g_strcmp0 (key->worker, dot->by) != 0)
    return KT_VERDICT_STRANGER;
  return KT_VERDICT_GOOD;
}

/* ---- One record ---- */

static gboolean
judge_record (KtStore *store, GHashTable *keys, GArray *dots, GHashTable *verdicts, GError **error)
{
  for (guint i = 0; i < dots->len; i++)
    {
      const KtSignedDot *dot = &g_array_index (dots, KtSignedDot, i);
      const DeviceKey *key = find_key (store, keys, dot->device, error);

      if (key == NULL)
        return FALSE;
      g_hash_table_insert (verdicts, g_strdup (dot->dot), GINT_TO_POINTER (judge_dot (dot, key)));
    }
  return TRUE;
}

gboolean
kt_store_judge (KtStore *store, KtRecord *record, GHashTable **verdicts, GError **error)
{
  g_autoptr (GHashTable) keys = new_keys (), found = NULL;
  g_autoptr (GArray) dots = NULL;
  gboolean knows;

  *verdicts = NULL;
  if (!kt_store_knows_keys (store, &knows, error))
    return FALSE;
  if (!knows)
    return TRUE;
  dots = kt_record_list_signed (record);
  found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (!judge_record (store, keys, dots, found, error))
    return FALSE;
  *verdicts = g_steal_pointer (&found);
  return TRUE;
}

KtVerdict
kt_verdicts_get (GHashTable *verdicts, const char *dot)
{
  gpointer verdict;

  if (verdicts == NULL || !g_hash_table_lookup_extended (verdicts, dot, NULL, &verdict))
    return KT_VERDICT_UNSIGNED;
  return GPOINTER_TO_INT (verdict);
}

/* ---- Lists ---- */

void
kt_doubt_free (KtDoubt *doubt)
{
  g_free (doubt->id);
  g_free (doubt->family);
  g_free (doubt->dot);
  g_free (doubt);
}

GPtrArray *
kt_store_list_doubts (KtStore *store, const char *family, GError **error)
{
  g_autoptr (KtStatement) query = kt_store_statement (
      store,
      "SELECT id, family, dot, why FROM doubts CROSS JOIN docs USING (doc) JOIN databases USING (db)"
      " WHERE why >= ?1 AND (?2 IS NULL OR family = ?2) ORDER BY id, dot",
      error);
  g_autoptr (GPtrArray) doubts = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_doubt_free);
  gboolean ok;

  if (query == NULL)
    return NULL;
  kt_bind_int (query, 1, KT_VERDICT_CHANGED);
  kt_bind_text (query, 2, family);
  while (kt_statement_next (store, query, &ok, error))
    {
      KtDoubt *doubt = g_new0 (KtDoubt, 1);

      *doubt = (KtDoubt) { kt_column_dup (query, 0), kt_column_dup (query, 1), kt_column_dup (query, 2),
                           sqlite3_column_int (query, 3) };
      g_ptr_array_add (doubts, doubt);
    }
  return ok ? g_steal_pointer (&doubts) : NULL;
}

GStrv
kt_store_list_unknown_devices (KtStore *store, GError **error)
{
  g_autoptr (KtStatement) query = kt_store_statement (
      store, "SELECT DISTINCT device FROM doubts WHERE why = ?1 ORDER BY device", error);
  g_autoptr (GStrvBuilder) devices = g_strv_builder_new ();
  gboolean ok;

  if (query == NULL)
    return NULL;
  kt_bind_int (query, 1, KT_VERDICT_UNKNOWN);
  while (kt_statement_next (store, query, &ok, error))
    g_strv_builder_add (devices, kt_column_text (query, 0));
  return ok ? g_strv_builder_end (devices) : NULL;
}

gboolean
kt_store_get_own_key (KtStore *store, char **public_key, char **worker, GError **error)
{
  DeviceKey key;

  if (!read_key (store, store->device, &key, error))
    return FALSE;
  *public_key = key.public_key;
  *worker = key.worker;
  return TRUE;
}

/* ---- Looking at what came in ---- */

gboolean
kt_store_note_unchecked (KtStore *store, gint64 doc, gboolean own, GError **error)
{
  /* Our own edit needs no looking at, but it may have covered one that was in doubt. */
  const char *sql = own ? "INSERT OR IGNORE INTO unchecked SELECT doc FROM doubts WHERE doc = ?1 LIMIT 1"
                        : "INSERT OR IGNORE INTO unchecked VALUES (?1)";
  g_autoptr (KtStatement) insert = kt_store_statement (store, sql, error);

  if (insert == NULL)
    return FALSE;
  kt_bind_int (insert, 1, doc);
  return kt_statement_run (store, insert, error);
}

/* One record that was looked at. */
typedef struct {
  gint64 doc;
  KtRecord *body;          /* (nullable) owned */
  GArray *dots;            /* (nullable) owned; KtSignedDot */
  GHashTable *verdicts;    /* owned */
} Looked;

static void
clear_looked (gpointer data)
{
  Looked *looked = data;

  g_clear_pointer (&looked->dots, g_array_unref);
  g_clear_pointer (&looked->body, kt_record_unref);
  g_hash_table_unref (looked->verdicts);
}

static gboolean
look (KtStore *store, KtStatement *query, GHashTable *keys, GArray *list, GError **error)
{
  Looked looked = { .doc = sqlite3_column_int64 (query, 0) };

  looked.verdicts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  /* A body that cannot be read is kt_store_check()'s to tell. */
  if (sqlite3_column_type (query, 1) != SQLITE_NULL)
    looked.body = kt_store_parse_body (query, 1, NULL);
  if (looked.body != NULL)
    looked.dots = kt_record_list_signed (looked.body);
  g_array_append_val (list, looked);
  return looked.dots == NULL || judge_record (store, keys, looked.dots, looked.verdicts, error);
}

static GArray *
look_at (KtStore *store, guint most, GError **error)
{
  g_autoptr (KtStatement) query = kt_store_statement (
      store, "SELECT unchecked.doc, body FROM unchecked LEFT JOIN bodies USING (doc) ORDER BY unchecked.doc LIMIT ?1", error);
  g_autoptr (GArray) list = g_array_new (FALSE, FALSE, sizeof (Looked));
  g_autoptr (GHashTable) keys = new_keys ();
  gboolean ok;

  if (query == NULL)
    return NULL;
  g_array_set_clear_func (list, clear_looked);
  kt_bind_int (query, 1, most);
  while (kt_statement_next (store, query, &ok, error))
    if (!look (store, query, keys, list, error))
      return NULL;
  return ok ? g_steal_pointer (&list) : NULL;
}

static gboolean
run_for_doc (KtStore *store, const char *sql, gint64 doc, GError **error)
{
  g_autoptr (KtStatement) statement = kt_store_statement (store, sql, error);

  if (statement == NULL)
    return FALSE;
  kt_bind_int (statement, 1, doc);
  return kt_statement_run (store, statement, error);
}

static gboolean
keep_verdict (KtStore *store, gint64 doc, const KtSignedDot *dot, KtVerdict verdict, GError **error)
{
  g_autoptr (KtStatement) insert = NULL;

  if (verdict == KT_VERDICT_GOOD)
    return TRUE;
  insert = kt_store_statement (store, "INSERT INTO doubts (doc, dot, device, why) VALUES (?1, ?2, ?3, ?4)", error);
  if (insert == NULL)
    return FALSE;
  kt_bind_int (insert, 1, doc);
  kt_bind_text (insert, 2, dot->dot);
  kt_bind_text (insert, 3, dot->device);
  kt_bind_int (insert, 4, verdict);
  return kt_statement_run (store, insert, error);
}

static gboolean
keep_looked (KtStore *store, const Looked *looked, GError **error)
{
  if (!run_for_doc (store, "DELETE FROM doubts WHERE doc = ?1", looked->doc, error) ||
      !run_for_doc (store, "DELETE FROM unchecked WHERE doc = ?1", looked->doc, error))
    return FALSE;
  for (guint i = 0; looked->dots != NULL && i < looked->dots->len; i++)
    {
      const KtSignedDot *dot = &g_array_index (looked->dots, KtSignedDot, i);

      if (!keep_verdict (store, looked->doc, dot, kt_verdicts_get (looked->verdicts, dot->dot), error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
keep_all (KtStore *store, gpointer data, GError **error)
{
  GArray *list = data;

  for (guint i = 0; i < list->len; i++)
    if (!keep_looked (store, &g_array_index (list, Looked, i), error))
      return FALSE;
  return TRUE;
}

gboolean
kt_store_check_signatures (KtStore *store, guint most, guint *looked, GError **error)
{
  g_autoptr (GArray) list = NULL;
  gboolean knows;

  *looked = 0;
  if (!kt_store_knows_keys (store, &knows, error))
    return FALSE;
  if (!knows)
    return TRUE;
  list = look_at (store, most, error);
  if (list == NULL)
    return FALSE;
  *looked = list->len;
  /* Ours alone to write, so nothing can have changed between looking and keeping. */
  return list->len == 0 || kt_store_transaction (store, keep_all, list, error);
}

/* ---- Keys ---- */

static gboolean
write_key (KtStore *store, const char *device, const char *worker, const char *public_key, GError **error)
{
  g_autoptr (KtStatement) insert = kt_store_statement (
      store, "INSERT OR REPLACE INTO device_keys (device, worker, public) VALUES (?1, ?2, ?3)", error);

  if (insert == NULL)
    return FALSE;
  kt_bind_text (insert, 1, device);
  kt_bind_text (insert, 2, worker);
  kt_bind_text (insert, 3, public_key);
  return kt_statement_run (store, insert, error);
}

/* Whose edits were judged without this key, or with another one. */
static gboolean
look_again (KtStore *store, const char *device, gboolean was_known, GError **error)
{
  const char *sql = was_known
                        ? "INSERT OR IGNORE INTO unchecked SELECT doc FROM bodies WHERE instr (body, '\"' || ?1 || '\":') > 0"
                        : "INSERT OR IGNORE INTO unchecked SELECT DISTINCT doc FROM doubts WHERE device = ?1";
  g_autoptr (KtStatement) insert = kt_store_statement (store, sql, error);

  if (insert == NULL)
    return FALSE;
  kt_bind_text (insert, 1, device);
  return kt_statement_run (store, insert, error);
}

typedef struct {
  const char *device, *worker, *public_key;
} Told;

/* Another key was made known under this device's id: what it signs would never be believed. */
static gboolean
is_taken_over (KtStore *store, const Told *told)
{
  g_autofree char *own = kt_signing_key_public (store->signing_key);

  return strcmp (told->device, store->device) == 0 && strcmp (told->public_key, own) != 0;
}

static gboolean
take_key (KtStore *store, gpointer data, GError **error)
{
  const Told *told = data;
  DeviceKey before;
  gboolean same, known, ok;

  if (!read_key (store, told->device, &before, error))
    return FALSE;
  known = before.public_key != NULL;
  same = g_strcmp0 (before.public_key, told->public_key) == 0 && g_strcmp0 (before.worker, told->worker) == 0;
  ok = same || (write_key (store, told->device, told->worker, told->public_key, error) &&
                look_again (store, told->device, known, error));
  g_free (before.public_key);
  g_free (before.worker);
  return ok && (!is_taken_over (store, told) || kt_store_renew_device (store, error));
}

gboolean
kt_store_put_device_key (KtStore *store, const char *device, const char *worker, const char *public_key, GError **error)
{
  Told told = { device, worker, public_key };

  return kt_store_transaction (store, take_key, &told, error);
}

gboolean
kt_store_set_keys_known (KtStore *store, GError **error)
{
  gboolean knows;

  return kt_store_knows_keys (store, &knows, error) &&
         (knows || kt_store_set_setting (store, KNOWN_SETTING, "yes", error));
}

/* ---- This device's own ---- */

static gboolean
write_seed (KtStore *store, KtSecret *seed, GError **error)
{
  g_autoptr (KtStatement) insert = NULL;

  if (!kt_store_exec (store, "DELETE FROM signing_key", error))
    return FALSE;
  insert = kt_store_statement (store, "INSERT INTO signing_key (device, seed) VALUES (?1, ?2)", error);
  if (insert == NULL)
    return FALSE;
  kt_bind_text (insert, 1, store->device);
  kt_bind_bytes (insert, 2, (const char *) kt_secret_bytes (seed), kt_secret_len (seed));
  return kt_statement_run (store, insert, error);
}

gboolean
kt_store_make_signing_key (KtStore *store, GError **error)
{
  g_autoptr (KtSecret) seed = kt_secret_new_random (KT_SEED_LEN);
  g_autofree char *public_key = NULL;

  g_clear_pointer (&store->signing_key, kt_secret_free);
  store->signing_key = kt_signing_key_new (kt_secret_bytes (seed), kt_secret_len (seed));
  public_key = kt_signing_key_public (store->signing_key);
  return write_seed (store, seed, error) && write_key (store, store->device, NULL, public_key, error);
}

gboolean
kt_store_read_signing_key (KtStore *store, GError **error)
{
  g_autoptr (KtStatement) query = kt_store_statement (store, "SELECT seed FROM signing_key WHERE device = ?1", error);
  gboolean row;

  g_clear_pointer (&store->signing_key, kt_secret_free);
  if (query == NULL)
    return FALSE;
  kt_bind_text (query, 1, store->device);
  if (!kt_statement_step (store, query, &row, error))
    return FALSE;
  if (row)
    store->signing_key = kt_signing_key_new (sqlite3_column_blob (query, 0), (gsize) sqlite3_column_bytes (query, 0));
  return TRUE;
}

static char *
sign (gpointer store, const char *text, gsize len)
{
  return kt_signature_make (((KtStore *) store)->signing_key, text, len);
}

void
kt_store_fill_in (KtStore *store, KtEditInfo *info)
{
  info->device = store->device;
  info->sign = sign;
  info->signer = store;
}
