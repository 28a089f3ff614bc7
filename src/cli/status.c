/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-cli"
#include <glib/gi18n.h>

#include "cli/cli.h"
#include "cli/show.h"
#include "session/settings.h"
#include "store/erase.h"
#include "store/outbox.h"
#include "sync/ask-words.h"
#include "sync/replicator.h"

static void
add_counts (json_object *object, const KtCounts *counts)
{
  json_object_object_add (object, "here", json_object_new_int64 (counts->here));
  json_object_object_add (object, "sent", json_object_new_int64 (counts->sent));
  json_object_object_add (object, "set_aside", json_object_new_int64 (counts->set_aside));
  json_object_object_add (object, "disputed", json_object_new_int64 (counts->disputed));
  json_object_object_add (object, "pictures_to_come", json_object_new_int64 (counts->pictures_to_come));
  json_object_object_add (object, "complete", counts->complete != NULL ? json_object_new_string (counts->complete) : NULL);
}

static void
print_counts (const char *title, const KtCounts *counts)
{
  g_print ("%s\n", title);
  g_print (_("  only here %u · sent %u · set aside %u · to be decided %u\n"), counts->here, counts->sent,
           counts->set_aside, counts->disputed);
  if (counts->complete != NULL)
    g_print (_("  last completely in: %s\n"), counts->complete);
  if (counts->pictures_to_come > 0)
    g_print (ngettext ("  %u picture still to come\n", "  %u pictures still to come\n", counts->pictures_to_come),
             counts->pictures_to_come);
}

/* One family, or all with NULL. */
static gboolean
tell_counts (KtProgram *program, KtStore *store, KtRecord *family, json_object *target, GError **error)
{
  KtCounts counts = { 0 };
  g_autofree char *title = family != NULL ? kt_show_title (family) : g_strdup (_("All families"));

  if (!kt_store_count (store, family != NULL ? kt_record_get_id (family) : NULL, &counts, error))
    return FALSE;
  if (program->json && family != NULL)
    {
      json_object_object_add (target, "id", json_object_new_string (kt_record_get_id (family)));
      json_object_object_add (target, "name", json_object_new_string (title));
    }
  if (program->json)
    add_counts (target, &counts);
  else
    print_counts (title, &counts);
  kt_counts_clear (&counts);
  return TRUE;
}

static gboolean
tell_families (KtProgram *program, KtStore *store, json_object *list, GError **error)
{
  g_autoptr (GPtrArray) families = kt_store_list (store, "family", NULL, error);
  g_autoptr (GHashTable) examples = families != NULL ? kt_store_list_examples (store, error) : NULL;

  if (examples == NULL)
    return FALSE;
  for (guint i = 0; i < families->len; i++)
    {
      gboolean example = g_hash_table_contains (examples, kt_record_get_id (families->pdata[i]));
      json_object *entry = json_object_new_object ();
      json_object_array_add (list, entry);
      if (!tell_counts (program, store, families->pdata[i], entry, error))
        return FALSE;
      json_object_object_add (entry, "example", json_object_new_boolean (example));
      if (example && !program->json)
        g_print ("%s\n", _("  an example: it stays on this device"));
    }
  return TRUE;
}

static gboolean
tell_set_aside (KtProgram *program, KtStore *store, json_object *list, GError **error)
{
  g_autoptr (GPtrArray) items = kt_store_list_set_aside (store, error);

  for (guint i = 0; items != NULL && i < items->len; i++)
    {
      const KtSetAside *item = items->pdata[i];
      json_object *entry = json_object_new_object ();
      json_object_object_add (entry, "id", json_object_new_string (item->id));
      json_object_object_add (entry, "database", json_object_new_string (item->database));
      json_object_object_add (entry, "reason", item->reason != NULL ? json_object_new_string (item->reason) : NULL);
      json_object_object_add (entry, "at", item->at != NULL ? json_object_new_string (item->at) : NULL);
      json_object_array_add (list, entry);
      if (!program->json)
        g_print (_("Set aside: %s (%s)\n"), item->id, item->reason != NULL ? item->reason : "–");
    }
  return items != NULL;
}

static const char *
state_word (KtAskState state)
{
  static const char *const words[] = { "waits", "sent", "done", "refused" };

  return words[state];
}

static void
print_ask (const KtAsk *ask)
{
  const char *what = _(kt_ask_kind_words (ask->kind));

  if (ask->state == KT_ASK_REFUSED)
    /* Translators: what was asked, why it was refused, and its number. */
    g_print (_("Refused: %s: %s (%s)\n"), what, ask->reason != NULL ? _(kt_ask_reason_words (ask->reason)) : "–", ask->id);
  else
    g_print (ask->state == KT_ASK_WAITS ? _("To be asked: %s\n") : _("Asked, no answer yet: %s\n"), what);
}

