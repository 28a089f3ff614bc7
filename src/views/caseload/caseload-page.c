/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-views"
#include "views/caseload/caseload-page.h"

#include <glib/gi18n.h>

#include "base/clock.h"
#include "lists/caseload.h"
#include "lists/search-results.h"
#include "views/caseload/caseload-private.h"
#include "views/caseload/family-row.h"
#include "views/caseload/result-row.h"
#include "widgets/sync-sentence.h"
#include "views/caseload/today-view.h"
#include "views/profile/connect-page.h"
#include "report/date-text.h"
#include "widgets/page.h"

/* What is saved by twos and threes is shown at once. */
#define SETTLE 150 /* ms */

struct _KtCaseloadPage {
  AdwNavigationPage parent_instance;

  /* template */
  AdwNavigationSplitView *split;
  GtkSearchBar *search_bar;
  GtkEditable *search;
  GtkWidget *tabs_box;
  AdwToggleGroup *tabs;
  AdwBanner *sign_in;
  GtkWidget *example, *today_row;
  GtkLabel *today_line;
  GtkStack *lists;
  GtkListView *families, *results;
  GtkLabel *empty_words, *foot_words;
  GtkButton *empty_button;
  GtkImage *foot_icon;
  KtTodayView *today;

  /* owned */
  KtSession *session;
  KtCaseload *caseload; /* NULL until read */
  GListStore *items;    /* KtFamilyItem: every family */
  GtkFilter *filter;
  GtkSorter *sorter;
  GListModel *shown;
  GListStore *found_families, *found_hits;
  GCancellable *cancellable;
  guint reload_id;
  gboolean tab_chosen;  /* by a person: then it stays */
  gboolean settling;    /* this page moves the tab itself */
};

static void page_init (KtPageInterface *iface);
G_DEFINE_FINAL_TYPE_WITH_CODE (KtCaseloadPage, kt_caseload_page, ADW_TYPE_NAVIGATION_PAGE,
                               G_IMPLEMENT_INTERFACE (KT_TYPE_PAGE, page_init))

static const char *
current_tab (KtCaseloadPage *self)
{
  return adw_toggle_group_get_active_name (self->tabs);
}

static gboolean
is_searching (KtCaseloadPage *self)
{
  return gtk_search_bar_get_search_mode (self->search_bar) && *gtk_editable_get_text (self->search) != '\0';
}

/* ---- What the list shows ---- */
static void
show_empty (KtCaseloadPage *self, const char *words, const char *button)
{
  gtk_label_set_label (self->empty_words, words);
  gtk_widget_set_visible (GTK_WIDGET (self->empty_button), button != NULL);
  if (button != NULL)
    gtk_button_set_label (self->empty_button, button);
  gtk_stack_set_visible_child_name (self->lists, "empty");
}

static gboolean
has_any_family (KtCaseloadPage *self)
{
  return self->caseload != NULL && self->caseload->families->len > 0;
}

static void
show_empty_tab (KtCaseloadPage *self)
{
  if (!has_any_family (self))
    show_empty (self, _("No families yet. They come from the server, or begin here."),
                adw_navigation_split_view_get_collapsed (self->split) ? _("New family") : NULL);
  else if (g_strcmp0 (current_tab (self), "attention") == 0)
    show_empty (self, _("Nothing asks for your attention."), NULL);
  else
    show_empty (self, _("No visits today."), _("All families"));
}

static guint
count_found (KtCaseloadPage *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->found_families)) +
         g_list_model_get_n_items (G_LIST_MODEL (self->found_hits));
}

static void
update_stack (KtCaseloadPage *self)
{
  gboolean searching = is_searching (self);

  gtk_widget_set_visible (self->tabs_box, !searching);
  if (searching && count_found (self) == 0)
    show_empty (self, _("Nothing found. Try fewer letters, or another word."), NULL);
  else if (searching)
    gtk_stack_set_visible_child_name (self->lists, "results");
  else if (self->caseload == NULL)
    gtk_stack_set_visible_child_name (self->lists, "loading");
  else if (g_list_model_get_n_items (self->shown) == 0)
    show_empty_tab (self);
  else
    gtk_stack_set_visible_child_name (self->lists, "families");
}

