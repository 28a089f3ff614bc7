/* SPDX-License-Identifier: EUPL-1.2 */
/* Names and notes never reach the log. The writer is for a whole process, so each case is a process of its own. */
#include "base/log.h"

#include <gio/gio.h>

#define GOAL "goal:5c0e0000000000000000000000000abc"

static void
test_redact (void)
{
  static const char *const rows[][2] = {
    { "gtk_box_append: assertion 'GTK_IS_BOX (box)' failed", "gtk_box_append: assertion 'GTK_IS_BOX (…)' failed" },
    { "Failed to set text 'Samira slaapt slecht' from markup", "Failed to … '…' …" },
    { "Error opening file /srv/ilse/Samira.pdf: No such file", "Error …: No …" },
    { "value \"Yassin\" of type 'gchararray' is invalid for property 'label' of type 'Noor'",
      "… \"…\" of type '…' is invalid for property '…' of type '…'" },
    { "GtkLabel: Huilt, slaapt 4 uur", "GtkLabel: …, …" },
    { "Ktaylor Gtka gtk_naam Zoë", "… gtk_naam …" },
    { "", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *left = kt_log_redact (rows[i][0]);
      g_assert_cmpstr (left, ==, rows[i][1]);
    }
}

static void
log_everything (void)
{
  g_autoptr (GError) error = g_error_new (G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "no letter for Samira Tahiri");

  g_log_set_always_fatal (G_LOG_FATAL_MASK);
  g_setenv ("KEUKENTAFEL_LOG", "debug", TRUE);
  kt_log_init ();
  kt_log_event (G_LOG_LEVEL_INFO, "sync.pull", KT_LOG_INT, "records", (gint64) 12, KT_LOG_ID, "id", GOAL, KT_LOG_CODE,
                "why", "offline", KT_LOG_ERROR, "error", error, KT_LOG_END);
  kt_log_event (G_LOG_LEVEL_WARNING, "store.odd", KT_LOG_ID, "id", "Samira", KT_LOG_ID, "also", "member:samira", KT_LOG_ID,
                "and", "kt-samira-plan", KT_LOG_CODE, "why", "Huilt, slaapt 4 uur", KT_LOG_CODE, "none", (char *) NULL,
                KT_LOG_ERROR, "error", (GError *) NULL, KT_LOG_END);
  g_warning ("cannot save “%s” of %s", "Ik wil slapen zonder angst voor de brief.", "Samira Tahiri");
  g_critical ("note '%s' is not valid", "Noor bang bij harde stemmen");
  g_message ("opening /srv/ilse/%s", "Samira.db");
  g_log ("Gtk", G_LOG_LEVEL_WARNING, "Failed to parse <b>%s</b>", "Yassin spijbelt");
  g_debug ("Samira");
  g_log_structured ("Pango", G_LOG_LEVEL_WARNING, "OTHER", "Samira", "MESSAGE", "text was %s", "Noor");
  g_log ("keukentafel", G_LOG_LEVEL_MESSAGE, "Noor");
}

static void
test_nothing_personal (void)
{
  static const char *const secrets[] = { "*amira*", "*ahiri*", "*Noor*", "*assin*", "*Huilt*", "*slaapt*", "*brief*",
                                         "*stemmen*", "*Tahiri*", "*spijbelt*", "*slapen*", "*ilse*", "*letter*" };
  if (g_test_subprocess ())
    {
      log_everything ();
      return;
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();
  g_test_trap_assert_stderr ("*keukentafel info: sync.pull records=12 id=" GOAL " why=offline error=g-io-error-quark/1\n*");
  g_test_trap_assert_stderr ("*keukentafel warning: store.odd id=? also=? and=? why=? none=? error=none\n*");
  g_test_trap_assert_stderr ("*critical: … '…' is not …\n*");
  g_test_trap_assert_stderr ("*Gtk warning: Failed to …\n*");
  for (gsize i = 0; i < G_N_ELEMENTS (secrets); i++)
    g_test_trap_assert_stderr_unmatched (secrets[i]);
}

/* Without the variable, only what somebody should look at. */
static void
test_quiet (void)
{
  if (g_test_subprocess ())
    {
      kt_log_init ();
      kt_log_event (G_LOG_LEVEL_INFO, "sync.pull", KT_LOG_END);
      kt_log_event (G_LOG_LEVEL_MESSAGE, "sync.portal", KT_LOG_END);
      return;
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();
  g_test_trap_assert_stderr ("*message: sync.portal\n*");
  g_test_trap_assert_stderr_unmatched ("*sync.pull*");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/base/log/redact", test_redact);
  g_test_add_func ("/base/log/nothing-personal", test_nothing_personal);
  g_test_add_func ("/base/log/quiet", test_quiet);
  return g_test_run ();
}
