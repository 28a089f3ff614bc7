/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-views"
#include "views/sync/asks-group.h"

#include <glib/gi18n.h>

#include "store/outbox.h"
#include "sync/ask-words.h"

/* Returns: (transfer full). */
static char *
dup_state (const KtAsk *ask)
{
  if (ask->state == KT_ASK_REFUSED && ask->reason != NULL)
    /* Translators: the placeholder is the reason. */
    return g_strdup_printf (_("refused: %s"), _(kt_ask_reason_words (ask->reason)));
  if (ask->state == KT_ASK_REFUSED)
    return g_strdup (_("refused"));
  return g_strdup (ask->state == KT_ASK_SENT ? _("asked; no answer yet") : _("goes at the next contact"));
}

/* A device's key is the program's own affair. */
static gboolean
is_told (const KtAsk *ask)
{
  return ask->state != KT_ASK_DONE && g_strcmp0 (ask->kind, "device-key") != 0;
}

static GtkWidget *
build_row (KtStore *store, const KtAsk *ask)
{
  GtkWidget *row = adw_action_row_new ();
  g_autoptr (KtRecord) family = ask->family != NULL ? kt_store_load (store, ask->family, NULL) : NULL;
  const char *name = family != NULL ? kt_record_get_text (family, "name") : NULL;
  g_autofree char *title = name != NULL ? g_strdup_printf ("%s: %s", name, _(kt_ask_kind_words (ask->kind)))
                                        : g_strdup (_(kt_ask_kind_words (ask->kind)));
  g_autofree char *state = dup_state (ask);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), state);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  return row;
}

static char *
dup_print (GPtrArray *asks)
{
  GString *print = g_string_new (NULL);

  for (guint i = 0; asks != NULL && i < asks->len; i++)
    {
      const KtAsk *ask = asks->pdata[i];

      g_string_append_printf (print, "%s %d %s\n", ask->id, ask->state, ask->reason != NULL ? ask->reason : "");
    }
  return g_string_free (print, FALSE);
}

void
kt_asks_group_update (AdwBin *bin, KtStore *store)
{
  g_autoptr (GPtrArray) asks = kt_store_list_asks (store, NULL);
  g_autofree char *print = dup_print (asks);
  GtkWidget *group;
  gboolean any = FALSE;

  if (g_strcmp0 (print, g_object_get_data (G_OBJECT (bin), "print")) == 0)
    return;
  group = adw_preferences_group_new ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _("Asked of the office"));
  for (guint i = 0; asks != NULL && i < asks->len; i++)
    {
      if (!is_told (asks->pdata[i]))
        continue;
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), build_row (store, asks->pdata[i]));
      any = TRUE;
    }
  adw_bin_set_child (bin, group);
  gtk_widget_set_visible (GTK_WIDGET (bin), any);
  g_object_set_data_full (G_OBJECT (bin), "print", g_steal_pointer (&print), g_free);
}
