/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-app"
#include "app/shortcuts.h"

#include <glib/gi18n.h>

typedef struct {
  const char *action;    /* detailed name; NULL: a key the toolkit handles, shown only */
  const char *accels[3]; /* NULL-terminated, the first is shown */
  const char *label;
} KtShortcut;

typedef struct {
  const char *title;
  const KtShortcut *rows; /* ends with label == NULL */
} KtShortcutGroup;

static const KtShortcut everywhere[] = {
  { "win.lock", { "<Control>l" }, N_("Lock") },
  { "win.search", { "<Control>f" }, N_("Search") },
  { "win.sync-page", { "<Control><Shift>s" }, N_("What waits to be sent") },
  { "win.safe-page", { "<Control><Shift>e" }, N_("Everything safe?") },
  { "win.preferences", { "<Control>comma" }, N_("Preferences") },
  { "win.shortcuts", { "<Control>question", "F1" }, N_("These keys") },
  { "win.switch-language", { "<Control><Shift>l" }, N_("Dutch or English") },
  { NULL, { "<Alt>Left" }, N_("Back") },
  { "app.quit", { "<Control>q" }, N_("Close the app") },
  { NULL },
};
static const KtShortcut families[] = {
  { "win.new-family", { "<Control>n" }, N_("New family") },
  { NULL, { "<Alt>1" }, N_("Overview") },
  { NULL, { "<Alt>2" }, N_("Family") },
  { NULL, { "<Alt>3" }, N_("Analysis") },
  { NULL, { "<Alt>4" }, N_("Plan") },
  { NULL, { "<Alt>5" }, N_("Visits") },
  { NULL, { "<Alt>6" }, N_("Partners") },
  { NULL, { "<Control>p" }, N_("Print the plan") },
  { NULL, { "<Control>v" }, N_("In a visit: add the picture that was copied") },
  { NULL, { "n" }, N_("The next picture") },
  { NULL, { "plus" }, N_("A picture larger") },
  { NULL, { "r" }, N_("A picture turned") },
  { NULL },
};
static const KtShortcutGroup groups[] = {
  { N_("Everywhere"), everywhere },
  { N_("Families"), families },
};

void
kt_shortcuts_install (GtkApplication *application)
{
  for (gsize i = 0; i < G_N_ELEMENTS (groups); i++)
    for (const KtShortcut *row = groups[i].rows; row->label != NULL; row++)
      if (row->action != NULL)
        gtk_application_set_accels_for_action (application, row->action, row->accels);
}

static gboolean
is_accel (const char *accel, guint key, GdkModifierType state)
{
  guint wanted;
  GdkModifierType modifiers;

  return gtk_accelerator_parse (accel, &wanted, &modifiers) && gdk_keyval_to_lower (key) == wanted &&
         (state & gtk_accelerator_get_default_mod_mask ()) == modifiers;
}

gboolean
kt_shortcuts_match (const char *action, guint key, GdkModifierType state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (groups); i++)
    for (const KtShortcut *row = groups[i].rows; row->label != NULL; row++)
      for (gsize n = 0; g_strcmp0 (row->action, action) == 0 && row->accels[n] != NULL; n++)
        if (is_accel (row->accels[n], key, state))
          return TRUE;
  return FALSE;
}

static GtkWidget *
build_row (const KtShortcut *shortcut)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *keys = NULL;
  guint key;
  GdkModifierType modifiers;

  gtk_accelerator_parse (shortcut->accels[0], &key, &modifiers);
  keys = gtk_accelerator_get_label (key, modifiers);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _(shortcut->label));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             g_object_new (GTK_TYPE_LABEL, "label", keys, "css-classes",
                                           (const char *[]) { "kt-key", NULL }, NULL));
  return row;
}

AdwDialog *
kt_shortcuts_dialog_new (void)
{
  AdwDialog *dialog = adw_dialog_new ();
  GtkWidget *view = adw_toolbar_view_new ();
  GtkWidget *page = adw_preferences_page_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (groups); i++)
    {
      GtkWidget *group = adw_preferences_group_new ();

      adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _(groups[i].title));
      for (const KtShortcut *row = groups[i].rows; row->label != NULL; row++)
        adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), build_row (row));
      adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (group));
    }
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), adw_header_bar_new ());
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), page);
  adw_dialog_set_title (dialog, _("Keys"));
  adw_dialog_set_child (dialog, view);
  adw_dialog_set_content_width (dialog, 480);
  adw_dialog_set_content_height (dialog, 560);
  return dialog;
}
