/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-views"
#include "views/caseload/new-family-dialog.h"

#include <glib/gi18n.h>

#include "base/clock.h"
#include "widgets/error-text.h"
#include "widgets/page.h"

struct _KtNewFamilyDialog {
  AdwDialog parent_instance;

  /* template */
  AdwEntryRow *name, *place;
  GtkLabel *message;
  GtkWidget *make;

  /* owned */
  KtSession *session;
  char *family; /* once kept */
};

G_DEFINE_FINAL_TYPE (KtNewFamilyDialog, kt_new_family_dialog, ADW_TYPE_DIALOG)

static char *
dup_text (AdwEntryRow *row)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row))));
}

static void
changed_cb (KtNewFamilyDialog *self)
{
  g_autofree char *name = dup_text (self->name);

  gtk_widget_set_sensitive (self->make, *name != '\0');
}

static void
add_text (json_object *changes, const char *key, const char *value)
{
  if (value != NULL && *value != '\0')
    json_object_object_add (changes, key, json_object_new_string (value));
}

static void
fail (KtNewFamilyDialog *self, const GError *error)
{
  gtk_widget_set_sensitive (self->make, TRUE);
  gtk_label_set_label (self->message, kt_error_text (error));
}

/* ---- The worker as the family's helper ---- */
static void
helper_saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (KtNewFamilyDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (KtRecord) record = kt_session_save_finish (self->session, result, &error);

  if (record == NULL)
    {
      fail (self, error);
      return;
    }
  gtk_widget_activate_action (GTK_WIDGET (self), "win.open-family", "(ss)", self->family, "");
  adw_dialog_force_close (ADW_DIALOG (self));
}

static void
save_helper (KtNewFamilyDialog *self)
{
  json_object *changes = json_object_new_object ();
  g_autofree char *today = kt_clock_today ();

  add_text (changes, "name", kt_session_get_profile (self->session)->nickname);
  add_text (changes, "role", "fixed_worker");
  add_text (changes, "worker", kt_session_get_worker_id (self->session));
  add_text (changes, "since", today);
  kt_session_save_async (self->session, "participation", NULL, self->family, NULL, NULL, changes, helper_saved_cb,
                         g_object_ref (self));
}

/* ---- The family ---- */
static void
family_saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (KtNewFamilyDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (KtRecord) record = kt_session_save_finish (self->session, result, &error);

  if (record == NULL)
    {
      fail (self, error);
      return;
    }
  self->family = g_strdup (kt_record_get_id (record));
  save_helper (self);
}

static void
make_clicked_cb (KtNewFamilyDialog *self)
{
  g_autofree char *name = dup_text (self->name);
  g_autofree char *place = dup_text (self->place);
  g_autofree char *today = kt_clock_today ();
  json_object *changes;

  gtk_widget_set_sensitive (self->make, FALSE);
  if (self->family != NULL) /* kept before; only the helper was not */
    {
      save_helper (self);
      return;
    }
  changes = json_object_new_object ();
  add_text (changes, "name", name);
  add_text (changes, "place", place);
  add_text (changes, "phase", "meet");
  add_text (changes, "fixed_worker", kt_session_get_worker_id (self->session));
  add_text (changes, "started", today);
  kt_session_save_async (self->session, "family", NULL, NULL, NULL, NULL, changes, family_saved_cb, g_object_ref (self));
}

static void
kt_new_family_dialog_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), KT_TYPE_NEW_FAMILY_DIALOG);
  G_OBJECT_CLASS (kt_new_family_dialog_parent_class)->dispose (object);
}

static void
kt_new_family_dialog_finalize (GObject *object)
{
  KtNewFamilyDialog *self = KT_NEW_FAMILY_DIALOG (object);

  g_clear_object (&self->session);
  g_free (self->family);
  G_OBJECT_CLASS (kt_new_family_dialog_parent_class)->finalize (object);
}

static void
kt_new_family_dialog_class_init (KtNewFamilyDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kt_new_family_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = kt_new_family_dialog_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, KT_UI ("views/caseload/new-family-dialog.ui"));
  gtk_widget_class_bind_template_child (widget_class, KtNewFamilyDialog, name);
  gtk_widget_class_bind_template_child (widget_class, KtNewFamilyDialog, place);
  gtk_widget_class_bind_template_child (widget_class, KtNewFamilyDialog, message);
  gtk_widget_class_bind_template_child (widget_class, KtNewFamilyDialog, make);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, make_clicked_cb);
}

static void
kt_new_family_dialog_init (KtNewFamilyDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

AdwDialog *
kt_new_family_dialog_new (KtSession *session)
{
  KtNewFamilyDialog *self = g_object_new (KT_TYPE_NEW_FAMILY_DIALOG, NULL);

  self->session = g_object_ref (session);
  return ADW_DIALOG (self);
}
