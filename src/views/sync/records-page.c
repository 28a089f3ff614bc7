/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-views"
#include "views/sync/records-page.h"

#include <glib/gi18n.h>

#include "widgets/page.h"
#include "widgets/person-avatar.h"
#include "widgets/record-text.h"

/* ---- A row's value ---- */
#define KT_TYPE_RECORD_ITEM (kt_record_item_get_type ())
G_DECLARE_FINAL_TYPE (KtRecordItem, kt_record_item, KT, RECORD_ITEM, GObject)
struct _KtRecordItem {
  GObject parent_instance;
  char *id, *family, *family_name, *title;
};
G_DEFINE_FINAL_TYPE (KtRecordItem, kt_record_item, G_TYPE_OBJECT)

static void
kt_record_item_finalize (GObject *object)
{
  KtRecordItem *self = KT_RECORD_ITEM (object);

  g_free (self->id);
  g_free (self->family);
  g_free (self->family_name);
  g_free (self->title);
  G_OBJECT_CLASS (kt_record_item_parent_class)->finalize (object);
}

static void
kt_record_item_class_init (KtRecordItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kt_record_item_finalize;
}

static void
kt_record_item_init (KtRecordItem *self)
{
}

/* ---- The page ---- */
struct _KtRecordsPage {
  AdwNavigationPage parent_instance;

  /* template */
  GtkStack *pages;
  GtkListView *list;

  /* owned */
  KtSession *session;
  GListStore *items;
  KtRecordsWhich which;
};

static void page_init (KtPageInterface *iface);
G_DEFINE_FINAL_TYPE_WITH_CODE (KtRecordsPage, kt_records_page, ADW_TYPE_NAVIGATION_PAGE,
                               G_IMPLEMENT_INTERFACE (KT_TYPE_PAGE, page_init))

static char *
dup_family_name (KtStore *store, const char *family)
{
  g_autoptr (KtRecord) record = family != NULL ? kt_store_load (store, family, NULL) : NULL;
  const char *name = record != NULL ? kt_record_get_text (record, "name") : NULL;

  return g_strdup (name != NULL ? name : "");
}

static KtRecordItem *
new_item (KtStore *store, KtRecord *record)
{
  KtRecordItem *item = g_object_new (KT_TYPE_RECORD_ITEM, NULL);

  item->id = g_strdup (kt_record_get_id (record));
  item->family = g_strdup (kt_record_get_family (record));
  item->family_name = dup_family_name (store, item->family);
  item->title = kt_record_text_title (record);
  return item;
}

static gboolean
append_records (KtRecordsPage *self, KtStore *store, GPtrArray *records)
{
  for (guint i = 0; records != NULL && i < records->len; i++)
    {
      g_autoptr (KtRecordItem) item = new_item (store, records->pdata[i]);

      g_list_store_append (self->items, item);
    }
  return records != NULL;
}

static void
load (KtRecordsPage *self)
{
  KtStore *store = kt_session_get_reader (self->session);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records = NULL, disputed = NULL;

  if (store == NULL)
    return;
  g_list_store_remove_all (self->items);
  if (self->which == KT_RECORDS_WAITING)
    {
      records = kt_store_list_state (store, KT_STATE_SET_ASIDE, NULL, &error);
      disputed = error == NULL ? kt_store_list_disputed (store, NULL, &error) : NULL;
    }
  else
    records = kt_store_list_state (store, self->which == KT_RECORDS_HERE ? KT_STATE_HERE : KT_STATE_SENT, NULL, &error);
  if (!append_records (self, store, records) || (self->which == KT_RECORDS_WAITING && !append_records (self, store, disputed)))
    g_warning ("records of a state: %s", error->message);
  gtk_stack_set_visible_child_name (self->pages, g_list_model_get_n_items (G_LIST_MODEL (self->items)) > 0 ? "list" : "empty");
}

static void
activated_cb (KtRecordsPage *self, guint position)
{
  g_autoptr (KtRecordItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), position);

  if (item->family != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.open-family", "(ss)", item->family, item->id);
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12), *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *title = gtk_label_new (NULL), *under = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_wrap (GTK_LABEL (title), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (title), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (under), 0);
  gtk_label_set_ellipsize (GTK_LABEL (under), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (under, "kt-quiet");
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (words), title);
  gtk_box_append (GTK_BOX (words), under);
  gtk_box_append (GTK_BOX (box), kt_name_avatar_new ("?", 32));
  gtk_box_append (GTK_BOX (box), words);
  gtk_list_item_set_child (item, box);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  KtRecordItem *item = gtk_list_item_get_item (list_item);
  GtkWidget *avatar = gtk_widget_get_first_child (gtk_list_item_get_child (list_item));
  GtkWidget *words = gtk_widget_get_next_sibling (avatar);
  g_autofree char *sentence = g_strdup_printf ("%s, %s", item->title, item->family_name);

  adw_avatar_set_text (ADW_AVATAR (avatar), item->family_name);
  gtk_label_set_label (GTK_LABEL (gtk_widget_get_first_child (words)), item->title);
  gtk_label_set_label (GTK_LABEL (gtk_widget_get_last_child (words)), item->family_name);
  gtk_list_item_set_accessible_label (list_item, sentence);
}

static void
build_list (KtRecordsPage *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkNoSelection) model = gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->items)));

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  gtk_list_view_set_factory (self->list, factory);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (model));
}

static AdwNavigationPage *
rebuild (KtPage *page)
{
  KtRecordsPage *old = KT_RECORDS_PAGE (page);

  return kt_records_page_new (old->session, old->which);
}

static void
page_init (KtPageInterface *iface)
{
  iface->rebuild = rebuild;
}

static void
kt_records_page_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), KT_TYPE_RECORDS_PAGE);
  G_OBJECT_CLASS (kt_records_page_parent_class)->dispose (object);
}

static void
kt_records_page_finalize (GObject *object)
{
  KtRecordsPage *self = KT_RECORDS_PAGE (object);

  g_clear_object (&self->items);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (kt_records_page_parent_class)->finalize (object);
}

static void
kt_records_page_class_init (KtRecordsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kt_records_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = kt_records_page_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, KT_UI ("views/sync/records-page.ui"));
  gtk_widget_class_bind_template_child (widget_class, KtRecordsPage, pages);
  gtk_widget_class_bind_template_child (widget_class, KtRecordsPage, list);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
}

static void
kt_records_page_init (KtRecordsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->items = g_list_store_new (KT_TYPE_RECORD_ITEM);
  build_list (self);
}

AdwNavigationPage *
kt_records_page_new (KtSession *session, KtRecordsWhich which)
{
  static const char *const titles[] = { N_("Only on this device"), N_("Sent, not yet confirmed"), N_("Waits for you") };
  KtRecordsPage *self = g_object_new (KT_TYPE_RECORDS_PAGE, "title", _(titles[which]), NULL);

  self->session = g_object_ref (session);
  self->which = which;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _(titles[which]), -1);
  g_signal_connect_object (session, "changed", G_CALLBACK (load), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "sync-changed", G_CALLBACK (load), self, G_CONNECT_SWAPPED);
  load (self);
  return ADW_NAVIGATION_PAGE (self);
}