static gboolean
is_in_tab (gpointer object, gpointer user_data)
{
  KtCaseloadPage *self = user_data;
  KtFamilyItem *item = object;
  const char *tab = current_tab (self);

  if (g_strcmp0 (tab, "today") == 0)
    return item->visit != NULL;
  if (g_strcmp0 (tab, "attention") == 0)
    return self->caseload != NULL && kt_family_item_needs_attention (item, self->caseload->today);
  return TRUE;
}

/* Today in the order of the day; elsewhere the families stay in the order of their names. */
static int
compare_in_tab (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const KtFamilyItem *one = a, *other = b;

  return g_strcmp0 (current_tab (user_data), "today") == 0 ? g_strcmp0 (one->visit, other->visit) : 0;
}

static void
filter_again (KtCaseloadPage *self)
{
  gtk_sorter_changed (self->sorter, GTK_SORTER_CHANGE_DIFFERENT);
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
}

static void
tab_changed_cb (KtCaseloadPage *self)
{
  if (!self->settling)
    self->tab_chosen = TRUE;
  if (self->filter != NULL)
    {
      filter_again (self);
      update_stack (self);
    }
}

static void
empty_clicked_cb (KtCaseloadPage *self)
{
  if (has_any_family (self))
    adw_toggle_group_set_active_name (self->tabs, "all");
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "win.new-family", NULL);
}

/* Folded, the list is alone on the screen: it leads to today, and to a first family. */
static void
collapsed_cb (KtCaseloadPage *self)
{
  gtk_widget_set_visible (self->today_row, has_any_family (self) && adw_navigation_split_view_get_collapsed (self->split));
  if (self->caseload != NULL)
    update_stack (self);
}

/* ---- Reading ---- */
static void
settle_tab (KtCaseloadPage *self)
{
  if (self->tab_chosen)
    return;
  self->settling = TRUE;
  adw_toggle_group_set_active_name (self->tabs, self->caseload->visits->len > 0 ? "today" : "all");
  self->settling = FALSE;
}

static void
show_today_link (KtCaseloadPage *self)
{
  guint n = self->caseload->visits->len;
  g_autofree char *day = kt_date_text_day (self->caseload->today);
  g_autofree char *visits = g_strdup_printf (ngettext ("%u visit", "%u visits", n), n);
  g_autofree char *under = g_strdup_printf ("%s · %s", day, visits);
  g_autofree char *name = NULL;

  gtk_label_set_label (self->today_line, under);
  name = g_strdup_printf ("%s, %s", _("My day"), under);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->today_row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

/* At first the arrow keys walk through the families; later the focus is where a person put it. */
static void
focus_first (KtCaseloadPage *self)
{
  GtkRoot *window = gtk_widget_get_root (GTK_WIDGET (self));

  if (window != NULL && gtk_root_get_focus (window) == NULL && gtk_widget_get_mapped (GTK_WIDGET (self->families)))
    gtk_widget_grab_focus (GTK_WIDGET (self->families));
}

static void
take_caseload (KtCaseloadPage *self, KtCaseload *caseload)
{
  g_clear_pointer (&self->caseload, kt_caseload_free);
  self->caseload = caseload;
  settle_tab (self);
  kt_family_items_splice (self->items, caseload->families);
  filter_again (self);
  show_today_link (self);
  collapsed_cb (self);
  kt_today_view_show (self->today, caseload);
  focus_first (self);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (KtCaseloadPage) self = user_data;
  g_autoptr (GError) error = NULL;
  KtCaseload *caseload = kt_caseload_load_finish (self->session, result, &error);

  if (caseload != NULL && self->items != NULL)
    take_caseload (self, caseload);
  else if (caseload != NULL)
    kt_caseload_free (caseload);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_warning ("caseload: %s", error->message);
}

static gboolean
reload_cb (gpointer user_data)
{
  KtCaseloadPage *self = user_data;

  self->reload_id = 0;
  kt_caseload_load_async (self->session, self->cancellable, loaded_cb, g_object_ref (self));
  return G_SOURCE_REMOVE;
}

static void
changed_cb (KtCaseloadPage *self)
{
  if (self->reload_id == 0)
    self->reload_id = g_timeout_add (SETTLE, reload_cb, self);
}

/* ---- The foot: the one place for the state of sync ---- */
static void
sync_changed_cb (KtCaseloadPage *self)
{
  KtSyncSentence sentence = kt_sync_sentence (self->session);

  gtk_label_set_label (self->foot_words, sentence.words);
  gtk_image_set_from_icon_name (self->foot_icon, sentence.icon);
  adw_banner_set_revealed (self->sign_in, kt_session_get_sync_state (self->session) == KT_SYNC_SIGN_IN);
  g_free (sentence.words);
}

static void
sign_in_clicked_cb (KtCaseloadPage *self)
{
  kt_push_page (GTK_WIDGET (self), kt_connect_page_new (self->session, KT_CONNECT_AGAIN));
}

/* ---- Search ---- */
static void
search_changed_cb (KtCaseloadPage *self)
{
  KtStore *reader = self->session != NULL ? kt_session_get_reader (self->session) : NULL;
  const char *words = gtk_editable_get_text (self->search);
  g_autoptr (GError) error = NULL;

  if (reader != NULL && !kt_search_results_load (reader, words, self->found_families, self->found_hits, &error))
    g_warning ("search: %s", error->message);
  update_stack (self);
}

static void
search_mode_changed_cb (KtCaseloadPage *self)
{
  if (self->items != NULL)
    update_stack (self);
}

static void
open_family (KtCaseloadPage *self, const char *family, const char *record)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.open-family", "(ss)", family, record != NULL ? record : "");
}

