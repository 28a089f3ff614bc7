/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-views"
#include "views/sync/safe-verdict.h"

#include <glib/gi18n.h>

#include "widgets/sync-sentence.h"

void
kt_safe_verdict_clear (KtSafeVerdict *verdict)
{
  g_clear_pointer (&verdict->answer, g_free);
  g_clear_pointer (&verdict->advice, g_free);
}

/* ---- No ---- */

static const struct {
  const char *words;
  KtSafeDeed deed;
} advice[] = {
  [KT_SYNC_NO_SERVER] = { N_("Everything is kept on this device, and nowhere else: there is no server yet."),
                          KT_SAFE_DO_CONNECT },
  [KT_SYNC_IDLE] = { N_("It goes by itself within a minute, or now."), KT_SAFE_DO_SEND },
  [KT_SYNC_RUNNING] = { N_("It is being sent now. Stay on the internet a little longer."), KT_SAFE_DO_NOTHING },
  [KT_SYNC_OFFLINE] = { N_("There is no internet yet. Nothing is lost: leave this device on where there is internet, "
                            "and it goes by itself."),
                        KT_SAFE_DO_SEND },
  [KT_SYNC_SIGN_IN] = { N_("The server asks for your password once more. After that it goes by itself."),
                        KT_SAFE_DO_SIGN_IN },
  [KT_SYNC_BUSY] = { N_("The server is busy. It goes by itself later; leave this device on where there is internet."),
                     KT_SAFE_DO_SEND },
};

static KtSafeVerdict
verdict_none (const char *answer, KtSyncState state)
{
  return (KtSafeVerdict) {
    .answer = g_strdup (answer),
    .advice = g_strdup (_(advice[state].words)),
    .deed = advice[state].deed,
  };
}

static KtSafeVerdict
verdict_no (const KtSafeList *list, KtSyncState state)
{
  guint n = list->waiting;
  gboolean refused = n > 0 && n == list->counts.set_aside - list->unreadable;

  return (KtSafeVerdict) {
    .answer = g_strdup_printf (ngettext ("%u record is not at the server yet", "%u records are not at the server yet", n), n),
    .advice = g_strdup (refused ? _("The server did not take it. It is kept here: open it, or ask the office.")
                                : _(advice[state].words)),
    .deed = refused ? KT_SAFE_DO_LOOK : advice[state].deed,
  };
}

static KtSafeVerdict
verdict_unfinished (guint n)
{
  return (KtSafeVerdict) {
    .answer = g_strdup_printf (ngettext ("%u note is not finished", "%u notes are not finished", n), n),
    .advice = g_strdup (_("What was typed is kept on this device, and goes to the server once the note is kept.")),
  };
}

/* ---- Yes ---- */

static KtSafeVerdict
verdict_yes (const KtSafeList *list, const char *last_contact)
{
  guint n = list->counts.server;
  g_autofree char *time = kt_last_contact_text (last_contact);

  return (KtSafeVerdict) {
    .yes = TRUE,
    .answer = g_strdup_printf (ngettext ("%u record is at the server", "All %u records are at the server", n), n),
    /* Translators: %s is a time, perhaps with a day. */
    .advice = g_strdup_printf (_("Last looked · %s"), time),
  };
}

KtSafeVerdict
kt_safe_verdict (const KtSafeList *list, KtSyncState state, const char *last_contact)
{
  if (state == KT_SYNC_NO_SERVER)
    return verdict_none (_("Only on this device"), state);
  if (list->waiting > 0)
    return verdict_no (list, state);
  if (last_contact == NULL)
    return verdict_none (_("Not yet in touch with the server"), state);
  if (list->unfinished > 0)
    return verdict_unfinished (list->unfinished);
  return verdict_yes (list, last_contact);
}

/* ---- One family ---- */

char *
kt_safe_family_text (const KtSafeFamily *family, KtSyncState state)
{
  guint n = family->waiting, all = n + family->counts.server;
  g_autofree char *time = kt_last_contact_text (family->counts.complete);
  g_autofree char *records = g_strdup_printf (ngettext ("%u record", "%u records", all), all);

  if (state == KT_SYNC_NO_SERVER)
    return g_steal_pointer (&records);
  if (n > 0)
    /* Translators: so many of so many records of a family. */
    return g_strdup_printf (ngettext ("%u of %u is not at the server yet", "%u of %u are not at the server yet", n), n, all);
  if (time == NULL)
    return g_strdup_printf ("%s · %s", records, _("not yet complete on this device"));
  return g_strdup_printf ("%s · %s", records, time);
}
