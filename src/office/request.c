/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-office"
#include "office/request.h"

#include <string.h>

#include "base/clock.h"
#include "base/id.h"
#include "base/log.h"
#include "office/inbox-note.h"
#include "office/steps.h"

static const KtRequestKind *const tables[] = { kt_request_family_kinds, kt_request_key_kinds, kt_request_unsent_kinds };

static KtRequestFunc
find_kind (const char *kind)
{
  for (gsize i = 0; i < G_N_ELEMENTS (tables); i++)
    for (const KtRequestKind *row = tables[i]; row->kind != NULL; row++)
      if (g_strcmp0 (row->kind, kind) == 0)
        return row->apply;
  return NULL;
}

typedef struct {
  const KtAsked *asked;
  const char *reason;      /* (nullable): done */
} Answer;

static gboolean
edit_answer (json_object *document, gpointer data, GError **error)
{
  const Answer *answer = data;
  g_autofree char *now = kt_clock_now_iso ();

  json_object_object_add (document, "type", json_object_new_string ("inbox-answer"));
  json_object_object_add (document, "kind", json_object_new_string (answer->asked->kind));
  if (answer->asked->family != NULL)
    json_object_object_add (document, "family", json_object_new_string (answer->asked->family));
  json_object_object_add (document, "outcome", json_object_new_string (answer->reason == NULL ? "done" : "refused"));
  if (answer->reason != NULL)
    json_object_object_add (document, "reason", json_object_new_string (answer->reason));
  json_object_object_add (document, "at", json_object_new_string (now));
  return TRUE;
}

static gboolean
do_and_tell (KtCouch *couch, const KtAsked *asked, KtRequestFunc apply, const char *inbox, const char *id, GError **error)
{
  Answer answer = { asked, NULL };
  g_autoptr (GError) failure = NULL;

  if (!apply (couch, asked, &failure))
    {
      if (failure->domain != KT_OFFICE_REFUSED)
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return FALSE;
        }
      answer.reason = failure->message;
    }
  return kt_couch_ensure_document (couch, inbox, id, edit_answer, &answer, answer.reason != NULL ? "refuse" : "answer",
                                   error);
}

gboolean
kt_request_answer (KtCouch *couch, const char *login, json_object *document, GError **error)
{
  KtAsked asked = {
    .uuid = kt_id_get_tail (kt_json_get_string (document, "_id")),
    .login = login,
    .kind = kt_json_get_string (document, "kind"),
    .family = kt_json_get_string (document, "family"),
    .document = document,
  };
  g_autofree char *inbox = kt_inbox_name (login), *id = g_strconcat ("answer:", asked.uuid, NULL);
  KtRequestFunc apply = find_kind (asked.kind);

  if (apply == NULL)
    {
      kt_log_event (G_LOG_LEVEL_MESSAGE, "office.request-of-unknown-kind", KT_LOG_END);
      return TRUE;
    }
  return do_and_tell (couch, &asked, apply, inbox, id, error);
}
