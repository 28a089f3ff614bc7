/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-demo"
#include "demo/script.h"

#include <string.h>

#include "base/clock.h"
#include "base/signature.h"
#include "demo/demo-picture.h"
#include "demo/demo.h"
#include "demo/script-value.h"
#include "model/paper.h"

typedef struct {
  KtRecord *now;      /* owned */
  KtRecord *shared;   /* owned: without the parallel edits, what each of their authors had seen */
  KtRecord *table;    /* owned (nullable: as now): what the first worker has of it while somebody else's parallel edit
                         has not reached her */
} Played;

typedef struct {
  const KtScript *script;
  GHashTable *played; /* key → Played */
  GPtrArray *keys;    /* char*, in the order they were made */
  char *family_id;
  guint n;            /* events played: gives each its second of the day */
} Player;

char *
kt_script_derive (const char *what, const char *salt, const char *key)
{
  g_autofree char *text = g_strjoin ("\n", "keukentafel demo", what, salt, key, NULL);
  g_autofree char *hash = kt_sha256_hex (text, -1);

  return g_strndup (hash, 32);
}

static void
free_played (gpointer data)
{
  Played *played = data;

  g_clear_pointer (&played->now, kt_record_unref);
  g_clear_pointer (&played->shared, kt_record_unref);
  g_clear_pointer (&played->table, kt_record_unref);
  g_free (played);
}

/* Different languages and different days are different families: they may meet on one server. */
static char *
derive (Player *player, const char *what, const char *key)
{
  g_autofree char *salt = g_strjoin (" ", player->script->family, player->script->lang, player->script->start, NULL);

  return kt_script_derive (what, salt, key);
}

static char *
look_up (gpointer data, const char *reference, GError **error)
{
  Player *player = data;
  Played *played;

  if (g_str_has_prefix (reference, "@@"))
    return kt_demo_worker_id (reference + 2);
  played = g_hash_table_lookup (player->played, reference + 1);
  if (played != NULL)
    return g_strdup (kt_record_get_id (played->now));
  g_set_error (error, KT_RECORD_ERROR, KT_RECORD_ERROR_INVALID, "%s: no such key in %s", reference,
               player->script->family);
  return NULL;
}

static json_object *
resolve_set (Player *player, json_object *written, GError **error)
{
  g_autoptr (json_object) changes = json_object_new_object ();

  json_object_object_foreach (written, key, value)
    {
      json_object *resolved = kt_script_value (player->script, value, look_up, player, error);
      if (resolved == NULL)
        return NULL;
      json_object_object_add (changes, key, resolved);
    }
  return g_steal_pointer (&changes);
}

/* NULL without error when the event names nobody. */
static gboolean
resolve_people (Player *player, json_object *event, const char *key, GStrv *people, GError **error)
{
  json_object *written = kt_json_get_array (event, key);
  g_autoptr (json_object) ids = NULL;

  if (written == NULL)
    return TRUE;
  ids = kt_script_value (player->script, written, look_up, player, error);
  if (ids == NULL)
    return FALSE;
  *people = kt_json_dup_strv (ids);
  return TRUE;
}

static char *
event_time (Player *player, json_object *event)
{
  g_autofree char *date = kt_clock_add_days (player->script->start, (int) kt_json_get_int (event, "day", 0));
  const char *time = kt_json_get_string (event, "time");

  if (time != NULL)
    return g_strdup_printf ("%sT%s:00Z", date, time);
  return g_strdup_printf ("%sT17:%02u:%02uZ", date, player->n / 60 % 60, player->n % 60);
}

static const char *
note_of (Player *player, json_object *event)
{
  json_object *note = kt_json_get_object (event, "note");

  return note != NULL ? kt_json_get_string (note, player->script->lang) : NULL;
}

static gboolean
make_record (Player *player, json_object *event, KtEditInfo *info, json_object *changes, GError **error)
{
  const char *type_name = kt_json_get_string (event, "make"), *key = kt_json_get_string (event, "key");
  const KtType *type = kt_type_find (type_name);
  g_autofree char *tail = derive (player, "id", key);
  g_autofree char *nonce = derive (player, "nonce", key), *salt = derive (player, "salt", key);
  g_autofree char *id = g_strconcat (type_name, ":", tail, NULL);
  g_autofree Played *played = g_new0 (Played, 1);

  g_assert (type != NULL && !g_hash_table_contains (player->played, key));
  if (strcmp (type_name, "family") == 0)
    g_set_str (&player->family_id, id);
  if (kt_json_get_string (event, "file") != NULL &&
      !kt_demo_describe_picture (kt_json_get_string (event, "file"), salt, changes, error))
    return FALSE;
  info->nonce = type->append_only ? nonce : NULL;
  played->now = kt_record_new (type, type->append_only ? NULL : id, player->family_id, info, changes, error);
  if (played->now == NULL)
    return FALSE;
  played->shared = kt_record_ref (played->now);
  g_hash_table_insert (player->played, g_strdup (key), g_steal_pointer (&played));
  g_ptr_array_add (player->keys, g_strdup (key));
  return TRUE;
}

/* The same edit on what the first worker has, once that is not what there is. */
static gboolean
edit_at_table (Played *played, json_object *event, const KtEditInfo *info, json_object *changes, GError **error)
{
  gboolean parallel = kt_json_get_bool (event, "parallel"), hers = kt_json_get_string (event, "by") == NULL;
  KtRecord *edited;

  if (!parallel)
    g_clear_pointer (&played->table, kt_record_unref);
  else if (!hers && played->table == NULL)
    played->table = kt_record_ref (played->now);
  if (!hers || played->table == NULL)
    return TRUE;
  edited = kt_record_edit (played->table, played->shared, info, changes, error);
  if (edited == NULL)
    return FALSE;
  kt_record_unref (played->table);
  played->table = edited;
  return TRUE;
}

