/* SPDX-License-Identifier: EUPL-1.2 */
/* A device's public key, by which its edits are checked. It says which worker's it is, so a worker belongs to the login
 * that was the first to say so, and a device to the login that brought its key. */
#define G_LOG_DOMAIN "kt-office"
#include <string.h>

#include "base/clock.h"
#include "base/id.h"
#include "office/office.h"
#include "office/request.h"
#include "office/steps.h"

#define KEY_BYTES 32
#define MOST_DEVICE 40

static gboolean
refuse (GError **error, const char *reason)
{
  g_set_error_literal (error, KT_OFFICE_REFUSED, 0, reason);
  return FALSE;
}

static gboolean
is_good (const KtAsked *asked)
{
  const char *device = kt_json_get_string (asked->document, "device");
  const char *worker = kt_json_get_string (asked->document, "worker");
  const char *public = kt_json_get_string (asked->document, "public");
  g_autofree guchar *key = NULL;
  gsize len = 0;

  if (device == NULL || worker == NULL || public == NULL || !g_str_has_prefix (worker, "worker:"))
    return FALSE;
  if (*device == '\0' || strlen (device) > MOST_DEVICE ||
      strspn (device, "abcdefghijklmnopqrstuvwxyz0123456789") != strlen (device))
    return FALSE;
  if (strlen (worker) > strlen ("worker:") + MOST_DEVICE ||
      strspn (kt_id_get_tail (worker), "abcdefghijklmnopqrstuvwxyz0123456789-") != strlen (kt_id_get_tail (worker)))
    return FALSE;
  key = g_base64_decode (public, &len);
  return len == KEY_BYTES;
}

static void
copy_text (json_object *from, json_object *to, const char *key)
{
  json_object_object_add (to, key, json_object_new_string (kt_json_get_string (from, key)));
}

/* The first to say so has it. */
static gboolean
claim (json_object *document, const KtAsked *asked, const char *reason, GError **error)
{
  const char *login = kt_json_get_string (document, "login");

  if (login != NULL && g_strcmp0 (login, asked->login) != 0)
    return refuse (error, reason);
  json_object_object_add (document, "login", json_object_new_string (asked->login));
  return TRUE;
}

static gboolean
edit_worker (json_object *document, gpointer data, GError **error)
{
  const KtAsked *asked = data;

  json_object_object_add (document, "type", json_object_new_string ("registry-worker"));
  return claim (document, asked, "worker-taken", error);
}

static gboolean
edit_key (json_object *document, gpointer data, GError **error)
{
  const KtAsked *asked = data;
  g_autofree char *now = kt_clock_now_iso ();

  if (!claim (document, asked, "key-taken", error))
    return FALSE;
  json_object_object_add (document, "type", json_object_new_string ("device-key"));
  copy_text (asked->document, document, "worker");
  copy_text (asked->document, document, "public");
  if (kt_json_get_string (document, "since") == NULL)
    json_object_object_add (document, "since", json_object_new_string (now));
  return TRUE;
}

static gboolean
apply_key (KtCouch *couch, const KtAsked *asked, GError **error)
{
  g_autofree char *id = NULL;

  if (!is_good (asked))
    return refuse (error, "bad-request");
  if (!kt_couch_ensure_document (couch, KT_REGISTRY, kt_json_get_string (asked->document, "worker"), edit_worker,
                                 (gpointer) asked, "register worker", error))
    return FALSE;
  id = g_strconcat ("key:", kt_json_get_string (asked->document, "device"), NULL);
  return kt_couch_ensure_document (couch, KT_ORGANISATION, id, edit_key, (gpointer) asked, "publish key", error);
}

const KtRequestKind kt_request_key_kinds[] = {
  { "device-key", apply_key },
  { NULL },
};
