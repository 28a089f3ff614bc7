/* SPDX-License-Identifier: EUPL-1.2 */
/* What whoever keeps the server should look at: laptops that were not heard of for a while, what they could not send,
 * databases unlike the others, and what was asked and not answered. No list of who worked when: one day per device. */
#define G_LOG_DOMAIN "kt-office"
#include <glib/gi18n.h>

#include "base/clock.h"
#include "base/id.h"
#include "office/devices.h"
#include "office/inbox-note.h"
#include "office/listing.h"
#include "office/office.h"
#include "office/registry.h"
#include "office/round.h"
#include "office/sizes.h"

#define DAYS 14
/* How many databases are looked into for forks: the largest. */
#define LOOKED_INTO 200

static char *days_text;

static const KtOption options[] = {
  { "days", N_("N"), &days_text, NULL, NULL, N_("a device is silent when it said nothing for so many days; 14 if not said") },
  { NULL },
};

typedef struct {
  KtCouch *couch;
  gboolean json;
  int days;
  char *today;
  json_object *answer, *silent, *troubled, *unheard, *open, *unsettled, *outliers;
  guint devices;
} Status;

static void
add_text (json_object *object, const char *key, const char *text)
{
  json_object_object_add (object, key, text != NULL ? json_object_new_string (text) : NULL);
}

/* ---- Devices ---- */
static json_object *
describe_device (Status *self, const KtDeviceSaid *said)
{
  json_object *object = json_object_new_object ();
  int days = said->at != NULL ? kt_clock_days_between (said->at, self->today) : G_MININT;

  add_text (object, "login", said->login);
  add_text (object, "device", said->device);
  add_text (object, "at", said->at);
  json_object_object_add (object, "days", days != G_MININT ? json_object_new_int (days) : NULL);
  add_text (object, "version", said->version);
  json_object_object_add (object, "unsent", json_object_new_int64 (said->unsent));
  json_object_object_add (object, "set_aside", json_object_new_int64 (said->set_aside));
  return object;
}

static void
tell_device (Status *self, const KtDeviceSaid *said)
{
  g_autoptr (json_object) object = describe_device (self, said);
  gint64 days = kt_json_get_int (object, "days", G_MAXINT);

  self->devices++;
  if (days >= self->days)
    {
      json_object_array_add (self->silent, json_object_get (object));
      if (!self->json)
        g_print (_("Silent for %d days: device %s of %s, %u not sent\n"), (int) days, said->device, said->login, said->unsent);
    }
  if (said->set_aside > 0)
    {
      json_object_array_add (self->troubled, json_object_get (object));
      if (!self->json)
        g_print (_("Set aside: %u on device %s of %s\n"), said->set_aside, said->device, said->login);
    }
}

static gboolean
tell_devices (Status *self, const char *login, GError **error)
{
  g_autoptr (GPtrArray) devices = kt_devices_of (self->couch, login, error);

  for (guint i = 0; devices != NULL && i < devices->len; i++)
    tell_device (self, devices->pdata[i]);
  if (devices != NULL && devices->len == 0)
    json_object_array_add (self->unheard, json_object_new_string (login));
  return devices != NULL;
}

/* ---- Requests ---- */
typedef struct {
  Status *status;
  const char *login;
  GHashTable *answered;
} Asking;

static gboolean
note_answer (json_object *document, gpointer data, GError **error)
{
  g_hash_table_add (data, g_strdup (kt_id_get_tail (kt_json_get_string (document, "_id"))));
  return TRUE;
}

static gboolean
tell_request (json_object *document, gpointer data, GError **error)
{
  Asking *asking = data;
  const char *uuid = kt_id_get_tail (kt_json_get_string (document, "_id")), *kind = kt_json_get_string (document, "kind");
  json_object *object;

  if (g_hash_table_contains (asking->answered, uuid))
    return TRUE;
  object = json_object_new_object ();
  add_text (object, "login", asking->login);
  add_text (object, "request", uuid);
  add_text (object, "kind", kind);
  json_object_array_add (asking->status->open, object);
  if (!asking->status->json)
    g_print (_("Not answered yet: %s asked by %s\n"), kind != NULL ? kind : "–", asking->login);
  return TRUE;
}

static gboolean
tell_requests (Status *self, const char *login, GError **error)
{
  g_autofree char *inbox = kt_inbox_name (login);
  g_autoptr (GHashTable) answered = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Asking asking = { self, login, answered };

  return kt_listing_documents (self->couch, inbox, "answer:", note_answer, answered, error) &&
         kt_listing_documents (self->couch, inbox, "request:", tell_request, &asking, error);
}

