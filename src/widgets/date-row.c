/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-widgets"
#include "widgets/date-row.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "report/date-text.h"

#include <stdio.h>
#include <string.h>

struct _KtDateRow {
  AdwEntryRow parent;
  char *date;
  gboolean with_time, settling;
  GtkCalendar *calendar;  /* borrowed */
  GtkPopover *popover;    /* borrowed */
};

G_DEFINE_FINAL_TYPE (KtDateRow, kt_date_row, ADW_TYPE_ENTRY_ROW)

static guint changed_signal;

static void
mark_error (KtDateRow *self)
{
  gboolean wrong = self->date == NULL;

  if (wrong)
    gtk_widget_add_css_class (GTK_WIDGET (self), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_INVALID,
                               wrong ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
}

static void
on_text (KtDateRow *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self));
  g_autofree char *date = *text == '\0' ? g_strdup ("") : kt_date_text_parse (text);

  if (self->settling || g_strcmp0 (date, self->date) == 0)
    return;
  g_set_str (&self->date, date);
  mark_error (self);
  g_signal_emit (self, changed_signal, 0);
}

static void
on_day_picked (KtDateRow *self)
{
  g_autoptr (GDateTime) day = gtk_calendar_get_date (self->calendar);
  const char *time = self->date != NULL ? strchr (self->date, 'T') : NULL;
  g_autofree char *date = g_date_time_format (day, "%Y-%m-%d");
  g_autofree char *full = self->with_time ? g_strconcat (date, time != NULL ? time : "T09:30", NULL) : NULL;
  g_autofree char *typed = kt_date_text_typed (full != NULL ? full : date);

  gtk_editable_set_text (GTK_EDITABLE (self), typed);
  gtk_popover_popdown (self->popover);
}

static void
show_date_in_calendar (KtDateRow *self)
{
  int year, month, day = 1;
  g_autoptr (GDateTime) shown = NULL;

  if (self->date != NULL && sscanf (self->date, "%4d-%2d-%2d", &year, &month, &day) >= 2)
    shown = g_date_time_new_local (year, month, day, 0, 0, 0);
  if (shown == NULL)
    shown = kt_clock_today_datetime ();
  g_signal_handlers_block_by_func (self->calendar, on_day_picked, self);
  gtk_calendar_select_day (self->calendar, shown);
  g_signal_handlers_unblock_by_func (self->calendar, on_day_picked, self);
}

static GtkWidget *
make_button (KtDateRow *self)
{
  GtkWidget *button = gtk_menu_button_new ();

  self->calendar = GTK_CALENDAR (gtk_calendar_new ());
  self->popover = GTK_POPOVER (gtk_popover_new ());
  gtk_popover_set_child (self->popover, GTK_WIDGET (self->calendar));
  g_signal_connect_object (self->calendar, "day-selected", G_CALLBACK (on_day_picked), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->popover, "map", G_CALLBACK (show_date_in_calendar), self, G_CONNECT_SWAPPED);
  g_object_set (button, "icon-name", "x-office-calendar-symbolic", "popover", self->popover, "valign",
                GTK_ALIGN_CENTER, "tooltip-text", _ ("Pick from the calendar"), NULL);
  gtk_widget_add_css_class (button, "flat");
  return button;
}

static void
kt_date_row_finalize (GObject *object)
{
  g_free (KT_DATE_ROW (object)->date);
  G_OBJECT_CLASS (kt_date_row_parent_class)->finalize (object);
}

static void
kt_date_row_class_init (KtDateRowClass *class)
{
  G_OBJECT_CLASS (class)->finalize = kt_date_row_finalize;
  changed_signal = g_signal_new ("changed-date", KT_TYPE_DATE_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
}

static void
kt_date_row_init (KtDateRow *self)
{
  self->date = g_strdup ("");
  adw_entry_row_add_suffix (ADW_ENTRY_ROW (self), make_button (self));
  g_signal_connect (self, "changed", G_CALLBACK (on_text), NULL);
}

GtkWidget *
kt_date_row_new (const char *title, gboolean with_time)
{
  KtDateRow *self = g_object_new (KT_TYPE_DATE_ROW, "title", title, NULL);

  self->with_time = with_time;
  return GTK_WIDGET (self);
}

const char *
kt_date_row_get_date (KtDateRow *self)
{
  return self->date;
}

void
kt_date_row_set_date (KtDateRow *self, const char *date)
{
  g_autofree char *typed = kt_date_text_typed (date);

  self->settling = TRUE;
  g_set_str (&self->date, date != NULL ? date : "");
  gtk_editable_set_text (GTK_EDITABLE (self), typed);
  self->settling = FALSE;
  mark_error (self);
}
