/* SPDX-License-Identifier: EUPL-1.2 */
/* Work of colleagues who lost access to a family, and taking it over. */
#define G_LOG_DOMAIN "kt-cli"
#include <glib/gi18n.h>

#include "cli/cli.h"
#include "store/outbox.h"

/* How many records a parcel of work holds. */
static guint
count_records (const KtOffered *offered)
{
  g_autoptr (json_object) note = kt_json_parse (offered->body, -1, NULL);
  json_object *records = note != NULL ? kt_json_get_array (note, "records") : NULL;

  return records != NULL ? (guint) json_object_array_length (records) : 0;
}

/* How many half-written texts it holds that stand nowhere yet. */
static guint
count_drafts (const KtOffered *offered)
{
  g_autoptr (json_object) note = kt_json_parse (offered->body, -1, NULL);
  json_object *drafts = note != NULL ? kt_json_get_object (note, "drafts") : NULL;

  return drafts != NULL ? (guint) json_object_object_length (drafts) : 0;
}

static json_object *
describe (const KtOffered *offered)
{
  json_object *entry = json_object_new_object ();

  json_object_object_add (entry, "id", json_object_new_string (offered->id));
  json_object_object_add (entry, "family", json_object_new_string (offered->family));
  json_object_object_add (entry, "from", json_object_new_string (offered->author));
  json_object_object_add (entry, "at", json_object_new_string (offered->at));
  json_object_object_add (entry, "taken", offered->taken != NULL ? json_object_new_string (offered->taken) : NULL);
  json_object_object_add (entry, "records", json_object_new_int64 (count_records (offered)));
  json_object_object_add (entry, "drafts", json_object_new_int64 (count_drafts (offered)));
  return entry;
}

static void
print (const KtOffered *offered)
{
  guint n = count_records (offered);

  g_print (ngettext ("%s from %s: %u record of %s%s\n", "%s from %s: %u records of %s%s\n", n), offered->id,
           offered->author, n, offered->family, offered->taken != NULL ? _(" (taken over)") : "");
}

static int
run_offered (KtProgram *program, char **args, GError **error)
{
  g_auto (KtOpened) opened = { NULL };
  g_autoptr (GPtrArray) list = NULL;
  json_object *answer, *entries;

  if (!kt_cli_open (&opened, error))
    return -1;
  list = kt_store_list_offered (opened.store, error);
  if (list == NULL)
    return -1;
  answer = json_object_new_object ();
  entries = json_object_new_array ();
  json_object_object_add (answer, "offered", entries);
  for (guint i = 0; i < list->len; i++)
    {
      if (program->json)
        json_object_array_add (entries, describe (list->pdata[i]));
      else
        print (list->pdata[i]);
    }
  if (program->json)
    kt_answer_json (json_object_get (answer));
  json_object_put (answer);
  return KT_EXIT_DONE;
}

static void
tell_taken (const KtTakenOver *taken)
{
  g_print (ngettext ("%u record taken over; it goes to the server with the next round.\n",
                     "%u records taken over; they go to the server with the next round.\n", taken->records),
           taken->records);
  if (taken->drafts > 0)
    g_print (ngettext ("%u half-written text stands in its field now.\n", "%u half-written texts stand in their fields now.\n",
                       taken->drafts),
             taken->drafts);
  if (taken->drafts_left > 0)
    g_print (ngettext ("%u half-written text waits: you have words of your own there. Save those, and take it over again.\n",
                       "%u half-written texts wait: you have words of your own there. Save those, and take it over again.\n",
                       taken->drafts_left),
             taken->drafts_left);
}

static int
run_take_over (KtProgram *program, char **args, GError **error)
{
  g_auto (KtOpened) opened = { NULL };
  KtTakenOver taken = { 0 };
  json_object *answer;

  if (!kt_cli_open (&opened, error) || !kt_store_take_over (opened.store, args[0], &taken, error))
    return -1;
  if (!program->json)
    {
      tell_taken (&taken);
      return KT_EXIT_DONE;
    }
  answer = json_object_new_object ();
  json_object_object_add (answer, "records", json_object_new_int64 (taken.records));
  json_object_object_add (answer, "drafts", json_object_new_int64 (taken.drafts));
  json_object_object_add (answer, "drafts_left", json_object_new_int64 (taken.drafts_left));
  kt_answer_json (answer);
  return KT_EXIT_DONE;
}

const KtCommand kt_cli_offered = {
  "offered",
  "",
  0,
  0,
  N_("Work of colleagues who lost access to a family, offered to you."),
  NULL,
  run_offered,
};

const KtCommand kt_cli_take_over = {
  "take-over",
  N_("ID"),
  1,
  1,
  N_("Join what is offered with what is here, and send it as yours."),
  NULL,
  run_take_over,
};
