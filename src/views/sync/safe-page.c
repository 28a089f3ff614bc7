/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-views"
#include "views/sync/safe-page.h"

#include <glib/gi18n.h>

#include "lists/safe-list.h"
#include "views/profile/connect-page.h"
#include "views/sync/safe-verdict.h"
#include "views/sync/set-aside-card.h"
#include "widgets/keyed-box.h"
#include "widgets/page.h"
#include "widgets/person-avatar.h"
#include "widgets/record-text.h"
#include "widgets/state-mark.h"

struct _KtSafePage {
  AdwNavigationPage parent_instance;

  /* template */
  GtkImage *sign;
  GtkLabel *answer, *advice;
  GtkButton *deed;
  KtKeyedBox *families;

  /* owned */
  KtSession *session;
  GCancellable *cancellable;
  guint refresh_id;
  gboolean loading, again;
  KtSafeDeed what;
};

static void page_init (KtPageInterface *iface);
G_DEFINE_FINAL_TYPE_WITH_CODE (KtSafePage, kt_safe_page, ADW_TYPE_NAVIGATION_PAGE,
                               G_IMPLEMENT_INTERFACE (KT_TYPE_PAGE, page_init))

/* ---- What is not at the server, family by family ---- */

static char *
dup_where (const KtUnsafeRecord *unsafe)
{
  if (unsafe->state == KT_STATE_SET_ASIDE && unsafe->reason != NULL)
    return kt_set_aside_reason_text (unsafe->reason);
  return g_strdup (unsafe->state == KT_STATE_SENT ? _("Sent, not yet confirmed") : kt_state_text (unsafe->state));
}

static GtkWidget *
new_row (const char *title, const char *subtitle, const char *family, const char *record)
{
  GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW, "use-markup", FALSE, NULL);
  GtkWidget *button = g_object_new (GTK_TYPE_BUTTON, "icon-name", "go-next-symbolic", "valign", GTK_ALIGN_CENTER,
                                    "focusable", FALSE, NULL);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_widget_add_css_class (button, "flat");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.open-family");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "(ss)", family, record);
  /* The row is the target; the button is what assistive technology can press. */
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), button);
  return row;
}

static GtkWidget *
build_record (const KtSafeFamily *family, const KtUnsafeRecord *unsafe)
{
  g_autofree char *title = kt_record_text_title (unsafe->record), *where = dup_where (unsafe);
  GtkWidget *row = new_row (title, where, family->id, kt_record_get_id (unsafe->record));

  adw_action_row_add_prefix (ADW_ACTION_ROW (row), kt_state_mark_new (unsafe->state));
  return row;
}

static void
add_rest (AdwPreferencesGroup *group, const KtSafeFamily *family)
{
  guint rest = family->waiting - family->records->len;
  GtkWidget *row;

  if (rest == 0)
    return;
  row = g_object_new (ADW_TYPE_ACTION_ROW, "use-markup", FALSE, NULL);
  {
    /* Translators: after a list of records: how many more there are. */
    g_autofree char *text = g_strdup_printf (ngettext ("and %u more", "and %u more", rest), rest);
    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), text);
  }
  adw_preferences_group_add (group, row);
}

static GtkWidget *
build_waiting (const KtSafeFamily *family, KtSyncState state)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  g_autofree char *title = g_markup_escape_text (family->name, -1), *text = kt_safe_family_text (family, state);

  adw_preferences_group_set_title (group, title);
  adw_preferences_group_set_description (group, text);
  for (guint i = 0; i < family->records->len; i++)
    adw_preferences_group_add (group, build_record (family, g_ptr_array_index (family->records, i)));
  add_rest (group, family);
  return GTK_WIDGET (group);
}

static GtkWidget *
build_safe_row (const KtSafeFamily *family, KtSyncState state)
{
  g_autofree char *text = kt_safe_family_text (family, state);
  GtkWidget *row = new_row (family->name, text, family->id, "");

  adw_action_row_add_prefix (ADW_ACTION_ROW (row), kt_name_avatar_new (family->name, 32));
  return row;
}

static GtkWidget *
build_safe (KtSafeList *list, KtSyncState state)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());

  adw_preferences_group_set_title (group, state == KT_SYNC_NO_SERVER ? _("On this device") : _("At the server"));
  for (guint i = 0; i < list->families->len; i++)
    {
      const KtSafeFamily *family = g_ptr_array_index (list->families, i);

      if (family->waiting == 0 || state == KT_SYNC_NO_SERVER)
        adw_preferences_group_add (group, build_safe_row (family, state));
    }
  return GTK_WIDGET (group);
}

