/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-widgets"
#include "widgets/keyed-box.h"

#include <string.h>

/* Half a frame at 60 Hz is left to layout and drawing. */
#define SLICE_US 5000

typedef struct {
  GtkWidget *widget;
  char *print;
} Part; /* widget borrowed: a child of the box */

struct _KtKeyedBox {
  GtkBox parent;
  GHashTable *parts; /* key → Part */
  /* The update under way. */
  GPtrArray *items;
  guint next;
  GtkWidget *after;  /* borrowed: the part before the next one */
  KtKeyedBuild build;
  gpointer data;
  GDestroyNotify data_free;
  guint slice;
};

G_DEFINE_FINAL_TYPE (KtKeyedBox, kt_keyed_box, GTK_TYPE_BOX)
static GQuark focus_name_quark (void);
G_DEFINE_QUARK (kt-focus-name, focus_name)

static void
part_free (gpointer data)
{
  Part *part = data;

  g_free (part->print);
  g_free (part);
}

static void
free_item (gpointer data)
{
  KtKeyedItem *item = data;

  if (item->item_free != NULL && item->item != NULL)
    item->item_free (item->item);
  g_free (item->key);
  g_free (item->print);
  g_free (item);
}

GPtrArray *
kt_keyed_items_new (void)
{
  return g_ptr_array_new_with_free_func (free_item);
}

void
kt_keyed_items_take (GPtrArray *items, const char *key, const char *print, gpointer item, GDestroyNotify item_free)
{
  KtKeyedItem *made = g_new0 (KtKeyedItem, 1);

  made->key = g_strdup (key);
  made->print = g_strdup (print);
  made->item = item;
  made->item_free = item_free;
  g_ptr_array_add (items, made);
}

void
kt_keyed_items_add (GPtrArray *items, const char *key, const char *print, gpointer item)
{
  kt_keyed_items_take (items, key, print, item, NULL);
}

void
kt_keyed_name_focus (GtkWidget *widget, const char *name)
{
  g_object_set_qdata_full (G_OBJECT (widget), focus_name_quark (), g_strdup (name), g_free);
}

/* The name of the focused widget, or of what it stands in, inside part; NULL when the focus is elsewhere. */
static char *
dup_focus_inside (GtkWidget *part)
{
  GtkRoot *root = gtk_widget_get_root (part);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (focus == NULL || (focus != part && !gtk_widget_is_ancestor (focus, part)))
    return NULL;
  for (; focus != NULL && focus != gtk_widget_get_parent (part); focus = gtk_widget_get_parent (focus))
    if (g_object_get_qdata (G_OBJECT (focus), focus_name_quark ()) != NULL)
      return g_strdup (g_object_get_qdata (G_OBJECT (focus), focus_name_quark ()));
  return g_strdup ("");
}

