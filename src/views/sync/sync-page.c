/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-views"
#include "config.h"

#include "views/sync/sync-page.h"

#include <glib/gi18n.h>

#include "store/outbox.h"
#include "views/profile/connect-page.h"
#include "views/sync/asks-group.h"
#include "views/sync/number-card.h"
#include "views/sync/offered-group.h"
#include "views/sync/records-page.h"
#include "views/sync/set-aside-card.h"
#include "widgets/fold-box.h"
#include "widgets/keyed-box.h"
#include "widgets/page.h"
#include "widgets/person-avatar.h"
#include "widgets/state-mark.h"
#include "widgets/sync-sentence.h"

#define NUMBERS_ABREAST 320 /* sp: below it one above the other */

struct _KtSyncPage {
  AdwNavigationPage parent_instance;

  /* template */
  GtkLabel *line;
  AdwBin *numbers, *offered, *asks;
  GtkWidget *now, *connect, *set_aside_box;
  KtKeyedBox *set_aside;
  AdwPreferencesGroup *families;
  AdwActionRow *details;

  /* borrowed: children */
  KtNumberCard *here, *sent, *waiting;
  GPtrArray *rows; /* owned; of the widgets in families */

  /* owned */
  KtSession *session;
  guint refresh_id;
};

static void page_init (KtPageInterface *iface);
G_DEFINE_FINAL_TYPE_WITH_CODE (KtSyncPage, kt_sync_page, ADW_TYPE_NAVIGATION_PAGE,
                               G_IMPLEMENT_INTERFACE (KT_TYPE_PAGE, page_init))

/* ---- The line under the title ---- */
static char *
dup_line (KtSession *session)
{
  g_autofree char *time = kt_last_contact_text (kt_session_get_last_contact (session)), *full = kt_full_text (session);

  if (full != NULL)
    return g_steal_pointer (&full);
  switch (kt_session_get_sync_state (session))
    {
    case KT_SYNC_NO_SERVER:
      return g_strdup (_("Everything is kept on this device. There is no server yet."));
    case KT_SYNC_RUNNING:
      return g_strdup (_("Everything is kept. It is being sent now."));
    case KT_SYNC_SIGN_IN:
      return g_strdup (_("Everything is kept. The server asks for your password once more."));
    case KT_SYNC_BUSY:
      return g_strdup (_("Everything is kept. The server is busy; it goes by itself later."));
    case KT_SYNC_OFFLINE:
      /* Translators: %s is a time, perhaps with a day. */
      return time != NULL ? g_strdup_printf (_("Everything is kept. No internet yet; the last contact was %s."), time)
                          : g_strdup (_("Everything is kept. No internet yet; it goes by itself later."));
    case KT_SYNC_IDLE:
    default:
      return time != NULL ? g_strdup_printf (_("Everything is kept. The last contact was %s."), time)
                          : g_strdup (_("Everything is kept."));
    }
}

static void
show_buttons (KtSyncPage *self)
{
  KtSyncState state = kt_session_get_sync_state (self->session);
  gboolean sign_in = state == KT_SYNC_SIGN_IN, none = state == KT_SYNC_NO_SERVER;

  gtk_widget_set_visible (self->now, !none && !sign_in);
  gtk_widget_set_sensitive (self->now, state != KT_SYNC_RUNNING);
  gtk_widget_set_visible (self->connect, none || sign_in);
  gtk_button_set_label (GTK_BUTTON (self->connect), sign_in ? _("Sign in again") : _("Connect to the server"));
}

/* ---- By family ---- */
static char *
dup_complete (KtSyncPage *self, const KtCounts *counts, gboolean example)
{
  g_autofree char *time = kt_last_contact_text (counts->complete);

  if (kt_session_get_sync_state (self->session) == KT_SYNC_NO_SERVER)
    return g_strdup_printf (ngettext ("%u change", "%u changes", counts->here), counts->here);
  if (example)
    return g_strdup (_("An example: it stays on this device"));
  /* Translators: %s is a time, perhaps with a day. */
  return time != NULL ? g_strdup_printf (_("Everything in · %s"), time) : g_strdup (_("Not yet complete"));
}

static GtkWidget *
build_family (KtSyncPage *self, KtRecord *family, const KtCounts *counts, gboolean example)
{
  GtkWidget *row = adw_action_row_new ();
  const char *name = kt_record_get_text (family, "name");
  g_autofree char *complete = dup_complete (self, counts, example);
  GtkWidget *flag = kt_flag_mark_new (counts->disputed > 0 || counts->set_aside > 0);
  GtkWidget *state = kt_state_mark_new (counts->here > 0 ? KT_STATE_HERE : counts->sent > 0 ? KT_STATE_SENT
                                                                                            : KT_STATE_SERVER);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name != NULL ? name : "…");
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), complete);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), kt_name_avatar_new (name, 32));
  if (flag != NULL)
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), flag);
  if (state != NULL)
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), state);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "win.open-family");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "(ss)", kt_record_get_id (family), "");
  return row;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  const char *one = kt_record_get_text ((KtRecord *) a, "name"), *other = kt_record_get_text ((KtRecord *) b, "name");

  return g_utf8_collate (one != NULL ? one : "", other != NULL ? other : "");
}

