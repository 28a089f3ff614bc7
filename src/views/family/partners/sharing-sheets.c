/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-family"
#include "views/family/partners/sharing-sheets.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "views/family/family-text.h"
#include "views/family/record-dialog.h"
#include "widgets/page.h"

#define SPEAKERS (KT_WHO_MEMBERS | KT_WHO_NETWORK)

static const KtFormField question_fields[] = {
  { "person", KT_INPUT_PERSON, NULL, NULL, KT_WHO_MEMBERS, FALSE },
  { "agency", KT_INPUT_PERSON, NULL, NULL, KT_WHO_AGENCIES, FALSE },
  { "data", KT_INPUT_CHOICE, NULL, NULL, 0, FALSE },
  { "direction", KT_INPUT_CHOICE, NULL, NULL, 0, FALSE },
  { "purpose", KT_INPUT_LINE, NULL, NULL, 0, FALSE },
  { "limits", KT_INPUT_LINE, NULL, NULL, 0, FALSE },
  { "said_by", KT_INPUT_PERSON, NULL, NULL, SPEAKERS, FALSE },
  { "status", KT_INPUT_CHIPS, NULL, NULL, 0, FALSE },
  { "how", KT_INPUT_CHIPS, NULL, NULL, 0, FALSE },
  { "read_aloud", KT_INPUT_SWITCH, NULL, NULL, 0, FALSE },
  { "until", KT_INPUT_DATE, NULL, NULL, 0, FALSE },
  { "date", KT_INPUT_DATE, NULL, NULL, 0, TRUE },
  { "revisit", KT_INPUT_DATE, NULL, NULL, 0, TRUE },
  { "note", KT_INPUT_LINE, NULL, NULL, 0, TRUE },
  { NULL },
};
/* What is asked stands; only the answer is written down. */
static const KtFormField answer_fields[] = {
  { "said_by", KT_INPUT_PERSON, NULL, NULL, SPEAKERS, FALSE },
  { "status", KT_INPUT_CHIPS, NULL, NULL, 0, FALSE },
  { "how", KT_INPUT_CHIPS, NULL, NULL, 0, FALSE },
  { "read_aloud", KT_INPUT_SWITCH, NULL, NULL, 0, FALSE },
  { "limits", KT_INPUT_LINE, NULL, NULL, 0, FALSE },
  { "until", KT_INPUT_DATE, NULL, NULL, 0, FALSE },
  { "date", KT_INPUT_DATE, NULL, NULL, 0, TRUE },
  { "revisit", KT_INPUT_DATE, NULL, NULL, 0, TRUE },
  { "ended_on", KT_INPUT_DATE, NULL, NULL, 0, TRUE },
  { "data", KT_INPUT_CHOICE, NULL, NULL, 0, TRUE },
  { "direction", KT_INPUT_CHOICE, NULL, NULL, 0, TRUE },
  { "note", KT_INPUT_LINE, NULL, NULL, 0, TRUE },
  { NULL },
};
static const KtFormField ground_fields[] = {
  { "basis", KT_INPUT_CHOICE, NULL, NULL, 0, FALSE },
  { "ground", KT_INPUT_LINE, NULL, NULL, 0, FALSE },
  { "purpose", KT_INPUT_LINE, NULL, NULL, 0, FALSE },
  { "covers", KT_INPUT_LINE, NULL, NULL, 0, FALSE },
  { "until", KT_INPUT_DATE, NULL, NULL, 0, FALSE },
  { "since", KT_INPUT_DATE, NULL, NULL, 0, TRUE },
  { "checked_by", KT_INPUT_PERSON, NULL, NULL, KT_WHO_WORKERS, TRUE },
  { "checked_on", KT_INPUT_DATE, NULL, NULL, 0, TRUE },
  { NULL },
};

/* What is half written down about one is no draft for another. */
static const char *const question_drafts[] = { "agency", NULL };
static const char *const answer_drafts[] = { "agency", "person", "data", "direction", "purpose", "said_by", NULL };

static const KtRecordSheet question_sheet = { "consent", question_fields, N_("Ask for consent"),
                                              N_("Ask for consent"), NULL, question_drafts, NULL };
static const KtRecordSheet answer_sheet = { "consent", answer_fields, N_("The answer"), N_("The answer"),
                                            N_("Answer removed"), answer_drafts, NULL };
static const KtRecordSheet ground_sheet = { "legal-ground", ground_fields, N_("New legal ground"), N_("Legal ground"),
                                            N_("Legal ground removed"), question_drafts, NULL };

/* ---- Presets ---- */

static void
set_text (json_object *presets, const char *key, const char *value)
{
  if (value != NULL)
    json_object_object_add (presets, key, json_object_new_string (value));
}

static void
set_today (json_object *presets, const char *key)
{
  g_autofree char *today = kt_clock_today ();

  set_text (presets, key, today);
}