static GtkWidget *
find_named (GtkWidget *widget, const char *name)
{
  GtkWidget *found = NULL;

  if (g_strcmp0 (g_object_get_qdata (G_OBJECT (widget), focus_name_quark ()), name) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_named (child, name);
  return found;
}

static void
give_focus (GtkWidget *part, const char *name)
{
  GtkWidget *target = find_named (part, name);

  if (target == NULL || !gtk_widget_grab_focus (target))
    gtk_widget_child_focus (part, GTK_DIR_TAB_FORWARD);
}

static void
replace_part (KtKeyedBox *self, Part *part, KtKeyedItem *item)
{
  g_autofree char *focus = dup_focus_inside (part->widget);

  if (self->after == part->widget)
    self->after = NULL;
  gtk_box_remove (GTK_BOX (self), part->widget);
  part->widget = self->build (item->item, self->data);
  gtk_box_insert_child_after (GTK_BOX (self), part->widget, self->after);
  g_set_str (&part->print, item->print);
  if (focus != NULL)
    give_focus (part->widget, focus);
}

static void
place_part (KtKeyedBox *self, KtKeyedItem *item)
{
  Part *part = g_hash_table_lookup (self->parts, item->key);

  if (part == NULL)
    {
      part = g_new0 (Part, 1);
      part->widget = self->build (item->item, self->data);
      part->print = g_strdup (item->print);
      gtk_box_insert_child_after (GTK_BOX (self), part->widget, self->after);
      g_hash_table_insert (self->parts, g_strdup (item->key), part);
    }
  else if (!g_str_equal (part->print, item->print))
    replace_part (self, part, item);
  else if (gtk_widget_get_prev_sibling (part->widget) != self->after)
    gtk_box_reorder_child_after (GTK_BOX (self), part->widget, self->after);
  self->after = part->widget;
}

static void
stop (KtKeyedBox *self)
{
  g_clear_handle_id (&self->slice, g_source_remove);
  g_clear_pointer (&self->items, g_ptr_array_unref);
  if (self->data_free != NULL)
    self->data_free (self->data);
  self->data = NULL;
  self->data_free = NULL;
  self->after = NULL;
}

/* Returns: whether something is left to build. */
static gboolean
build_slice (KtKeyedBox *self, gint64 until)
{
  while (self->next < self->items->len)
    {
      place_part (self, g_ptr_array_index (self->items, self->next++));
      if (g_get_monotonic_time () >= until)
        break;
    }
  return self->next < self->items->len;
}

static gboolean
on_slice (gpointer data)
{
  KtKeyedBox *self = data;

  if (build_slice (self, g_get_monotonic_time () + SLICE_US))
    return G_SOURCE_CONTINUE;
  self->slice = 0;
  stop (self);
  return G_SOURCE_REMOVE;
}

static void
remove_gone (KtKeyedBox *self)
{
  g_autoptr (GHashTable) wanted = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTableIter iter;
  gpointer key, part;

  for (guint i = 0; i < self->items->len; i++)
    g_hash_table_add (wanted, ((KtKeyedItem *) g_ptr_array_index (self->items, i))->key);
  g_hash_table_iter_init (&iter, self->parts);
  while (g_hash_table_iter_next (&iter, &key, &part))
    if (!g_hash_table_contains (wanted, key))
      {
        gtk_box_remove (GTK_BOX (self), ((Part *) part)->widget);
        g_hash_table_iter_remove (&iter);
      }
}

void
kt_keyed_box_update (KtKeyedBox *self, GPtrArray *items, KtKeyedBuild build, gpointer data, GDestroyNotify data_free)
{
  stop (self);
  self->items = items;
  self->next = 0;
  self->build = build;
  self->data = data;
  self->data_free = data_free;
  remove_gone (self);
  if (build_slice (self, g_get_monotonic_time () + SLICE_US))
    self->slice = g_idle_add_full (GDK_PRIORITY_REDRAW + 5, on_slice, self, NULL);
  else
    stop (self);
}

void
kt_keyed_box_finish (KtKeyedBox *self)
{
  if (self->items == NULL)
    return;
  build_slice (self, G_MAXINT64);
  stop (self);
}

static void
kt_keyed_box_dispose (GObject *object)
{
  KtKeyedBox *self = KT_KEYED_BOX (object);

  stop (self);
  g_hash_table_remove_all (self->parts);
  G_OBJECT_CLASS (kt_keyed_box_parent_class)->dispose (object);
}

static void
kt_keyed_box_finalize (GObject *object)
{
  g_hash_table_unref (KT_KEYED_BOX (object)->parts);
  G_OBJECT_CLASS (kt_keyed_box_parent_class)->finalize (object);
}

static void
kt_keyed_box_class_init (KtKeyedBoxClass *class)
{
  G_OBJECT_CLASS (class)->dispose = kt_keyed_box_dispose;
  G_OBJECT_CLASS (class)->finalize = kt_keyed_box_finalize;
}

static void
kt_keyed_box_init (KtKeyedBox *self)
{
  self->parts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, part_free);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
}

GtkWidget *
kt_keyed_box_new (int spacing)
{
  return g_object_new (KT_TYPE_KEYED_BOX, "spacing", spacing, NULL);
}
