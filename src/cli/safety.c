/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-cli"
#include <glib/gi18n.h>

#include "cli/cli.h"
#include "cli/show.h"
#include "model/safety-state.h"

/* Everybody's own number, never one for all: whoever asks sees the ratings that stand, as each rater gave them. */

static void
add_text (json_object *object, const char *key, const char *text)
{
  json_object_object_add (object, key, text != NULL ? json_object_new_string (text) : NULL);
}

/* The first of each pair of about and rater among records; the same pair is not told twice. */
static GPtrArray *
list_pairs (GPtrArray *records)
{
  g_autoptr (GHashTable) told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GPtrArray *pairs = g_ptr_array_new ();

  for (guint i = 0; i < records->len; i++)
    {
      const char *about = kt_record_get_text (records->pdata[i], "about");
      const char *rater = kt_record_get_text (records->pdata[i], "rater");

      if (g_hash_table_add (told, g_strjoin ("\n", about, rater != NULL ? rater : "", NULL)))
        g_ptr_array_add (pairs, records->pdata[i]);
    }
  return pairs;
}

static json_object *
state_to_json (const KtSafetyState *state)
{
  json_object *told = json_object_new_object ();

  add_text (told, "about", kt_record_get_text (state->shown, "about"));
  add_text (told, "rater", kt_record_get_text (state->shown, "rater"));
  add_text (told, "rater_role", kt_record_get_text (state->shown, "rater_role"));
  json_object_object_add (told, "score", json_object_new_int64 (kt_record_get_int (state->shown, "score", 0)));
  add_text (told, "date", kt_record_get_text (state->shown, "date"));
  add_text (told, "rating", kt_record_get_id (state->shown));
  json_object_object_add (told, "standing", json_object_new_int64 (state->n_standing));
  json_object_object_add (told, "to_review", json_object_new_boolean (state->to_review));
  return told;
}

static char *
dup_rater (KtStore *store, KtRecord *rating)
{
  const char *rater = kt_record_get_text (rating, "rater"), *role = kt_record_get_text (rating, "rater_role");
  const KtField *field = kt_type_find_field (kt_record_get_type (rating), "rater_role");

  return rater != NULL ? kt_show_reference (store, kt_record_get_family (rating), rater)
                       : g_strdup (_(kt_choice_label (field, role)));
}

static void
print_state (KtStore *store, const KtSafetyState *state)
{
  g_autofree char *about = kt_show_reference (store, kt_record_get_family (state->shown),
                                              kt_record_get_text (state->shown, "about"));
  g_autofree char *rater = dup_rater (store, state->shown);
  int score = (int) kt_record_get_int (state->shown, "score", 0);

  /* Translators: about whom, who rated, a number from 0 to 10, a date. */
  g_print (_("%s, says %s: %d (%s)"), about, rater, score, kt_record_get_text (state->shown, "date"));
  g_print ("%s\n", state->to_review ? _("; there is another that nobody has looked at yet") : "");
}

static int
run (KtProgram *program, char **args, GError **error)
{
  g_auto (KtOpened) opened = { NULL };
  g_autoptr (GPtrArray) records = NULL, pairs = NULL;
  json_object *answer, *states;

  if (!kt_cli_open (&opened, error) || (records = kt_store_list (opened.store, "safety-rating", args[0], error)) == NULL)
    return -1;
  pairs = list_pairs (records);
  answer = json_object_new_object ();
  states = json_object_new_array ();
  json_object_object_add (answer, "states", states);
  for (guint i = 0; i < pairs->len; i++)
    {
      KtSafetyState state;
      KtRecord *pair = pairs->pdata[i];

      if (!kt_safety_state_read (records, kt_record_get_text (pair, "about"), kt_record_get_text (pair, "rater"), &state))
        continue;
      json_object_array_add (states, state_to_json (&state));
      if (!program->json)
        print_state (opened.store, &state);
    }
  if (program->json)
    kt_answer_json (answer);
  else
    json_object_put (answer);
  return KT_EXIT_DONE;
}

const KtCommand kt_cli_safety = {
  "safety",
  N_("FAMILY"),
  1,
  1,
  N_("How safe it is, as each person says; the more worried number until somebody has looked."),
  NULL,
  run,
};
