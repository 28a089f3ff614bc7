/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-family"
#include "views/family/doubt-note.h"

#include "base/i18n.h"
#include "store/signatures.h"
#include "views/family/family-text.h"

/* The graver of what is in doubt; KT_VERDICT_GOOD: nothing. */
static KtVerdict
find_doubt (KtFamilyContext *context, KtRecord *record)
{
  KtStore *reader = kt_session_get_reader (kt_family_context_get_session (context));
  g_autoptr (GHashTable) verdicts = NULL;
  KtVerdict worst = KT_VERDICT_GOOD;
  GHashTableIter iter;
  gpointer verdict;

  if (reader == NULL || !kt_store_judge (reader, record, &verdicts, NULL) || verdicts == NULL)
    return worst;
  g_hash_table_iter_init (&iter, verdicts);
  while (g_hash_table_iter_next (&iter, NULL, &verdict))
    if (kt_verdict_is_doubt (GPOINTER_TO_INT (verdict)))
      worst = MAX (worst, (KtVerdict) GPOINTER_TO_INT (verdict));
  return worst;
}

GtkWidget *
kt_doubt_note_new (KtFamilyContext *context, KtRecord *record)
{
  KtVerdict doubt = find_doubt (context, record);
  GtkWidget *note;

  if (doubt == KT_VERDICT_GOOD)
    return NULL;
  note = kt_wrapped_label (doubt == KT_VERDICT_STRANGER
                               ? _("Part of this was written on the device of somebody else than it says. It is shown as "
                                    "it came; ask whoever wrote it.")
                               : _("Part of this was changed after it was written, not by whoever it says. It is shown as "
                                    "it came; ask whoever wrote it."),
                           "kt-notice");
  gtk_widget_add_css_class (note, "calm");
  return note;
}