static GtkWidget *
build_other (KtSafeList *list)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  g_autofree char *notes = g_strdup_printf (ngettext ("%u note", "%u notes", list->unfinished), list->unfinished);
  g_autofree char *things = g_strdup_printf (ngettext ("%u thing from the server", "%u things from the server", list->unreadable),
                                             list->unreadable);

  if (list->unfinished > 0)
    {
      GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW, "title", notes, "subtitle",
                                     _("Typed, not kept yet: only on this device"), NULL);

      adw_action_row_add_suffix (ADW_ACTION_ROW (row), kt_state_mark_new (KT_STATE_HERE));
      adw_preferences_group_set_title (group, _("Unfinished"));
      adw_preferences_group_add (group, row);
    }
  if (list->unreadable > 0)
    adw_preferences_group_add (group, g_object_new (ADW_TYPE_ACTION_ROW, "title", things, "subtitle",
                                                    _("It could not be read here, and is kept as it came."), "activatable", TRUE,
                                                    "action-name", "win.sync-page", NULL));
  return GTK_WIDGET (group);
}

/* ---- The list ---- */

typedef struct {
  KtSafeList *list;
  KtSyncState state;
} Shown;

static void
shown_free (gpointer data)
{
  Shown *shown = data;

  kt_safe_list_free (shown->list);
  g_free (shown);
}

static GtkWidget *
build_part (gpointer item, gpointer user_data)
{
  Shown *shown = user_data;

  if (item == shown)
    return build_safe (shown->list, shown->state);
  if (item == shown->list)
    return build_other (shown->list);
  return build_waiting (item, shown->state);
}

static char *
print_family (const KtSafeFamily *family)
{
  GString *print = g_string_new (family->name);

  g_string_append_printf (print, " %u %u %s", family->waiting, family->counts.server, family->counts.complete);
  for (guint i = 0; i < family->records->len; i++)
    {
      const KtUnsafeRecord *unsafe = g_ptr_array_index (family->records, i);

      g_string_append_printf (print, " %s %d %x", kt_record_get_id (unsafe->record), unsafe->state,
                              g_str_hash (kt_record_get_bytes (unsafe->record)));
    }
  return g_string_free (print, FALSE);
}

static void
show_list (KtSafePage *self, KtSafeList *list, KtSyncState state)
{
  GPtrArray *items = kt_keyed_items_new ();
  Shown *shown = g_new0 (Shown, 1);
  g_autoptr (GString) safe = g_string_new (NULL);
  g_autofree char *other = g_strdup_printf ("%u %u", list->unfinished, list->unreadable);

  *shown = (Shown) { list, state };
  if (list->unfinished > 0 || list->unreadable > 0)
    kt_keyed_items_add (items, "other", other, list);
  g_string_append_printf (safe, "%d", state == KT_SYNC_NO_SERVER);
  for (guint i = 0; i < list->families->len; i++)
    {
      KtSafeFamily *family = g_ptr_array_index (list->families, i);
      g_autofree char *print = print_family (family);

      if (family->waiting > 0 && state != KT_SYNC_NO_SERVER)
        kt_keyed_items_add (items, family->id, print, family);
      else
        g_string_append (safe, print);
    }
  if (safe->len > 1)
    kt_keyed_items_add (items, "safe", safe->str, shown);
  kt_keyed_box_update (self->families, items, build_part, shown, shown_free);
}

/* ---- The answer ---- */

static const char *
deed_label (KtSafeDeed deed)
{
  static const char *const labels[] = { [KT_SAFE_DO_SEND] = N_("Send now"),
                                        [KT_SAFE_DO_CONNECT] = N_("Connect to the server"),
                                        [KT_SAFE_DO_SIGN_IN] = N_("Sign in again"),
                                        [KT_SAFE_DO_LOOK] = N_("What waits for you") };

  return labels[deed] != NULL ? _(labels[deed]) : "";
}

static void
show_verdict (KtSafePage *self, const KtSafeVerdict *verdict)
{
  gboolean news = g_strcmp0 (gtk_label_get_label (self->answer), verdict->answer) != 0;

  gtk_label_set_label (self->answer, verdict->answer);
  gtk_label_set_label (self->advice, verdict->advice);
  gtk_image_set_from_icon_name (self->sign, verdict->yes ? "kt-check-symbolic" : "kt-local-symbolic");
  gtk_widget_remove_css_class (GTK_WIDGET (self->sign), verdict->yes ? "kt-concern" : "kt-strength");
  gtk_widget_add_css_class (GTK_WIDGET (self->sign), verdict->yes ? "kt-strength" : "kt-concern");
  self->what = verdict->deed;
  gtk_button_set_label (self->deed, deed_label (verdict->deed));
  gtk_widget_set_visible (GTK_WIDGET (self->deed), verdict->deed != KT_SAFE_DO_NOTHING);
  if (news)
    gtk_accessible_announce (GTK_ACCESSIBLE (self), verdict->answer, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_LOW);
}

