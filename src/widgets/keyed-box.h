/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* A box of parts that are rebuilt only when what they show has changed: the others keep their focus, their scrolling and
 * what is being typed in them, and cost nothing. Parts are built in small slices, so that no frame waits for a long
 * page. Main thread. */
#include <gtk/gtk.h>

#define KT_TYPE_KEYED_BOX (kt_keyed_box_get_type ())
G_DECLARE_FINAL_TYPE (KtKeyedBox, kt_keyed_box, KT, KEYED_BOX, GtkBox)

typedef struct {
  char *key;      /* which part it is */
  char *print;    /* what it shows: the same print, the same widget */
  gpointer item;  /* for build */
  GDestroyNotify item_free;
} KtKeyedItem;

/* Returns: (transfer full, floating) the widget of one part. */
typedef GtkWidget *(*KtKeyedBuild) (gpointer item, gpointer user_data);

GtkWidget *kt_keyed_box_new (int spacing);
/* An empty list of items to fill for an update. */
GPtrArray *kt_keyed_items_new (void);
/* item: borrowed; it outlives the update, which may take some turns of the main loop. */
void kt_keyed_items_add (GPtrArray *items, const char *key, const char *print, gpointer item);
/* item: (transfer full), freed with item_free when the update is over. */
void kt_keyed_items_take (GPtrArray *items, const char *key, const char *print, gpointer item, GDestroyNotify item_free);
/* items, data: (transfer full); data_free may be NULL. Replaces an update still under way. */
void kt_keyed_box_update (KtKeyedBox *self, GPtrArray *items, KtKeyedBuild build, gpointer data, GDestroyNotify data_free);
/* Builds what is still to be built, now. */
void kt_keyed_box_finish (KtKeyedBox *self);

/* Names a focusable widget inside a part, so that the focus finds it again after the part was rebuilt. */
void kt_keyed_name_focus (GtkWidget *widget, const char *name);
