/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-sync"
#include "sync/revision-json.h"
#include <string.h>
#include "base/json.h"
#include "sync/json-spans.h"

/* What the server adds to a body by itself and takes from us in another form. */
static gboolean
is_servers_own (KtSpan key)
{
  static const char *const names[] = { "\"_rev\"", "\"_revisions\"", "\"_conflicts\"", "\"_deleted_conflicts\"",
                                       "\"_revs_info\"", "\"_local_seq\"", "\"_deleted\"", "\"_id\"" };

  if (key.len < 5 || key.at[1] != '_')
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (kt_span_is (key, names[i]))
      return TRUE;
  return FALSE;
}

static void
append_members (GString *out, const char *bytes)
{
  KtSpanIter iter;
  KtSpan key, value;

  kt_span_iter_init (&iter, (KtSpan) { bytes, strlen (bytes) });
  while (kt_span_iter_next (&iter, &key, &value))
    if (!is_servers_own (key))
      {
        g_string_append_c (out, ',');
        g_string_append_len (out, key.at, key.len);
        g_string_append_c (out, ':');
        g_string_append_len (out, value.at, value.len);
      }
}

static void
append_text (GString *out, const char *text)
{
  kt_json_append_string (out, text, strlen (text));
}

void
kt_json_append_revision (GString *out, const KtPendingRev *rev)
{
  g_string_append (out, "{\"_id\":");
  append_text (out, rev->id);
  g_string_append (out, ",\"_rev\":");
  append_text (out, rev->rev);
  g_string_append_printf (out, ",\"_revisions\":{\"start\":%d,\"ids\":[", rev->start);
  for (guint i = 0; rev->ids[i] != NULL; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      append_text (out, rev->ids[i]);
    }
  g_string_append (out, "]}");
  if (rev->deleted)
    g_string_append (out, ",\"_deleted\":true");
  else
    append_members (out, rev->bytes);
  g_string_append_c (out, '}');
}

gsize
kt_pending_rev_size (const KtPendingRev *rev)
{
  return strlen (rev->id) + 200 + (rev->bytes != NULL ? strlen (rev->bytes) : 0);
}
