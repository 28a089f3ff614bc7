/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-office"
#include "office/devices.h"

#include "base/id.h"
#include "office/inbox-note.h"
#include "office/listing.h"

void
kt_device_said_free (KtDeviceSaid *said)
{
  g_free (said->login);
  g_free (said->device);
  g_free (said->at);
  g_free (said->version);
  g_free (said);
}

typedef struct {
  const char *login;
  GPtrArray *found;
} Finding;

static gboolean
take_device (json_object *document, gpointer data, GError **error)
{
  Finding *finding = data;
  KtDeviceSaid *said = g_new0 (KtDeviceSaid, 1);

  said->login = g_strdup (finding->login);
  said->device = g_strdup (kt_id_get_tail (kt_json_get_string (document, "_id")));
  said->at = g_strdup (kt_json_get_string (document, "at"));
  said->version = g_strdup (kt_json_get_string (document, "version"));
  said->unsent = (guint) kt_json_get_int (document, "unsent", 0);
  said->set_aside = (guint) kt_json_get_int (document, "set_aside", 0);
  said->disputed = (guint) kt_json_get_int (document, "disputed", 0);
  g_ptr_array_add (finding->found, said);
  return TRUE;
}

GPtrArray *
kt_devices_of (KtCouch *couch, const char *login, GError **error)
{
  g_autofree char *inbox = kt_inbox_name (login);
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_device_said_free);
  Finding finding = { login, found };

  return kt_listing_documents (couch, inbox, "device:", take_device, &finding, error) ? g_steal_pointer (&found) : NULL;
}
