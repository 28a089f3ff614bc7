/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-family"
#include "views/family/plan/paper-left.h"

#include "base/i18n.h"
#include "model/paper.h"
#include "report/paper-text.h"
#include "views/family/family-text.h"
#include "widgets/chip-group.h"
#include "widgets/page.h"

#include <adwaita.h>

typedef struct {
  KtFamilyContext *context; /* owned */
  KtFamilyIndex *index;     /* owned: the plan as it is on the paper */
  KtRecord *print;          /* owned (nullable): a paper that was left before */
  GtkWidget *from;          /* owned: the window */
  AdwAlertDialog *dialog;   /* borrowed */
  KtChipGroup *whom, *how;  /* borrowed */
} Ask;

static void
ask_free (gpointer data)
{
  Ask *ask = data;

  g_object_unref (ask->context);
  kt_family_index_unref (ask->index);
  g_clear_pointer (&ask->print, kt_record_unref);
  g_object_unref (ask->from);
  g_free (ask);
}

/* The window stays, whatever becomes of the button that was pressed. */
static Ask *
ask_new (KtFamilyContext *context, GtkWidget *from, KtFamilyIndex *index, AdwDialog *dialog)
{
  Ask *ask = g_new0 (Ask, 1);
  GtkRoot *root = gtk_widget_get_root (from);

  ask->context = g_object_ref (context);
  ask->index = kt_family_index_ref (index);
  ask->from = g_object_ref (root != NULL ? GTK_WIDGET (root) : from);
  ask->dialog = ADW_ALERT_DIALOG (dialog);
  g_object_set_data_full (G_OBJECT (dialog), "kt-ask", ask, ask_free);
  return ask;
}

/* ---- Left ---- */

static void
on_left (KtRecord *saved, gpointer window)
{
  if (saved != NULL)
    kt_toast (window, _("Noted. When the plan changes, this paper is listed as one to replace."));
}

static void
on_left_response (AdwAlertDialog *dialog, const char *response, Ask *ask)
{
  const char *whom = kt_chip_group_get_selected (ask->whom), *how = kt_chip_group_get_selected (ask->how);

  if (!g_str_equal (response, "yes") || whom == NULL || how == NULL)
    return;
  kt_family_context_save (ask->context, ask->from, "print-record", NULL,
                          kt_paper_fields (ask->index, whom, how, kt_family_context_get_worker (ask->context),
                                           kt_i18n_get ()),
                          on_left, ask->from);
}

static void
on_whom (Ask *ask)
{
  adw_alert_dialog_set_response_enabled (ask->dialog, "yes", kt_chip_group_get_selected (ask->whom) != NULL);
}

static void
add_people (KtChipGroup *chips, GPtrArray *people)
{
  for (guint i = 0; i < people->len; i++)
    kt_chip_group_add_person (chips, g_ptr_array_index (people, i));
  g_ptr_array_unref (people);
}

static void
append_block (GtkWidget *box, const char *title, KtChipGroup *chips)
{
  GtkWidget *block = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);

  gtk_box_append (GTK_BOX (block), kt_plain_label (title, "kt-over"));
  gtk_box_append (GTK_BOX (block), GTK_WIDGET (chips));
  gtk_box_append (GTK_BOX (box), block);
}

static GtkWidget *
make_questions (Ask *ask, const char *whom)
{
  static const char *const ways[] = { "handed", "post", "pdf" };
  const KtField *how = kt_type_find_field (kt_type_find ("print-record"), "how");
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);

  ask->whom = KT_CHIP_GROUP (kt_chip_group_new (KT_CHIPS_ONE, _("For whom?"), FALSE));
  add_people (ask->whom, kt_family_index_list_members (ask->index));
  add_people (ask->whom, kt_family_index_list_households (ask->index));
  kt_chip_group_select (ask->whom, whom);
  ask->how = KT_CHIP_GROUP (kt_chip_group_new (KT_CHIPS_ONE, _("How?"), FALSE));
  for (gsize i = 0; i < G_N_ELEMENTS (ways); i++)
    kt_chip_group_add (ask->how, ways[i], _(kt_choice_label (how, ways[i])));
  kt_chip_group_select (ask->how, ways[0]);
  append_block (box, _("For whom?"), ask->whom);
  append_block (box, _("How?"), ask->how);
  return box;
}

void
kt_paper_left_ask (KtFamilyContext *context, GtkWidget *from, KtFamilyIndex *index, const char *whom)
{
  AdwDialog *dialog = adw_alert_dialog_new (_("Does the family get this plan?"),
                                            _("Then it is remembered who has it, and you hear when it no longer "
                                               "fits."));
  Ask *ask = ask_new (context, from, index, dialog);
  const char *worker = kt_family_context_get_worker (context);

  adw_alert_dialog_set_extra_child (ask->dialog,
                                    make_questions (ask, whom != NULL ? whom : kt_paper_guess_whom (index, worker)));
  adw_alert_dialog_add_responses (ask->dialog, "no", _("_No"), "yes", _("_Yes"), NULL);
  adw_alert_dialog_set_response_appearance (ask->dialog, "yes", ADW_RESPONSE_SUGGESTED);
  adw_alert_dialog_set_close_response (ask->dialog, "no");
  on_whom (ask);
  g_signal_connect_swapped (ask->whom, "changed", G_CALLBACK (on_whom), ask);
  g_signal_connect (dialog, "response", G_CALLBACK (on_left_response), ask);
  adw_dialog_present (dialog, ask->from);
}

/* ---- Gone ---- */

static void
on_gone (KtRecord *saved, gpointer window)
{
  if (saved != NULL)
    kt_toast (window, _("Noted: this paper is not there any more."));
}

static void
on_gone_response (AdwAlertDialog *dialog, const char *response, Ask *ask)
{
  if (g_str_equal (response, "cancel"))
    return;
  kt_family_context_save (ask->context, ask->from, "print-record", NULL,
                          kt_paper_end_fields (ask->index, ask->print, response,
                                               kt_family_context_get_worker (ask->context)),
                          on_gone, ask->from);
}

void
kt_paper_gone_ask (KtFamilyContext *context, GtkWidget *from, KtRecord *print)
{
  KtFamilyIndex *index = kt_family_context_get_index (context);
  KtPaper paper = { print, kt_record_get_text (print, "whom"), kt_record_get_text (print, "date"), NULL };
  g_autofree char *title = kt_paper_text_title (index, &paper);
  AdwDialog *dialog = adw_alert_dialog_new (_("Is this paper gone?"), title);
  Ask *ask = ask_new (context, from, index, dialog);

  ask->print = kt_record_ref (print);
  adw_alert_dialog_add_responses (ask->dialog, "cancel", _("_Cancel"), "taken_back", _("_Taken back"), "thrown_away",
                                  _("Thrown _away"), NULL);
  adw_alert_dialog_set_default_response (ask->dialog, "cancel");
  adw_alert_dialog_set_close_response (ask->dialog, "cancel");
  g_signal_connect (dialog, "response", G_CALLBACK (on_gone_response), ask);
  adw_dialog_present (dialog, ask->from);
}