/* Return opens the first thing found: for what is typed now, also when it comes before the list did. */
static void
search_activated_cb (KtCaseloadPage *self)
{
  g_autoptr (KtSearchItem) item = NULL;

  search_changed_cb (self);
  item = g_list_model_get_item (G_LIST_MODEL (self->found_families), 0);
  if (item == NULL)
    item = g_list_model_get_item (G_LIST_MODEL (self->found_hits), 0);
  if (item != NULL && is_searching (self))
    open_family (self, item->family, item->id);
}

static void
result_activated_cb (KtCaseloadPage *self, guint position)
{
  g_autoptr (KtSearchItem) item = g_list_model_get_item (G_LIST_MODEL (gtk_list_view_get_model (self->results)), position);

  open_family (self, item->family, item->id);
}

static void
family_activated_cb (KtCaseloadPage *self, guint position)
{
  g_autoptr (KtFamilyItem) item = g_list_model_get_item (self->shown, position);

  open_family (self, item->id, NULL);
}

static void
today_row_clicked_cb (KtCaseloadPage *self)
{
  adw_navigation_split_view_set_show_content (self->split, TRUE);
}

void
kt_caseload_page_search (KtCaseloadPage *self)
{
  adw_navigation_split_view_set_show_content (self->split, FALSE);
  gtk_search_bar_set_search_mode (self->search_bar, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

/* Escape leaves the search from wherever in it the focus is. */
static gboolean
leave_search (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  KtCaseloadPage *self = KT_CASELOAD_PAGE (widget);

  if (!gtk_search_bar_get_search_mode (self->search_bar))
    return FALSE;
  gtk_search_bar_set_search_mode (self->search_bar, FALSE);
  gtk_widget_grab_focus (GTK_WIDGET (self->families));
  return TRUE;
}

/* What was typed elsewhere and not closed is no change of a record: it is looked for on coming back. */
static void
kt_caseload_page_showing (AdwNavigationPage *page)
{
  changed_cb (KT_CASELOAD_PAGE (page));
}

/* ---- Rows ---- */
static void
setup_family_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  gtk_list_item_set_child (item, kt_family_row_new ());
}

static void
bind_family_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  KtFamilyItem *family = gtk_list_item_get_item (item);
  g_autofree char *sentence = kt_family_row_dup_sentence (family);

  kt_family_row_show (KT_FAMILY_ROW (gtk_list_item_get_child (item)), family);
  gtk_list_item_set_accessible_label (item, sentence);
}