void
kt_sharing_ask (KtFamilyContext *context, GtkWidget *from, const char *agency)
{
  g_autoptr (json_object) presets = json_object_new_object ();

  set_text (presets, "agency", agency);
  set_today (presets, "date");
  adw_dialog_present (kt_record_dialog_new (context, &question_sheet, NULL, presets), from);
}

void
kt_sharing_answer (KtFamilyContext *context, GtkWidget *from, KtRecord *like, const char *said_by)
{
  static const char *const same[] = { "agency", "person", "data", "direction", "purpose", "limits", "until", "revisit" };
  g_autoptr (json_object) presets = json_object_new_object ();

  for (gsize i = 0; i < G_N_ELEMENTS (same); i++)
    set_text (presets, same[i], kt_record_get_text (like, same[i]));
  set_text (presets, "said_by", said_by);
  set_today (presets, "date");
  adw_dialog_present (kt_record_dialog_new (context, &answer_sheet, NULL, presets), from);
}

void
kt_sharing_edit_answer (KtFamilyContext *context, GtkWidget *from, KtRecord *consent)
{
  adw_dialog_present (kt_record_dialog_new (context, &answer_sheet, consent, NULL), from);
}

void
kt_sharing_add_ground (KtFamilyContext *context, GtkWidget *from, const char *agency)
{
  g_autoptr (json_object) presets = json_object_new_object ();

  set_text (presets, "agency", agency);
  set_text (presets, "checked_by", kt_family_context_get_worker (context));
  set_today (presets, "checked_on");
  adw_dialog_present (kt_record_dialog_new (context, &ground_sheet, NULL, presets), from);
}

void
kt_sharing_edit_ground (KtFamilyContext *context, GtkWidget *from, KtRecord *ground)
{
  adw_dialog_present (kt_record_dialog_new (context, &ground_sheet, ground, NULL), from);
}

/* ---- Taking back ---- */

typedef struct {
  KtFamilyContext *context; /* owned */
  GtkWidget *from;          /* owned */
  KtRecord *consent;        /* owned */
  json_object *changes;     /* owned */
} Withdrawing;

static void
withdrawing_free (gpointer data)
{
  Withdrawing *self = data;

  g_object_unref (self->context);
  g_object_unref (self->from);
  kt_record_unref (self->consent);
  json_object_put (self->changes);
  g_free (self);
}

static void
on_withdrawn (KtRecord *saved, gpointer data)
{
  Withdrawing *self = data;

  if (saved != NULL)
    kt_toast (self->from, _("Taken back. It goes along first with the next sending."));
  withdrawing_free (self);
}

static void
on_response (AdwAlertDialog *dialog, const char *response, Withdrawing *self)
{
  if (!g_str_equal (response, "withdraw"))
    {
      withdrawing_free (self);
      return;
    }
  kt_family_context_save (self->context, self->from, "consent", self->consent, json_object_get (self->changes),
                          on_withdrawn, self);
}

/* From here on, not backwards: what was told is known. */
static char *
dup_consequence (KtFamilyContext *context, KtRecord *consent)
{
  g_autofree char *agency = kt_family_full_name_of (context, kt_record_get_text (consent, "agency"));
  g_autofree char *person = kt_family_name_of (context, kt_record_get_text (consent, "person"));
  const char *data = kt_record_choice_text (consent, "data");

  /* Translators: what is shared, then about whom, then the name of an agency. */
  return g_strdup_printf (_("“%s”, about %s: from now on %s and we no longer share this. What was told before stays known. "
                             "The help goes on as it was."),
                          data != NULL ? data : "", person, agency);
}

void
kt_sharing_withdraw (KtFamilyContext *context, GtkWidget *from, KtRecord *consent)
{
  g_autofree char *name = kt_family_name_of (context, kt_record_get_text (consent, "said_by"));
  /* Translators: %s is the first name of somebody who had said yes. */
  g_autofree char *title = g_strdup_printf (_("Does %s take it back?"), name), *body = dup_consequence (context, consent);
  AdwDialog *dialog = adw_alert_dialog_new (NULL, NULL);
  Withdrawing *self = g_new0 (Withdrawing, 1);
  GtkRoot *root = gtk_widget_get_root (from);

  *self = (Withdrawing) { g_object_ref (context), g_object_ref (root != NULL ? GTK_WIDGET (root) : from),
                          kt_record_ref (consent), json_object_new_object () };
  set_text (self->changes, "status", "withdrawn");
  set_today (self->changes, "ended_on");
  adw_alert_dialog_set_heading (ADW_ALERT_DIALOG (dialog), title);
  adw_alert_dialog_set_body (ADW_ALERT_DIALOG (dialog), body);
  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (dialog), "cancel", _("_Cancel"), "withdraw", _("_Withdraw"), NULL);
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (dialog), "withdraw", ADW_RESPONSE_SUGGESTED);
  adw_alert_dialog_set_default_response (ADW_ALERT_DIALOG (dialog), "cancel");
  g_signal_connect (dialog, "response", G_CALLBACK (on_response), self);
  adw_dialog_present (dialog, from);
}