static gboolean
edit_record (Player *player, json_object *event, const KtEditInfo *info, json_object *changes, GError **error)
{
  gboolean parallel = kt_json_get_bool (event, "parallel");
  Played *played = g_hash_table_lookup (player->played, kt_json_get_string (event, "edit"));
  KtRecord *edited;

  g_assert (played != NULL);
  if (!edit_at_table (played, event, info, changes, error))
    return FALSE;
  edited = kt_record_edit (played->now, parallel ? played->shared : played->now, info, changes, error);
  if (edited == NULL)
    return FALSE;
  kt_record_unref (played->now);
  played->now = edited;
  if (!parallel)
    {
      kt_record_unref (played->shared);
      played->shared = kt_record_ref (edited);
    }
  return TRUE;
}

/* ---- A paper that was left ---- */

/* The family as the first worker has it at this moment of the story. */
static KtFamilyIndex *
index_at_table (Player *player, const char *date)
{
  g_autoptr (GPtrArray) records = g_ptr_array_new ();

  for (guint i = 0; i < player->keys->len; i++)
    {
      Played *played = g_hash_table_lookup (player->played, player->keys->pdata[i]);

      g_ptr_array_add (records, played->table != NULL ? played->table : played->now);
    }
  return kt_family_index_new (player->family_id, records, date);
}

static void
take_field (json_object *into, json_object *from, const char *key)
{
  json_object_object_add (into, key, json_object_get (json_object_object_get (from, key)));
}

/* What stood on it is not written in the story: it is the plan of that moment. */
static void
fill_paper (Player *player, json_object *changes)
{
  g_autoptr (KtFamilyIndex) index = index_at_table (player, kt_json_get_string (changes, "date"));
  g_autoptr (json_object) fields = kt_paper_fields (index, kt_json_get_string (changes, "whom"),
                                                    kt_json_get_string (changes, "how"), NULL, player->script->lang);

  take_field (changes, fields, "paper");
  take_field (changes, fields, "language");
  take_field (changes, fields, "stood");
  take_field (changes, fields, "digest");
}

static char *
sign (gpointer key, const char *text, gsize len)
{
  return kt_signature_make (key, text, len);
}

static gboolean
play_event (Player *player, json_object *event, GError **error)
{
  const char *by = kt_json_get_string (event, "by");
  g_autofree char *worker = kt_demo_worker_id (by != NULL ? by : kt_demo_logins[0]);
  g_autofree char *device = kt_demo_device (by != NULL ? by : kt_demo_logins[0]);
  g_autoptr (KtSecret) key = kt_demo_signing_key (by != NULL ? by : kt_demo_logins[0]);
  g_autofree char *at = event_time (player, event);
  g_auto (GStrv) with = NULL, phone = NULL;
  g_autoptr (json_object) changes = NULL;
  KtEditInfo info = { .device = device, .by = worker, .at = at, .note = note_of (player, event) };

  info.sign = sign;
  info.signer = key;

  if (!resolve_people (player, event, "with", &with, error) || !resolve_people (player, event, "phone", &phone, error))
    return FALSE;
  info.agreed = kt_json_get_bool (event, "agreed");
  info.with = (const char *const *) with;
  info.phone = (const char *const *) phone;
  changes = resolve_set (player, kt_json_get_object (event, "set"), error);
  if (changes == NULL)
    return FALSE;
  if (g_strcmp0 (kt_json_get_string (event, "make"), "print-record") == 0)
    fill_paper (player, changes);
  if (kt_json_get_string (event, "make") != NULL)
    return make_record (player, event, &info, changes, error);
  return edit_record (player, event, &info, changes, error);
}

static gboolean
takes_part (const KtScript *script, json_object *event)
{
  const char *only = kt_json_get_string (event, "only");

  if (kt_json_get_int (event, "day", 0) > script->last_day)
    return FALSE;
  return only == NULL || script->last_day >= kt_json_get_int (event, "until", 0) || strcmp (only, script->login) == 0;
}

/* Stable: the events of one day stay in the order they are written. */
static GPtrArray *
sort_events (json_object *events)
{
  GPtrArray *sorted = g_ptr_array_new ();

  for (size_t i = 0; i < json_object_array_length (events); i++)
    {
      json_object *event = json_object_array_get_idx (events, i);
      guint at = sorted->len;
      while (at > 0 && kt_json_get_int (sorted->pdata[at - 1], "day", 0) > kt_json_get_int (event, "day", 0))
        at--;
      g_ptr_array_insert (sorted, (gint) at, event);
    }
  return sorted;
}

GPtrArray *
kt_script_play (const KtScript *script, json_object *events, GError **error)
{
  g_autoptr (GHashTable) played = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_played);
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) sorted = sort_events (events);
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_record_unref);
  Player player = { .script = script, .played = played, .keys = keys };
  gboolean good = TRUE;

  /* An event that is left out counts too: the time of the others must not depend on whose store this is. */
  for (; good && player.n < sorted->len; player.n++)
    if (takes_part (script, sorted->pdata[player.n]))
      good = play_event (&player, sorted->pdata[player.n], error);
  g_free (player.family_id);
  if (!good)
    return NULL;
  for (guint i = 0; i < keys->len; i++)
    {
      Played *one = g_hash_table_lookup (played, keys->pdata[i]);
      g_ptr_array_add (records, kt_record_ref (one->now));
    }
  return g_steal_pointer (&records);
}
