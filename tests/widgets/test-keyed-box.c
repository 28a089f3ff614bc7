/* SPDX-License-Identifier: EUPL-1.2 */
/* Only what shows something else is built again; the focus stays where it was; long pages come in slices. */
#include <adwaita.h>

#include "widgets/keyed-box.h"

static guint built, freed, slow_us;

static GtkWidget *
build (gpointer item, gpointer data)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0), *tick = gtk_button_new_with_label ("tick");

  built++;
  gtk_box_append (GTK_BOX (box), gtk_button_new_with_label (item));
  gtk_box_append (GTK_BOX (box), tick);
  kt_keyed_name_focus (tick, "tick");
  g_usleep (slow_us);
  return box;
}

static void
item_free (gpointer item)
{
  freed++;
  g_free (item);
}

/* "a1 b2": key a with print 1, key b with print 2. */
static void
start (GtkWidget *box, const char *parts)
{
  GPtrArray *items = kt_keyed_items_new ();
  g_auto (GStrv) list = g_strsplit (parts, " ", -1);

  for (char **part = list; *part != NULL && **part != '\0'; part++)
    {
      char key[] = { **part, '\0' };

      kt_keyed_items_take (items, key, *part + 1, g_strdup (*part), item_free);
    }
  kt_keyed_box_update (KT_KEYED_BOX (box), items, build, NULL, NULL);
}

static void
update (GtkWidget *box, const char *parts)
{
  start (box, parts);
  kt_keyed_box_finish (KT_KEYED_BOX (box));
}

static char *
dup_shown (GtkWidget *box)
{
  GString *shown = g_string_new (NULL);

  for (GtkWidget *part = gtk_widget_get_first_child (box); part != NULL; part = gtk_widget_get_next_sibling (part))
    g_string_append_printf (shown, "%s%s", shown->len > 0 ? " " : "",
                            gtk_button_get_label (GTK_BUTTON (gtk_widget_get_first_child (part))));
  return g_string_free (shown, FALSE);
}

#define ASSERT_SHOWN(box, expected) \
  G_STMT_START \
  { \
    g_autofree char *shown_ = dup_shown (box); \
    g_assert_cmpstr (shown_, ==, expected); \
  } \
  G_STMT_END

static void
test_reuse (void)
{
  static const struct {
    const char *parts;
    guint built;
  } rows[] = {
    { "a1 b1 c1", 3 }, /* all new */
    { "a1 b1 c1", 0 },
    { "a1 b2 c1", 1 },
    { "c1 a1 b2", 0 }, /* moved */
    { "c1 b2", 0 },    /* gone */
    { "d1 c1 e1 b2", 2 },
    { "", 0 },
  };
  GtkWidget *box = g_object_ref_sink (kt_keyed_box_new (0));

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      built = 0;
      update (box, rows[i].parts);
      g_assert_cmpuint (built, ==, rows[i].built);
      ASSERT_SHOWN (box, rows[i].parts);
    }
  g_assert_finalize_object (box);
}

static GtkWidget *
tick_of (GtkWidget *box, guint i)
{
  GtkWidget *part = gtk_widget_get_first_child (box);

  while (i-- > 0)
    part = gtk_widget_get_next_sibling (part);
  return gtk_widget_get_last_child (part);
}

static void
test_focus (void)
{
  GtkWindow *window = GTK_WINDOW (gtk_window_new ());
  GtkWidget *box = kt_keyed_box_new (0);

  gtk_window_set_child (window, box);
  update (box, "a1 b1 c1");
  gtk_widget_grab_focus (tick_of (box, 1));
  update (box, "a2 b1 c1"); /* elsewhere: the focus is not touched */
  g_assert_true (gtk_window_get_focus (window) == tick_of (box, 1));
  update (box, "a2 b2 c1"); /* its own part is new: the same place in it */
  g_assert_true (gtk_window_get_focus (window) == tick_of (box, 1));
  update (box, "c1 b2 a2");
  g_assert_true (gtk_window_get_focus (window) == tick_of (box, 1));
  gtk_window_destroy (window);
}

static void
test_slices (void)
{
  GtkWidget *box = g_object_ref_sink (kt_keyed_box_new (0));
  int turns = 0;

  built = freed = 0;
  slow_us = 2000;
  start (box, "a1 b1 c1 d1 e1 f1 g1 h1 i1 j1 k1 l1");
  g_assert_cmpuint (built, <, 12); /* no frame waits for all of it */
  while (built < 12 && turns++ < 100)
    g_main_context_iteration (NULL, TRUE);
  ASSERT_SHOWN (box, "a1 b1 c1 d1 e1 f1 g1 h1 i1 j1 k1 l1");
  g_assert_cmpuint (freed, ==, 12);
  start (box, "m1 n1 o1 p1 q1 r1 s1 t1");
  start (box, "m1 n1 z1"); /* the one before is given up */
  kt_keyed_box_finish (KT_KEYED_BOX (box));
  ASSERT_SHOWN (box, "m1 n1 z1");
  g_assert_cmpuint (freed, ==, 12 + 8 + 3);
  start (box, "a1 b1 c1 d1 e1 f1 g1 h1");
  g_assert_finalize_object (box); /* in the midst of it */
  g_assert_cmpuint (freed, ==, 12 + 8 + 3 + 8);
  slow_us = 0;
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/widgets/keyed-box/reuse", test_reuse);
  g_test_add_func ("/widgets/keyed-box/focus", test_focus);
  g_test_add_func ("/widgets/keyed-box/slices", test_slices);
  return g_test_run ();
}