static void
setup_result_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  gtk_list_item_set_child (item, kt_result_row_new ());
}

static void
bind_result_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  KtSearchItem *result = gtk_list_item_get_item (item);
  g_autofree char *sentence = kt_result_row_dup_sentence (result);

  kt_result_row_show (KT_RESULT_ROW (gtk_list_item_get_child (item)), result);
  gtk_list_item_set_accessible_label (item, sentence);
}

static void
setup_header_cb (GtkSignalListItemFactory *factory, GtkListHeader *header)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "kt-over");
  gtk_list_header_set_child (header, label);
}

static void
bind_header_cb (GtkSignalListItemFactory *factory, GtkListHeader *header)
{
  KtSearchItem *first = gtk_list_header_get_item (header);
  const char *words = first->type == NULL ? _("Families") : _("In the files");

  gtk_label_set_label (GTK_LABEL (gtk_list_header_get_child (header)), words);
}

static GtkListItemFactory *
new_factory (GCallback setup, GCallback bind)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", setup, NULL);
  g_signal_connect (factory, "bind", bind, NULL);
  return factory;
}

static void
build_lists (KtCaseloadPage *self)
{
  g_autoptr (GtkListItemFactory) family = new_factory (G_CALLBACK (setup_family_cb), G_CALLBACK (bind_family_cb));
  g_autoptr (GtkListItemFactory) result = new_factory (G_CALLBACK (setup_result_cb), G_CALLBACK (bind_result_cb));
  g_autoptr (GtkListItemFactory) header = new_factory (G_CALLBACK (setup_header_cb), G_CALLBACK (bind_header_cb));
  g_autoptr (GListStore) both = g_list_store_new (G_TYPE_LIST_MODEL);
  g_autoptr (GtkNoSelection) families = NULL, results = NULL;
  GtkFilterListModel *filtered;

  self->filter = GTK_FILTER (gtk_custom_filter_new (is_in_tab, self, NULL));
  self->sorter = GTK_SORTER (gtk_custom_sorter_new (compare_in_tab, self, NULL));
  filtered = gtk_filter_list_model_new (g_object_ref (G_LIST_MODEL (self->items)), g_object_ref (self->filter));
  self->shown = G_LIST_MODEL (gtk_sort_list_model_new (G_LIST_MODEL (filtered), g_object_ref (self->sorter)));
  families = gtk_no_selection_new (g_object_ref (self->shown));
  gtk_list_view_set_factory (self->families, family);
  gtk_list_view_set_model (self->families, GTK_SELECTION_MODEL (families));
  g_list_store_append (both, self->found_families);
  g_list_store_append (both, self->found_hits);
  results = gtk_no_selection_new (G_LIST_MODEL (gtk_flatten_list_model_new (g_object_ref (G_LIST_MODEL (both)))));
  gtk_list_view_set_factory (self->results, result);
  gtk_list_view_set_header_factory (self->results, header);
  gtk_list_view_set_model (self->results, GTK_SELECTION_MODEL (results));
}

/* ---- The object ---- */
static AdwNavigationPage *
rebuild (KtPage *page)
{
  KtCaseloadPage *old = KT_CASELOAD_PAGE (page);
  KtCaseloadPage *new = KT_CASELOAD_PAGE (kt_caseload_page_new (old->session, gtk_widget_get_visible (old->example)));

  new->settling = TRUE;
  adw_toggle_group_set_active_name (new->tabs, current_tab (old));
  new->settling = FALSE;
  new->tab_chosen = old->tab_chosen;
  return ADW_NAVIGATION_PAGE (new);
}

static void
page_init (KtPageInterface *iface)
{
  iface->rebuild = rebuild;
}

static void
kt_caseload_page_dispose (GObject *object)
{
  KtCaseloadPage *self = KT_CASELOAD_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->reload_id, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (object), KT_TYPE_CASELOAD_PAGE);
  g_clear_object (&self->shown);
  g_clear_object (&self->filter);
  g_clear_object (&self->sorter);
  g_clear_object (&self->items);
  G_OBJECT_CLASS (kt_caseload_page_parent_class)->dispose (object);
}