static void
show_families (KtSyncPage *self, KtStore *store)
{
  g_autoptr (GPtrArray) families = kt_store_list (store, "family", NULL, NULL);
  g_autoptr (GHashTable) examples = kt_store_list_examples (store, NULL);

  if (families != NULL)
    g_ptr_array_sort_values (families, compare_names);
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->families, self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);
  for (guint i = 0; families != NULL && i < families->len; i++)
    {
      KtCounts counts = { 0 };
      GtkWidget *row;
      gboolean example = examples != NULL && g_hash_table_contains (examples, kt_record_get_id (families->pdata[i]));

      if (!kt_store_count (store, kt_record_get_id (families->pdata[i]), &counts, NULL))
        continue;
      row = build_family (self, families->pdata[i], &counts, example);
      kt_counts_clear (&counts);
      adw_preferences_group_add (self->families, row);
      g_ptr_array_add (self->rows, row);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->families), self->rows->len > 0);
}

/* ---- Set aside ---- */
static GtkWidget *
build_set_aside (gpointer item, gpointer user_data)
{
  KtSession *session = g_object_get_data (G_OBJECT (user_data), "session");
  const KtSetAside *aside = item;
  g_autoptr (KtRecord) record = kt_session_get_reader (session) != NULL
                                    ? kt_store_load (kt_session_get_reader (session), aside->id, NULL)
                                    : NULL;

  return kt_set_aside_card_new (session, aside, record);
}

static void
show_set_aside (KtSyncPage *self, KtStore *store)
{
  GPtrArray *list = kt_store_list_set_aside (store, NULL);
  GPtrArray *items = kt_keyed_items_new ();
  /* Keeps list and session alive while the box builds. */
  GObject *keeper = g_object_new (G_TYPE_OBJECT, NULL);

  for (guint i = 0; list != NULL && i < list->len; i++)
    {
      const KtSetAside *aside = list->pdata[i];
      g_autofree char *print = g_strdup_printf ("%s %s %s", aside->id, aside->rev, aside->reason);

      kt_keyed_items_add (items, aside->id, print, list->pdata[i]);
    }
  gtk_widget_set_visible (self->set_aside_box, items->len > 0);
  g_object_set_data_full (keeper, "session", g_object_ref (self->session), g_object_unref);
  if (list != NULL)
    g_object_set_data_full (keeper, "list", list, (GDestroyNotify) g_ptr_array_unref);
  kt_keyed_box_update (self->set_aside, items, build_set_aside, keeper, g_object_unref);
}

/* ---- For the helpdesk ---- */
static const char *
state_name (KtSyncState state)
{
  static const char *const names[] = { "no-server", "idle", "running", "offline", "sign-in", "busy" };

  return names[state];
}

static void
show_details (KtSyncPage *self, KtStore *store, const KtCounts *counts)
{
  KtServer server = { 0 };
  gboolean known = kt_session_get_server (self->session, &server);
  const char *contact = kt_session_get_last_contact (self->session);
  g_autofree char *text = g_strdup_printf ("Keukentafel %s\ndevice %s\nserver %s\nstate %s\ncontact %s\n"
                                           "here %u sent %u aside %u disputed %u",
                                           VERSION, kt_store_get_device (store), known ? server.url : "–",
                                           state_name (kt_session_get_sync_state (self->session)),
                                           contact != NULL ? contact : "–", counts->here, counts->sent, counts->set_aside,
                                           counts->disputed);

  kt_server_clear (&server);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self->details), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->details), _("Details"));
  adw_action_row_set_subtitle (self->details, text);
}

static void
copy_clicked_cb (KtSyncPage *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), adw_action_row_get_subtitle (self->details));
  kt_toast (GTK_WIDGET (self), _("Copied, without personal data."));
}

/* ---- All of it ---- */
static gboolean
refresh_cb (gpointer user_data)
{
  KtSyncPage *self = user_data;
  KtStore *store = kt_session_get_reader (self->session);
  KtCounts counts = { 0 };
  g_autofree char *state = dup_line (self->session), *erased = kt_erased_text (self->session);
  g_autofree char *clock = kt_clock_text (self->session);
  g_autofree char *line = g_strconcat (state, erased != NULL ? "\n" : "", erased != NULL ? erased : "",
                                       clock != NULL ? "\n" : "", clock != NULL ? clock : "", NULL);

  self->refresh_id = 0;
  if (store == NULL || !kt_store_count (store, NULL, &counts, NULL))
    return G_SOURCE_REMOVE;
  gtk_label_set_label (self->line, line);
  kt_number_card_set_number (self->here, counts.here);
  kt_number_card_set_number (self->sent, counts.sent);
  kt_number_card_set_number (self->waiting, counts.set_aside + counts.disputed);
  show_buttons (self);
  show_families (self, store);
  show_set_aside (self, store);
  kt_offered_group_update (self->offered, self->session);
  kt_asks_group_update (self->asks, self->session);
  show_details (self, store, &counts);
  kt_counts_clear (&counts);
  return G_SOURCE_REMOVE;
}

