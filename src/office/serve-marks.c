/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-office"
#include "office/serve-marks.h"

#include "office/office.h"

#define PATH "/" KT_REGISTRY "/_local/keukentafel-serve"

void
kt_serve_marks_clear (KtServeMarks *marks)
{
  g_free (marks->updates);
  g_free (marks->registry);
  g_free (marks->saved);
  *marks = (KtServeMarks) { NULL };
}

static char *
describe (const KtServeMarks *marks)
{
  return g_strjoin ("\n", marks->updates != NULL ? marks->updates : "", marks->registry != NULL ? marks->registry : "",
                    NULL);
}

gboolean
kt_serve_marks_load (KtServeMarks *marks, KtCouch *couch, GError **error)
{
  g_autoptr (json_object) there = NULL;

  if (!kt_couch_get (couch, PATH, &there, error))
    return FALSE;
  if (there == NULL)
    return TRUE;
  marks->updates = g_strdup (kt_json_get_string (there, "updates"));
  marks->registry = g_strdup (kt_json_get_string (there, "registry"));
  marks->saved = describe (marks);
  return TRUE;
}

gboolean
kt_serve_marks_save (KtServeMarks *marks, KtCouch *couch, GError **error)
{
  g_autofree char *now = describe (marks);
  g_autoptr (json_object) document = NULL;

  if (g_strcmp0 (now, marks->saved) == 0)
    return TRUE;
  if (!kt_couch_get (couch, PATH, &document, error))
    return FALSE;
  if (document == NULL)
    document = json_object_new_object ();
  if (marks->updates != NULL)
    json_object_object_add (document, "updates", json_object_new_string (marks->updates));
  if (marks->registry != NULL)
    json_object_object_add (document, "registry", json_object_new_string (marks->registry));
  if (!kt_couch_put_local (couch, PATH, document, error))
    return FALSE;
  g_set_str (&marks->saved, now);
  return TRUE;
}
