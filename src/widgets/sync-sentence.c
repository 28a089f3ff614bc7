/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-widgets"
#include "widgets/sync-sentence.h"

#include <glib/gi18n.h>

#include "base/clock.h"
#include "report/date-text.h"
#include "store/erase.h"
#include "sync/replicator.h"

char *
kt_last_contact_text (const char *iso)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) when = iso != NULL ? g_date_time_new_from_iso8601 (iso, utc) : NULL;
  g_autoptr (GDateTime) here = when != NULL ? g_date_time_to_local (when) : NULL;
  g_autofree char *day = here != NULL ? g_date_time_format (here, "%Y-%m-%d") : NULL;
  g_autofree char *today = kt_clock_today ();

  if (here == NULL)
    return NULL;
  return g_str_equal (day, today) ? g_date_time_format (here, "%H:%M") : kt_date_text_moment (iso);
}

static char *
dup_with_time (KtSession *session, const char *words)
{
  g_autofree char *time = kt_last_contact_text (kt_session_get_last_contact (session));

  return time != NULL ? g_strdup_printf ("%s · %s", words, time) : g_strdup (words);
}

static KtSyncSentence
waiting_sentence (KtSession *session, guint waiting)
{
  g_autofree char *words = g_strdup_printf (ngettext ("%u change waits", "%u changes wait", waiting), waiting);

  return (KtSyncSentence) { dup_with_time (session, words), "kt-local-symbolic" };
}

static KtSyncSentence
aside_sentence (guint aside)
{
  char *words = g_strdup_printf (ngettext ("%u record waits for you", "%u records wait for you", aside), aside);

  return (KtSyncSentence) { words, "kt-flag-symbolic" };
}

/* What was written is at the server, and all text is here. */
static KtSyncSentence
safe_sentence (KtSession *session, guint pictures)
{
  g_autofree char *coming = NULL;

  if (pictures == 0)
    return (KtSyncSentence) { dup_with_time (session, _("Everything is safe")), "kt-check-symbolic" };
  coming = g_strdup_printf (ngettext ("%u picture to come", "%u pictures to come", pictures), pictures);
  return (KtSyncSentence) { g_strdup_printf ("%s · %s", _("Everything is safe"), coming), "kt-check-symbolic" };
}

static gboolean
is_full (KtSession *session)
{
  KtStore *store = kt_session_get_reader (session);
  g_autofree char *text = NULL;

  return store != NULL && kt_store_get_setting (store, KT_SYNC_SETTING_FULL, &text, NULL) && text != NULL;
}

static KtSyncSentence
sentence_from (KtSession *session, const KtCounts *counts)
{
  KtSyncState state = kt_session_get_sync_state (session);
  guint waiting = counts->here + counts->sent;

  if (state == KT_SYNC_NO_SERVER)
    return (KtSyncSentence) { g_strdup (_("Everything is kept on this device")), "kt-device-symbolic" };
  if (is_full (session))
    return (KtSyncSentence) { g_strdup (_("The disk is full")), "kt-flag-symbolic" };
  if (counts->set_aside > 0)
    return aside_sentence (counts->set_aside);
  if (state == KT_SYNC_RUNNING && waiting > 0)
    return (KtSyncSentence) { g_strdup (_("Being sent…")), "kt-sent-symbolic" };
  if (waiting > 0)
    return waiting_sentence (session, waiting);
  if (kt_session_get_last_contact (session) == NULL)
    return (KtSyncSentence) { g_strdup (_("Not yet in touch with the server")), "kt-device-symbolic" };
  return safe_sentence (session, counts->pictures_to_come);
}

char *
kt_clock_text (KtSession *session)
{
  KtStore *store = kt_session_get_reader (session);
  g_autofree char *text = NULL;
  int minutes;

  if (store == NULL || !kt_store_get_setting (store, KT_SYNC_SETTING_CLOCK, &text, NULL) || text == NULL)
    return NULL;
  minutes = (int) (ABS (g_ascii_strtoll (text, NULL, 10)) / 60);
  return g_strdup_printf (_("This device’s clock is %d minutes wrong, and so are the dates it writes. Please set it right."),
                          minutes);
}

char *
kt_full_text (KtSession *session)
{
  return is_full (session) ? g_strdup (_("The disk of this device is full. What you write is kept and sent; what colleagues "
                                          "write, and pictures, come in as soon as there is room."))
                           : NULL;
}

/* Long enough that everybody has seen it who wondered where a family is. */
#define ERASED_SHOWN_DAYS 60

char *
kt_erased_text (KtSession *session)
{
  KtStore *store = kt_session_get_reader (session);
  g_autoptr (GHashTable) families = store != NULL ? kt_store_list_erased_families (store, NULL) : NULL;
  g_autofree char *today = kt_clock_today ();
  GHashTableIter iter;
  gpointer at;
  guint n = 0;

  if (families == NULL)
    return NULL;
  g_hash_table_iter_init (&iter, families);
  while (g_hash_table_iter_next (&iter, NULL, &at))
    n += kt_clock_days_between (at, today) <= ERASED_SHOWN_DAYS;
  if (n == 0)
    return NULL;
  return g_strdup_printf (ngettext ("The organisation erased %u family; nothing of it is on this device any more.",
                                    "The organisation erased %u families; nothing of them is on this device any more.", n),
                          n);
}

KtSyncSentence
kt_sync_sentence (KtSession *session)
{
  KtCounts counts = { 0 };
  KtSyncSentence sentence;

  if (kt_session_get_reader (session) == NULL || !kt_store_count (kt_session_get_reader (session), NULL, &counts, NULL))
    counts = (KtCounts) { 0 };
  sentence = sentence_from (session, &counts);
  kt_counts_clear (&counts);
  return sentence;
}
