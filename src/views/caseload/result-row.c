/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-views"
#include "views/caseload/result-row.h"

#include <glib/gi18n.h>

#include "widgets/person-avatar.h"

struct _KtResultRow {
  GtkBox parent_instance;

  /* borrowed: children */
  AdwAvatar *avatar;
  GtkLabel *title, *snippet;
};

G_DEFINE_FINAL_TYPE (KtResultRow, kt_result_row, GTK_TYPE_BOX)

/* The marks round the hit become bold; everything else is text. */
static char *
dup_markup (const char *snippet)
{
  g_autofree char *safe = g_markup_escape_text (snippet, -1);
  g_autoptr (GString) markup = g_string_new (safe);

  /* g_markup_escape_text() writes control characters as references. */
  g_string_replace (markup, "&#x1;", "<b>", 0);
  g_string_replace (markup, "&#x2;", "</b>", 0);
  return g_string_free (g_steal_pointer (&markup), FALSE);
}

static char *
dup_plain (const char *snippet)
{
  g_autoptr (GString) plain = g_string_new (snippet);

  g_string_replace (plain, "\x01", "", 0);
  g_string_replace (plain, "\x02", "", 0);
  return g_string_free (g_steal_pointer (&plain), FALSE);
}

static char *
dup_title (KtSearchItem *item)
{
  return item->type != NULL ? g_strdup_printf ("%s · %s", item->family_name, _(item->type)) : g_strdup (item->family_name);
}

void
kt_result_row_show (KtResultRow *self, KtSearchItem *item)
{
  g_autofree char *title = dup_title (item);
  g_autofree char *markup = item->type != NULL && item->snippet != NULL ? dup_markup (item->snippet) : NULL;

  adw_avatar_set_text (self->avatar, item->family_name);
  gtk_label_set_label (self->title, title);
  gtk_widget_remove_css_class (GTK_WIDGET (self->title), item->type != NULL ? "kt-name" : "kt-quiet");
  gtk_widget_add_css_class (GTK_WIDGET (self->title), item->type != NULL ? "kt-quiet" : "kt-name");
  gtk_label_set_markup (self->snippet, markup != NULL ? markup : "");
  gtk_widget_set_visible (GTK_WIDGET (self->snippet), markup != NULL);
}

char *
kt_result_row_dup_sentence (KtSearchItem *item)
{
  g_autofree char *title = dup_title (item);
  g_autofree char *plain = item->type != NULL && item->snippet != NULL ? dup_plain (item->snippet) : NULL;

  return plain != NULL ? g_strdup_printf ("%s: %s", title, plain) : g_steal_pointer (&title);
}

static void
kt_result_row_class_init (KtResultRowClass *klass)
{
}

static void
kt_result_row_init (KtResultRow *self)
{
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);

  gtk_box_set_spacing (GTK_BOX (self), 12);
  self->title = GTK_LABEL (gtk_label_new (NULL));
  self->snippet = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->title, 0);
  gtk_label_set_ellipsize (self->title, PANGO_ELLIPSIZE_END);
  gtk_label_set_wrap (self->title, TRUE);
  gtk_label_set_lines (self->title, 2);
  gtk_label_set_xalign (self->snippet, 0);
  gtk_label_set_wrap (self->snippet, TRUE);
  gtk_label_set_wrap_mode (self->snippet, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_lines (self->snippet, 2);
  gtk_label_set_ellipsize (self->snippet, PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  self->avatar = ADW_AVATAR (kt_name_avatar_new ("?", 40));
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->avatar));
  gtk_box_append (GTK_BOX (words), GTK_WIDGET (self->title));
  gtk_box_append (GTK_BOX (words), GTK_WIDGET (self->snippet));
  gtk_box_append (GTK_BOX (self), words);
}

GtkWidget *
kt_result_row_new (void)
{
  return g_object_new (KT_TYPE_RESULT_ROW, NULL);
}