static gboolean
tell_inboxes (Status *self, GError **error)
{
  g_autoptr (GPtrArray) inboxes = kt_listing_databases (self->couch, "kt-inbox-", error);

  for (guint i = 0; inboxes != NULL && i < inboxes->len; i++)
    {
      const char *login = kt_round_login (inboxes->pdata[i]);
      if (!tell_devices (self, login, error) || !tell_requests (self, login, error))
        return FALSE;
    }
  return inboxes != NULL;
}

/* ---- The registry and the databases ---- */
static gboolean
tell_family (json_object *family, gpointer data, GError **error)
{
  Status *self = data;

  if (!kt_json_get_bool (family, "unsettled"))
    return TRUE;
  json_object_array_add (self->unsettled, json_object_new_string (kt_registry_id (family)));
  if (!self->json)
    g_print (_("Written and not carried out yet: %s\n"), kt_registry_id (family));
  return TRUE;
}

static void
tell_size (Status *self, const KtSize *size)
{
  json_object *object = json_object_new_object ();

  add_text (object, "database", size->database);
  json_object_object_add (object, "documents", json_object_new_int64 (size->documents));
  json_object_object_add (object, "bytes", json_object_new_int64 (size->bytes));
  json_object_object_add (object, "forked", json_object_new_int64 (size->forked));
  json_object_object_add (object, "leaves", json_object_new_int64 (size->leaves));
  json_object_array_add (self->outliers, object);
  if (!self->json)
    g_print (_("Unlike the others: %s, %lld records, %lld bytes, %u forked, at most %u leaves\n"), size->database,
             (long long) size->documents, (long long) size->bytes, size->forked, size->leaves);
}

static gboolean
tell_sizes (Status *self, GError **error)
{
  g_autoptr (GPtrArray) sizes = kt_sizes_read (self->couch, error);
  gint64 documents, bytes, all_bytes = 0;

  if (sizes == NULL || !kt_sizes_look (self->couch, sizes, LOOKED_INTO, error))
    return FALSE;
  kt_sizes_median (sizes, &documents, &bytes);
  for (guint i = 0; i < sizes->len; i++)
    {
      const KtSize *size = sizes->pdata[i];
      all_bytes += size->bytes;
      if (kt_size_stands_out (size, documents, bytes))
        tell_size (self, size);
    }
  json_object_object_add (self->answer, "databases", json_object_new_int64 (sizes->len));
  json_object_object_add (self->answer, "bytes", json_object_new_int64 (all_bytes));
  return TRUE;
}

/* ---- The whole ---- */
static void
begin (Status *self)
{
  struct {
    const char *key;
    json_object **list;
  } lists[] = {
    { "silent", &self->silent },
    { "set_aside", &self->troubled },
    { "unheard", &self->unheard },
    { "open_requests", &self->open },
    { "unsettled", &self->unsettled },
    { "outliers", &self->outliers },
  };

  self->answer = json_object_new_object ();
  self->today = kt_clock_today ();
  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      *lists[i].list = json_object_new_array ();
      json_object_object_add (self->answer, lists[i].key, *lists[i].list);
    }
}

static void
end (Status *self)
{
  json_object_object_add (self->answer, "devices", json_object_new_int64 (self->devices));
  if (self->json)
    kt_answer_json (json_object_get (self->answer));
  else
    g_print (_("%u devices; never heard of: %u workers; %lld databases, %lld bytes\n"), self->devices,
             (guint) json_object_array_length (self->unheard), (long long) kt_json_get_int (self->answer, "databases", 0),
             (long long) kt_json_get_int (self->answer, "bytes", 0));
}

static gboolean
read_days (int *days, GError **error)
{
  gint64 value = DAYS;

  if (days_text != NULL && !g_ascii_string_to_signed (days_text, 10, 1, 3650, &value, NULL))
    {
      g_set_error (error, KT_USAGE_ERROR, KT_USAGE_ERROR_BAD, _("--days: a number of days from 1, not “%s”"), days_text);
      return FALSE;
    }
  *days = (int) value;
  return TRUE;
}

static int
run (KtProgram *program, char **args, GError **error)
{
  g_auto (KtCouch) couch = { NULL };
  Status self = { .couch = &couch, .json = program->json };
  gboolean good;

  if (!read_days (&self.days, error) || !kt_office_open (&couch, error))
    return -1;
  begin (&self);
  good = tell_inboxes (&self, error) && kt_listing_documents (&couch, KT_REGISTRY, "family:", tell_family, &self, error) &&
         tell_sizes (&self, error);
  if (good)
    end (&self);
  json_object_put (self.answer);
  g_free (self.today);
  return good ? KT_EXIT_DONE : -1;
}

const KtCommand kt_office_status = {
  "status",
  "",
  0,
  0,
  N_("Silent devices, databases unlike the others, and what was not answered."),
  options,
  run,
};
