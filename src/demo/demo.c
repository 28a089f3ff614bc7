/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-demo"
#include "demo/demo.h"

#include <string.h>

#include "base/clock.h"
#include "base/signature.h"
#include "demo/demo-data.h"
#include "demo/demo-picture.h"
#include "demo/script.h"
#include "store/key-slots.h"
#include "store/picture-store.h"
#include "store/outbox.h"
#include "store/signatures.h"

const char *const kt_demo_logins[] = { "ilse", "daan", NULL };

typedef struct {
  const char *name;
  gboolean from_start; /* days count from D0; else from today, so that it is alive on any day */
  const char *parts[5];
} Family;

/* Written together, played together: the parts of a family share their keys. */
static const Family families[] = {
  { "van-drielen",
    TRUE,
    { "van-drielen-people", "van-drielen-analysis", "van-drielen-plan", "van-drielen-sharing", "van-drielen-visits" } },
  { "de-boer", FALSE, { "de-boer" } },
  { "yilmaz", FALSE, { "yilmaz" } },
  { "van-der-heijden", FALSE, { "van-der-heijden" } },
  { "osei-jansen", FALSE, { "osei-jansen" } },
};

char *
kt_demo_worker_id (const char *login)
{
  g_autofree char *tail = kt_script_derive ("worker", login, "");

  return g_strconcat ("worker:", tail, NULL);
}

char *
kt_demo_device (const char *login)
{
  g_autofree char *hash = kt_script_derive ("device", login, "");

  return g_strndup (hash, 12);
}

/* Its 32 digits are as good a seed as the 16 bytes they stand for. */
KtSecret *
kt_demo_signing_key (const char *login)
{
  g_autofree char *seed = kt_script_derive ("seed", login, "");

  return kt_signing_key_new ((const guint8 *) seed, strlen (seed));
}

static json_object *
load_part (const char *name, GError **error)
{
  g_autofree char *path = g_strdup_printf ("/io/github/keukentafel/demo/%s.json", name);
  g_autoptr (GBytes) bytes = g_resource_lookup_data (kt_demo_get_resource (), path, 0, error);
  gsize len;
  const char *text;

  if (bytes == NULL)
    return NULL;
  text = g_bytes_get_data (bytes, &len);
  return kt_json_parse (text, (gssize) len, error);
}

static json_object *
load_events (const Family *family, GError **error)
{
  g_autoptr (json_object) events = json_object_new_array ();

  for (gsize i = 0; i < G_N_ELEMENTS (family->parts) && family->parts[i] != NULL; i++)
    {
      g_autoptr (json_object) part = load_part (family->parts[i], error);
      if (part == NULL)
        return NULL;
      for (size_t j = 0; j < json_object_array_length (part); j++)
        json_object_array_add (events, json_object_get (json_object_array_get_idx (part, j)));
    }
  return g_steal_pointer (&events);
}

static gboolean
add_family (GPtrArray *records, const Family *family, const char *lang, const char *login, int day, GError **error)
{
  g_autofree char *today = kt_clock_today ();
  g_autofree char *start = kt_clock_add_days (today, family->from_start ? -day : 0);
  KtScript script = { family->name, lang, login, start, family->from_start ? day : 0 };
  g_autoptr (json_object) events = load_events (family, error);
  g_autoptr (GPtrArray) played = events != NULL ? kt_script_play (&script, events, error) : NULL;

  if (played == NULL)
    return FALSE;
  g_ptr_array_extend_and_steal (records, g_steal_pointer (&played));
  return TRUE;
}

GPtrArray *
kt_demo_records (const char *login, const KtDemoOptions *options, GError **error)
{
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_record_unref);
  const char *first = options->lang != NULL ? options->lang : options->first_lang;
  const char *second = options->lang != NULL ? NULL : strcmp (first, "nl") == 0 ? "en"
                                                                                : "nl";

  for (gsize i = 0; i < G_N_ELEMENTS (families); i++)
    {
      if (!add_family (records, &families[i], first, login, options->day, error))
        return NULL;
      if (i == 0 && second != NULL && !add_family (records, &families[i], second, login, options->day, error))
        return NULL;
    }
  return g_steal_pointer (&records);
}

static gboolean
make_keys_known (KtStore *store, GError **error)
{
  for (gsize i = 0; kt_demo_logins[i] != NULL; i++)
    {
      g_autofree char *device = kt_demo_device (kt_demo_logins[i]), *worker = kt_demo_worker_id (kt_demo_logins[i]);
      g_autoptr (KtSecret) key = kt_demo_signing_key (kt_demo_logins[i]);
      g_autofree char *public_key = kt_signing_key_public (key);

      if (!kt_store_put_device_key (store, device, worker, public_key, error))
        return FALSE;
    }
  return kt_store_set_keys_known (store, error);
}

/* The examples ask nobody for a place. */
static gboolean
note_family (KtStore *store, KtRecord *record, GError **error)
{
  return strcmp (kt_record_get_type_name (record), "family") != 0 ||
         kt_store_note_example (store, kt_record_get_id (record), error);
}

static gboolean
put_picture (KtStore *store, KtRecord *record, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;

  if (strcmp (kt_record_get_type_name (record), "picture") != 0)
    return TRUE;
  bytes = kt_demo_load_picture (record, error);
  return bytes != NULL && kt_store_put_picture (store, kt_record_get_id (record), g_bytes_get_data (bytes, NULL),
                                                g_bytes_get_size (bytes), error);
}

static gboolean
adopt_all (KtStore *store, gpointer data, GError **error)
{
  GPtrArray *records = data;

  if (!make_keys_known (store, error))
    return FALSE;
  for (guint i = 0; i < records->len; i++)
    if (!kt_store_adopt (store, records->pdata[i], NULL, error) || !note_family (store, records->pdata[i], error) ||
        !put_picture (store, records->pdata[i], error))
      return FALSE;
  return TRUE;
}

gboolean
kt_demo_fill (KtStore *store, const char *login, const KtDemoOptions *options, GError **error)
{
  g_autoptr (GPtrArray) records = kt_demo_records (login, options, error);

  return records != NULL && kt_store_transaction (store, adopt_all, records, error);
}

static gboolean
keep_waiting (KtProfile *profile, KtStore *store, GError **error)
{
  KtCounts counts = { 0 };
  gboolean good = kt_store_count (store, NULL, &counts, error) && kt_profile_keep_waiting (profile, counts.here, error);

  kt_counts_clear (&counts);
  return good;
}

static gboolean
fill_profile (KtProfile *profile, const char *login, const char *passphrase, const KtDemoOptions *options,
              GError **error)
{
  g_autoptr (KtSecret) key = kt_key_slots_unlock (profile->dir, passphrase, error);
  g_autoptr (KtStore) store = key != NULL ? kt_store_open (profile->dir, key, KT_STORE_WRITE, error) : NULL;

  return store != NULL && kt_demo_fill (store, login, options, error) && keep_waiting (profile, store, error);
}

KtProfile *
kt_demo_make_profile (const char *data_dir, const char *login, const char *passphrase, const KtDemoOptions *options,
                      GError **error)
{
  g_autofree char *worker = kt_demo_worker_id (login), *code = NULL;
  const char initial[] = { g_ascii_toupper (*login), '\0' };
  g_autofree char *called = g_strconcat (initial, login + 1, NULL);
  g_autoptr (KtProfile) profile = kt_profile_create (data_dir, called, passphrase, worker, &code, error);

  if (profile == NULL)
    return NULL;
  if (fill_profile (profile, login, passphrase, options, error))
    return g_steal_pointer (&profile);
  kt_profile_remove (profile);
  return NULL;
}
