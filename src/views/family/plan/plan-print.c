/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-family"
#include "views/family/plan/plan-print.h"

#include "base/i18n.h"
#include "drawing/plan-pages.h"
#include "report/plan-report.h"
#include "views/family/plan/paper-left.h"
#include "widgets/page.h"

typedef struct {
  KtFamilyContext *context; /* owned */
  KtFamilyIndex *index;     /* owned: the plan as it is on this paper */
  KtPlanSheet *sheet;       /* owned */
  KtPlanPages *pages;       /* owned (nullable): once the paper is known */
  GtkWidget *from;          /* owned */
  char *whom;               /* (nullable) */
} Print;

static void
print_free (gpointer data, GClosure *closure)
{
  Print *print = data;

  g_object_unref (print->context);
  kt_family_index_unref (print->index);
  kt_plan_sheet_free (print->sheet);
  g_clear_pointer (&print->pages, kt_plan_pages_free);
  g_object_unref (print->from);
  g_free (print->whom);
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
  if (result != GTK_PRINT_OPERATION_RESULT_APPLY)
    return;
  kt_toast (print->from, _("The plan goes to the printer."));
  kt_paper_left_ask (print->context, print->from, print->index, print->whom);
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

static Print *
print_new (KtFamilyContext *context, GtkWidget *from, const char *whom)
{
  Print *print = g_new0 (Print, 1);

  print->context = g_object_ref (context);
  print->index = kt_family_index_ref (kt_family_context_get_index (context));
  print->sheet = kt_plan_report_new (print->index);
  print->from = g_object_ref (from);
  print->whom = g_strdup (whom);
  return print;
}

void
kt_plan_print (KtFamilyContext *context, GtkWidget *from, const char *whom)
{
  g_autoptr (GtkPrintOperation) operation = make_operation ();
  g_autoptr (GError) error = NULL;
  /* The button pressed may be built anew before the paper is out; the window stays. */
  GtkWidget *window = GTK_WIDGET (gtk_widget_get_root (from));
  Print *print = print_new (context, window, whom);

  g_signal_connect_data (operation, "begin-print", G_CALLBACK (on_begin), print, print_free, 0);
  g_signal_connect (operation, "draw-page", G_CALLBACK (on_draw), print);
  g_signal_connect (operation, "done", G_CALLBACK (on_done), print);
  if (gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG, GTK_WINDOW (window), &error) ==
      GTK_PRINT_OPERATION_RESULT_ERROR)
    {
      g_warning ("printing failed: %s %d", g_quark_to_string (error->domain), error->code);
      kt_toast (window, _("The plan could not be printed."));
    }
}
