/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-family"
#include "views/family/plan/take-back-dialog.h"

#include "base/i18n.h"
#include "views/family/family-text.h"
#include "widgets/page.h"

#include <adwaita.h>

typedef struct {
  KtFamilyContext *context; /* owned */
  KtRecord *record;         /* owned: what is seen now */
  const KtField *field;
  GStrv choices;            /* owned */
  char *chosen;             /* owned */
  GtkWidget *from;          /* owned */
  GtkEditable *why;         /* borrowed */
  AdwAlertDialog *dialog;   /* borrowed */
} TakeBack;

static void
take_back_free (gpointer data)
{
  TakeBack *self = data;

  g_object_unref (self->context);
  kt_record_unref (self->record);
  g_strfreev (self->choices);
  g_free (self->chosen);
  g_object_unref (self->from);
  g_free (self);
}

static char *
dup_why (TakeBack *self)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (self->why)));
}

static void
on_typed (TakeBack *self)
{
  g_autofree char *why = dup_why (self);

  adw_alert_dialog_set_response_enabled (self->dialog, "back", *why != '\0');
}

static void
on_chosen (GtkCheckButton *check, TakeBack *self)
{
  if (gtk_check_button_get_active (check))
    g_set_str (&self->chosen, g_object_get_data (G_OBJECT (check), "kt-choice"));
}

typedef struct {
  KtFamilyContext *context; /* owned */
  GtkWidget *from;          /* owned */
} Deciding;

static void
on_decided (GObject *source, GAsyncResult *result, gpointer data)
{
  Deciding *deciding = data;
  g_autoptr (KtFamilyContext) context = deciding->context;
  g_autoptr (GtkWidget) from = deciding->from;
  g_autoptr (GError) error = NULL;
  g_autoptr (KtRecord) kept = kt_session_decide_finish (KT_SESSION (source), result, &error);

  g_free (deciding);
  if (kept == NULL)
    {
      kt_family_toast_problem (from, error);
      return;
    }
  kt_family_context_reload (context);
  kt_toast (from, _("Taken back. Both decisions stay in the history."));
}

static void
on_response (AdwAlertDialog *dialog, const char *response, TakeBack *self)
{
  g_autofree char *why = dup_why (self);
  Deciding *deciding;

  if (!g_str_equal (response, "back") || *why == '\0')
    return;
  deciding = g_new0 (Deciding, 1);
  deciding->context = g_object_ref (self->context);
  deciding->from = g_object_ref (self->from);
  kt_session_decide_async (kt_family_context_get_session (self->context), self->record, self->field->key, self->chosen, why,
                           NULL, on_decided, deciding);
}

/* ---- Building ---- */

/* One wording is simply said; of several one is chosen. */
static GtkWidget *
make_choices (TakeBack *self)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  GtkWidget *first = NULL;

  for (guint i = 0; self->choices[i] != NULL; i++)
    {
      g_autofree char *quoted = kt_quoted (self->choices[i]);
      GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW, "use-markup", FALSE, "title", quoted, NULL), *check;

      if (self->choices[1] != NULL)
        {
          check = gtk_check_button_new ();
          gtk_check_button_set_group (GTK_CHECK_BUTTON (check), GTK_CHECK_BUTTON (first));
          g_object_set_data_full (G_OBJECT (check), "kt-choice", g_strdup (self->choices[i]), g_free);
          g_signal_connect (check, "toggled", G_CALLBACK (on_chosen), self);
          gtk_check_button_set_active (GTK_CHECK_BUTTON (check), i == 0);
          adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
          adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
          first = first != NULL ? first : check;
        }
      adw_preferences_group_add (group, row);
    }
  return GTK_WIDGET (group);
}

static GtkWidget *
make_body (TakeBack *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12), *row = adw_entry_row_new ();
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _("Why"));
  adw_preferences_group_add (group, row);
  self->why = GTK_EDITABLE (row);
  g_signal_connect_swapped (row, "changed", G_CALLBACK (on_typed), self);
  gtk_box_append (GTK_BOX (box), make_choices (self));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (group));
  return box;
}

void
kt_take_back_dialog_present (KtFamilyContext *context, GtkWidget *from, KtRecord *record, const KtField *field,
                             const char *const *choices)
{
  AdwDialog *dialog = adw_alert_dialog_new (_("Take this decision back?"),
                                            _("Then this stands again, and the history says why."));
  TakeBack *self = g_new0 (TakeBack, 1);
  GtkRoot *root = gtk_widget_get_root (from);

  *self = (TakeBack) { g_object_ref (context), kt_record_ref (record), field, g_strdupv ((char **) choices),
                       g_strdup (choices[0]), g_object_ref (root != NULL ? GTK_WIDGET (root) : from), NULL,
                       ADW_ALERT_DIALOG (dialog) };
  g_object_set_data_full (G_OBJECT (dialog), "kt-take-back", self, take_back_free);
  adw_alert_dialog_set_extra_child (self->dialog, make_body (self));
  adw_alert_dialog_add_responses (self->dialog, "cancel", _("_Cancel"), "back", _("_Take back"), NULL);
  adw_alert_dialog_set_response_appearance (self->dialog, "back", ADW_RESPONSE_SUGGESTED);
  adw_alert_dialog_set_response_enabled (self->dialog, "back", FALSE);
  g_signal_connect (dialog, "response", G_CALLBACK (on_response), self);
  adw_dialog_present (dialog, from);
}