/* What the office was asked and has not done. */
static gboolean
tell_asks (KtProgram *program, KtStore *store, json_object *list, GError **error)
{
  g_autoptr (GPtrArray) asks = kt_store_list_asks (store, error);

  for (guint i = 0; asks != NULL && i < asks->len; i++)
    {
      const KtAsk *ask = asks->pdata[i];
      json_object *entry;
      if (ask->state == KT_ASK_DONE || ask->state == KT_ASK_DISMISSED || ask->piece)
        continue;
      if (!program->json)
        print_ask (ask);
      entry = json_object_new_object ();
      json_object_object_add (entry, "id", json_object_new_string (ask->id));
      json_object_object_add (entry, "kind", json_object_new_string (ask->kind));
      json_object_object_add (entry, "family", ask->family != NULL ? json_object_new_string (ask->family) : NULL);
      json_object_object_add (entry, "state", json_object_new_string (state_word (ask->state)));
      json_object_object_add (entry, "reason", ask->reason != NULL ? json_object_new_string (ask->reason) : NULL);
      json_object_array_add (list, entry);
    }
  return asks != NULL;
}

static gboolean
tell_doubts (KtProgram *program, KtStore *store, json_object *answer, GError **error)
{
  g_autoptr (GPtrArray) doubts = kt_store_list_doubts (store, NULL, error);

  if (doubts == NULL)
    return FALSE;
  json_object_object_add (answer, "doubts", kt_show_doubts (doubts));
  for (guint i = 0; !program->json && i < doubts->len; i++)
    {
      g_autofree char *line = kt_show_doubt (doubts->pdata[i]);

      g_print (_("In doubt: %s\n"), line);
    }
  return TRUE;
}

/* Whole families the organisation erased: nothing is left to show of them but that. */
static gboolean
tell_erased (KtProgram *program, KtStore *store, json_object *answer, GError **error)
{
  g_autoptr (GHashTable) families = kt_store_list_erased_families (store, error);
  json_object *object = json_object_new_object ();
  GHashTableIter iter;
  gpointer id, at;

  json_object_object_add (answer, "erased_families", object);
  if (families == NULL)
    return FALSE;
  g_hash_table_iter_init (&iter, families);
  while (g_hash_table_iter_next (&iter, &id, &at))
    {
      json_object_object_add (object, id, json_object_new_string (at));
      if (!program->json)
        g_print (_("Erased by the organisation: %s (%s)\n"), (char *) id, (char *) at);
    }
  return TRUE;
}

/* Minutes are told in either direction: the dates people write are as wrong as that. */
static gboolean
tell_clock (KtProgram *program, KtStore *store, json_object *answer, GError **error)
{
  g_autofree char *text = NULL;
  gint64 seconds;

  if (!kt_store_get_setting (store, KT_SYNC_SETTING_CLOCK, &text, error))
    return FALSE;
  seconds = text != NULL ? g_ascii_strtoll (text, NULL, 10) : 0;
  json_object_object_add (answer, "clock_ahead", json_object_new_int64 (seconds));
  if (!program->json && seconds != 0)
    g_print (_("This device’s clock is %d minutes wrong; so are the dates it writes.\n"), (int) (ABS (seconds) / 60));
  return TRUE;
}

static gboolean
tell_server (KtProgram *program, KtStore *store, json_object *answer, GError **error)
{
  KtServer server = { NULL };
  g_autoptr (GError) failure = NULL;
  g_autofree char *contact = NULL;
  gboolean connected = kt_settings_load_server (store, &server, &failure);

  if (failure != NULL || !kt_store_get_setting (store, KT_SETTING_CONTACT, &contact, failure == NULL ? error : NULL))
    {
      kt_server_clear (&server);
      if (failure != NULL)
        g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  json_object_object_add (answer, "server", connected ? json_object_new_string (server.url) : NULL);
  json_object_object_add (answer, "last_contact", contact != NULL ? json_object_new_string (contact) : NULL);
  if (!program->json && connected)
    g_print (_("Server: %s, last contact %s\n"), server.url, contact != NULL ? contact : "–");
  else if (!program->json)
    g_print ("%s\n", _("No server yet; everything is only on this device."));
  kt_server_clear (&server);
  return TRUE;
}

static int
run (KtProgram *program, char **args, GError **error)
{
  g_auto (KtOpened) opened = { NULL };
  g_autoptr (json_object) answer = json_object_new_object ();
  json_object *families = json_object_new_array (), *aside = json_object_new_array ();
  json_object *asks = json_object_new_array ();

  json_object_object_add (answer, "families", families);
  json_object_object_add (answer, "set_aside_list", aside);
  json_object_object_add (answer, "requests", asks);
  if (!kt_cli_open (&opened, error) || !tell_server (program, opened.store, answer, error) ||
      !tell_counts (program, opened.store, NULL, answer, error) ||
      !tell_families (program, opened.store, families, error) ||
      !tell_set_aside (program, opened.store, aside, error) || !tell_asks (program, opened.store, asks, error) ||
      !tell_erased (program, opened.store, answer, error) || !tell_clock (program, opened.store, answer, error) ||
      !tell_doubts (program, opened.store, answer, error))
    return -1;
  json_object_object_add (answer, "profile", json_object_new_string (opened.profile->slug));
  json_object_object_add (answer, "worker", json_object_new_string (opened.worker_id));
  if (program->json)
    kt_answer_json (json_object_get (answer));
  return KT_EXIT_DONE;
}

const KtCommand kt_cli_status = {
  "status",
  "",
  0,
  0,
  N_("What is only here, sent, set aside, or to be decided."),
  NULL,
  run,
};