static void
deed_clicked_cb (KtSafePage *self)
{
  switch (self->what)
    {
    case KT_SAFE_DO_SEND:
      kt_session_sync_now (self->session);
      break;
    case KT_SAFE_DO_CONNECT:
      kt_push_page (GTK_WIDGET (self), kt_connect_page_new (self->session, KT_CONNECT_CHANGE));
      break;
    case KT_SAFE_DO_SIGN_IN:
      kt_push_page (GTK_WIDGET (self), kt_connect_page_new (self->session, KT_CONNECT_AGAIN));
      break;
    case KT_SAFE_DO_LOOK:
      gtk_widget_activate_action (GTK_WIDGET (self), "win.sync-page", NULL);
      break;
    case KT_SAFE_DO_NOTHING:
    default:
      break;
    }
}

/* ---- Loading ---- */

static gboolean
run_load (KtStore *store, gpointer data, GError **error)
{
  KtSafeList **list = data;

  *list = kt_safe_list_load (store, error);
  return *list != NULL;
}

static void load (KtSafePage *self);

typedef struct {
  KtSafePage *self;  /* owned */
  KtSafeList *list;
} Load;

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Load *job = user_data;
  g_autoptr (KtSafePage) self = job->self;
  g_autoptr (KtSafeList) list = NULL;
  KtStoreWorker *worker = kt_session_get_store_worker (self->session);
  KtSyncState state = kt_session_get_sync_state (self->session);
  g_autoptr (GError) error = NULL;
  gboolean good = worker != NULL && kt_store_worker_run_finish (worker, result, &error);
  KtSafeVerdict verdict;

  list = g_steal_pointer (&job->list);
  g_free (job);
  self->loading = FALSE;
  if (!good || gtk_widget_in_destruction (GTK_WIDGET (self)))
    return;
  verdict = kt_safe_verdict (list, state, kt_session_get_last_contact (self->session));
  show_verdict (self, &verdict);
  kt_safe_verdict_clear (&verdict);
  show_list (self, g_steal_pointer (&list), state);
  if (self->again)
    load (self);
}

static void
load (KtSafePage *self)
{
  KtStoreWorker *worker = kt_session_get_store_worker (self->session);
  Load *job;

  self->again = self->loading;
  if (worker == NULL || self->loading)
    return;
  self->loading = TRUE;
  job = g_new0 (Load, 1);
  job->self = g_object_ref (self);
  kt_store_worker_run_async (worker, KT_PRIORITY_SAVE, run_load, &job->list, NULL, self->cancellable, loaded_cb, job);
}

static gboolean
refresh_cb (gpointer user_data)
{
  KtSafePage *self = user_data;

  self->refresh_id = 0;
  load (self);
  return G_SOURCE_REMOVE;
}

static void
changed_cb (KtSafePage *self)
{
  if (self->refresh_id == 0)
    self->refresh_id = g_timeout_add (100, refresh_cb, self);
}

/* ---- Object ---- */

static AdwNavigationPage *
rebuild (KtPage *page)
{
  return kt_safe_page_new (KT_SAFE_PAGE (page)->session);
}

static void
page_init (KtPageInterface *iface)
{
  iface->rebuild = rebuild;
}

static void
kt_safe_page_dispose (GObject *object)
{
  KtSafePage *self = KT_SAFE_PAGE (object);

  g_clear_handle_id (&self->refresh_id, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (object), KT_TYPE_SAFE_PAGE);
  G_OBJECT_CLASS (kt_safe_page_parent_class)->dispose (object);
}

static void
kt_safe_page_finalize (GObject *object)
{
  KtSafePage *self = KT_SAFE_PAGE (object);

  g_clear_object (&self->session);
  g_object_unref (self->cancellable);
  G_OBJECT_CLASS (kt_safe_page_parent_class)->finalize (object);
}

static void
kt_safe_page_class_init (KtSafePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kt_safe_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = kt_safe_page_finalize;
  g_type_ensure (KT_TYPE_KEYED_BOX);
  gtk_widget_class_set_template_from_resource (widget_class, KT_UI ("views/sync/safe-page.ui"));
  gtk_widget_class_bind_template_child (widget_class, KtSafePage, sign);
  gtk_widget_class_bind_template_child (widget_class, KtSafePage, answer);
  gtk_widget_class_bind_template_child (widget_class, KtSafePage, advice);
  gtk_widget_class_bind_template_child (widget_class, KtSafePage, deed);
  gtk_widget_class_bind_template_child (widget_class, KtSafePage, families);
  gtk_widget_class_bind_template_callback (widget_class, deed_clicked_cb);
}

static void
kt_safe_page_init (KtSafePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
}

AdwNavigationPage *
kt_safe_page_new (KtSession *session)
{
  KtSafePage *self = g_object_new (KT_TYPE_SAFE_PAGE, NULL);

  self->session = g_object_ref (session);
  g_signal_connect_object (session, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "sync-changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  load (self);
  return ADW_NAVIGATION_PAGE (self);
}
