/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-family"
#include "views/family/plan/plan-print.h"

#include "base/i18n.h"
#include "drawing/plan-pages.h"
#include "report/plan-report.h"
#include "widgets/page.h"

typedef struct {
  KtPlanSheet *sheet;  /* owned */
  KtPlanPages *pages;  /* owned (nullable): once the paper is known */
  GtkWidget *from;     /* owned */
} Print;

static void
print_free (gpointer data, GClosure *closure)
{
  Print *print = data;

  kt_plan_sheet_free (print->sheet);
  g_clear_pointer (&print->pages, kt_plan_pages_free);
  g_object_unref (print->from);
  g_free (print);
}

static void
on_begin (GtkPrintOperation *operation, GtkPrintContext *paper, Print *print)
{
  g_clear_pointer (&print->pages, kt_plan_pages_free);
  print->pages = kt_plan_pages_new (print->sheet, gtk_print_context_get_width (paper),
                                    gtk_print_context_get_height (paper));
  gtk_print_operation_set_n_pages (operation, (int) kt_plan_pages_get_count (print->pages));
}

static void
on_draw (GtkPrintOperation *operation, GtkPrintContext *paper, int page, Print *print)
{
  kt_plan_pages_draw (print->pages, gtk_print_context_get_cairo_context (paper), (guint) page);
}

static void
on_done (GtkPrintOperation *operation, GtkPrintOperationResult result, Print *print)
{
  if (result == GTK_PRINT_OPERATION_RESULT_ERROR)
    kt_toast (print->from, _("The plan could not be printed."));
  else if (result == GTK_PRINT_OPERATION_RESULT_APPLY)
    kt_toast (print->from, _("The plan goes to the printer."));
}

/* The whole sheet of A4 is ours: the plan has margins of its own. The job's name says nothing of whom it is about. */
static GtkPrintOperation *
make_operation (void)
{
  GtkPrintOperation *operation = gtk_print_operation_new ();
  g_autoptr (GtkPageSetup) setup = gtk_page_setup_new ();
  g_autoptr (GtkPaperSize) paper = gtk_paper_size_new (GTK_PAPER_NAME_A4);

  gtk_page_setup_set_paper_size_and_default_margins (setup, paper);
  gtk_print_operation_set_default_page_setup (operation, setup);
  gtk_print_operation_set_use_full_page (operation, TRUE);
  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  gtk_print_operation_set_job_name (operation, _("Our plan"));
  gtk_print_operation_set_allow_async (operation, TRUE);
  return operation;
}

void
kt_plan_print (KtFamilyContext *context, GtkWidget *from)
{
  g_autoptr (GtkPrintOperation) operation = make_operation ();
  g_autoptr (GError) error = NULL;
  Print *print = g_new0 (Print, 1);

  print->sheet = kt_plan_report_new (kt_family_context_get_index (context));
  print->from = g_object_ref (from);
  g_signal_connect_data (operation, "begin-print", G_CALLBACK (on_begin), print, print_free, 0);
  g_signal_connect (operation, "draw-page", G_CALLBACK (on_draw), print);
  g_signal_connect (operation, "done", G_CALLBACK (on_done), print);
  if (gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG,
                               GTK_WINDOW (gtk_widget_get_root (from)), &error) == GTK_PRINT_OPERATION_RESULT_ERROR)
    {
      g_warning ("printing failed: %s %d", g_quark_to_string (error->domain), error->code);
      kt_toast (from, _("The plan could not be printed."));
    }
}