static void
kt_caseload_page_finalize (GObject *object)
{
  KtCaseloadPage *self = KT_CASELOAD_PAGE (object);

  g_clear_pointer (&self->caseload, kt_caseload_free);
  g_clear_object (&self->found_families);
  g_clear_object (&self->found_hits);
  g_clear_object (&self->session);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (kt_caseload_page_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, KT_UI ("views/caseload/caseload-page.ui"));
  gtk_widget_class_bind_template_child (widget_class, KtCaseloadPage, split);
  gtk_widget_class_bind_template_child (widget_class, KtCaseloadPage, search_bar);
  gtk_widget_class_bind_template_child (widget_class, KtCaseloadPage, search);
  gtk_widget_class_bind_template_child (widget_class, KtCaseloadPage, tabs_box);
  gtk_widget_class_bind_template_child (widget_class, KtCaseloadPage, tabs);
  gtk_widget_class_bind_template_child (widget_class, KtCaseloadPage, sign_in);
  gtk_widget_class_bind_template_child (widget_class, KtCaseloadPage, example);
  gtk_widget_class_bind_template_child (widget_class, KtCaseloadPage, today_row);
  gtk_widget_class_bind_template_child (widget_class, KtCaseloadPage, today_line);
  gtk_widget_class_bind_template_child (widget_class, KtCaseloadPage, lists);
  gtk_widget_class_bind_template_child (widget_class, KtCaseloadPage, families);
  gtk_widget_class_bind_template_child (widget_class, KtCaseloadPage, results);
  gtk_widget_class_bind_template_child (widget_class, KtCaseloadPage, empty_words);
  gtk_widget_class_bind_template_child (widget_class, KtCaseloadPage, empty_button);
  gtk_widget_class_bind_template_child (widget_class, KtCaseloadPage, foot_words);
  gtk_widget_class_bind_template_child (widget_class, KtCaseloadPage, foot_icon);
  gtk_widget_class_bind_template_child (widget_class, KtCaseloadPage, today);
  gtk_widget_class_bind_template_callback (widget_class, search_mode_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, sign_in_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, tab_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, today_row_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, family_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, result_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, empty_clicked_cb);
}

static void
kt_caseload_page_class_init (KtCaseloadPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = kt_caseload_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = kt_caseload_page_finalize;
  ADW_NAVIGATION_PAGE_CLASS (klass)->showing = kt_caseload_page_showing;
  gtk_widget_class_add_binding (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, leave_search, NULL);
  g_type_ensure (KT_TYPE_TODAY_VIEW);
  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
kt_caseload_page_init (KtCaseloadPage *self)
{
  self->settling = TRUE; /* the template sets the first tab */
  gtk_widget_init_template (GTK_WIDGET (self));
  self->settling = FALSE;
  self->cancellable = g_cancellable_new ();
  self->items = g_list_store_new (KT_TYPE_FAMILY_ITEM);
  self->found_families = g_list_store_new (KT_TYPE_SEARCH_ITEM);
  self->found_hits = g_list_store_new (KT_TYPE_SEARCH_ITEM);
  g_signal_connect_object (self->split, "notify::collapsed", G_CALLBACK (collapsed_cb), self, G_CONNECT_SWAPPED);
  gtk_search_bar_connect_entry (self->search_bar, self->search);
  build_lists (self);
}

AdwNavigationPage *
kt_caseload_page_new (KtSession *session, gboolean example)
{
  KtCaseloadPage *self = g_object_new (KT_TYPE_CASELOAD_PAGE, NULL);

  self->session = g_object_ref (session);
  gtk_widget_set_visible (self->example, example);
  g_signal_connect_object (session, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "changed", G_CALLBACK (sync_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "sync-changed", G_CALLBACK (sync_changed_cb), self, G_CONNECT_SWAPPED);
  sync_changed_cb (self);
  reload_cb (self);
  return ADW_NAVIGATION_PAGE (self);
}