static void
changed_cb (KtSyncPage *self)
{
  if (self->refresh_id == 0)
    self->refresh_id = g_timeout_add (100, refresh_cb, self);
}

static void
here_clicked_cb (KtSyncPage *self)
{
  kt_push_page (GTK_WIDGET (self), kt_records_page_new (self->session, KT_RECORDS_HERE));
}

static void
sent_clicked_cb (KtSyncPage *self)
{
  kt_push_page (GTK_WIDGET (self), kt_records_page_new (self->session, KT_RECORDS_SENT));
}

static void
waiting_clicked_cb (KtSyncPage *self)
{
  kt_push_page (GTK_WIDGET (self), kt_records_page_new (self->session, KT_RECORDS_WAITING));
}

static void
now_clicked_cb (KtSyncPage *self)
{
  kt_session_sync_now (self->session);
}

static void
connect_clicked_cb (KtSyncPage *self)
{
  gboolean again = kt_session_get_sync_state (self->session) == KT_SYNC_SIGN_IN;

  kt_push_page (GTK_WIDGET (self), kt_connect_page_new (self->session, again ? KT_CONNECT_AGAIN : KT_CONNECT_CHANGE));
}

static KtNumberCard *
add_number (KtSyncPage *self, GtkWidget *box, const char *icon, const char *caption, GCallback clicked)
{
  GtkWidget *card = kt_number_card_new (icon, caption);

  g_signal_connect_object (card, "clicked", clicked, self, G_CONNECT_SWAPPED);
  kt_fold_box_append (KT_FOLD_BOX (box), card);
  return KT_NUMBER_CARD (card);
}

static void
build_numbers (KtSyncPage *self)
{
  GtkWidget *box = kt_fold_box_new (NUMBERS_ABREAST, 12, 12);

  self->here = add_number (self, box, "kt-local-symbolic", _("on this device"), G_CALLBACK (here_clicked_cb));
  self->sent = add_number (self, box, "kt-sent-symbolic", _("sent"), G_CALLBACK (sent_clicked_cb));
  self->waiting = add_number (self, box, "kt-flag-symbolic", _("waits for you"), G_CALLBACK (waiting_clicked_cb));
  adw_bin_set_child (self->numbers, box);
}

static AdwNavigationPage *
rebuild (KtPage *page)
{
  return kt_sync_page_new (KT_SYNC_PAGE (page)->session);
}

static void
page_init (KtPageInterface *iface)
{
  iface->rebuild = rebuild;
}

static void
kt_sync_page_dispose (GObject *object)
{
  KtSyncPage *self = KT_SYNC_PAGE (object);

  g_clear_handle_id (&self->refresh_id, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (object), KT_TYPE_SYNC_PAGE);
  G_OBJECT_CLASS (kt_sync_page_parent_class)->dispose (object);
}

static void
kt_sync_page_finalize (GObject *object)
{
  KtSyncPage *self = KT_SYNC_PAGE (object);

  g_clear_object (&self->session);
  g_ptr_array_unref (self->rows);
  G_OBJECT_CLASS (kt_sync_page_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, KT_UI ("views/sync/sync-page.ui"));
  gtk_widget_class_bind_template_child (widget_class, KtSyncPage, line);
  gtk_widget_class_bind_template_child (widget_class, KtSyncPage, numbers);
  gtk_widget_class_bind_template_child (widget_class, KtSyncPage, offered);
  gtk_widget_class_bind_template_child (widget_class, KtSyncPage, asks);
  gtk_widget_class_bind_template_child (widget_class, KtSyncPage, now);
  gtk_widget_class_bind_template_child (widget_class, KtSyncPage, connect);
  gtk_widget_class_bind_template_child (widget_class, KtSyncPage, set_aside_box);
  gtk_widget_class_bind_template_child (widget_class, KtSyncPage, set_aside);
  gtk_widget_class_bind_template_child (widget_class, KtSyncPage, families);
  gtk_widget_class_bind_template_child (widget_class, KtSyncPage, details);
  gtk_widget_class_bind_template_callback (widget_class, now_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, connect_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_clicked_cb);
}

static void
kt_sync_page_class_init (KtSyncPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = kt_sync_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = kt_sync_page_finalize;
  g_type_ensure (KT_TYPE_KEYED_BOX);
  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
kt_sync_page_init (KtSyncPage *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  build_numbers (self);
}

AdwNavigationPage *
kt_sync_page_new (KtSession *session)
{
  KtSyncPage *self = g_object_new (KT_TYPE_SYNC_PAGE, NULL);

  self->session = g_object_ref (session);
  g_signal_connect_object (session, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "sync-changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  refresh_cb (self);
  return ADW_NAVIGATION_PAGE (self);
}
