/* SPDX-License-Identifier: EUPL-1.2 */
/* Work of somebody who lost access goes on to the family's fixed worker; without one, or when it is the fixed worker's
 * own, to the first who sees everything. The note is there before the answer: killed in between, it is written again,
 * and is the same. */
#define G_LOG_DOMAIN "kt-office"
#include "office/inbox-note.h"
#include "office/registry.h"
#include "office/request.h"
#include "office/steps.h"

/* Returns: (transfer full) (nullable). */
static char *
find_receiver (json_object *family, const char *author)
{
  const char *fixed = kt_json_get_string (family, "fixed");
  g_auto (GStrv) all = kt_json_dup_strv (kt_json_get_array (family, kt_scope_name (KT_SCOPE_SAFE)));

  if (fixed != NULL && g_strcmp0 (fixed, author) != 0 && kt_registry_level (family, fixed) > 0)
    return g_strdup (fixed);
  for (guint i = 0; all[i] != NULL; i++)
    if (g_strcmp0 (all[i], author) != 0)
      return g_strdup (all[i]);
  return NULL;
}

static gboolean
edit_note (json_object *document, gpointer data, GError **error)
{
  const KtAsked *asked = data;
  json_object *records = kt_json_get_array (asked->document, "records"), *drafts;

  json_object_object_add (document, "type", json_object_new_string ("inbox-unsent"));
  json_object_object_add (document, "from", json_object_new_string (asked->login));
  json_object_object_add (document, "family", json_object_new_string (asked->family));
  json_object_object_add (document, "records", json_object_get (records));
  if (json_object_object_get_ex (asked->document, "drafts", &drafts))
    json_object_object_add (document, "drafts", json_object_get (drafts));
  return TRUE;
}

static gboolean
refuse (GError **error, const char *reason)
{
  g_set_error_literal (error, KT_OFFICE_REFUSED, 0, reason);
  return FALSE;
}

/* Only of a family the author was once let into: an inbox is no place to send things to strangers from. */
static gboolean
apply_unsent (KtCouch *couch, const KtAsked *asked, GError **error)
{
  g_autoptr (json_object) family = NULL;
  g_autofree char *receiver = NULL, *inbox = NULL, *id = g_strconcat ("unsent:", asked->uuid, NULL);

  if (asked->family == NULL || kt_json_get_array (asked->document, "records") == NULL)
    return refuse (error, "bad-request");
  if (!kt_steps_read_family (couch, asked->family, &family, error))
    return FALSE;
  if (family == NULL)
    return refuse (error, "no-family");
  if (kt_json_get_bool (family, "erased"))
    return refuse (error, "erased");
  if (!kt_registry_was_here (family, asked->login) && kt_registry_level (family, asked->login) == 0 &&
      !kt_registry_is_of_agency (family, asked->login))
    return refuse (error, "not-yours");
  receiver = find_receiver (family, asked->login);
  if (receiver == NULL)
    return refuse (error, "nobody-else");
  inbox = kt_inbox_name (receiver);
  return kt_couch_ensure_document (couch, inbox, id, edit_note, (gpointer) asked, "forward work", error);
}

const KtRequestKind kt_request_unsent_kinds[] = {
  { "unsent-work", apply_unsent },
  { NULL },
};
