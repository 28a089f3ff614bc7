/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-cli"
#include <glib/gi18n.h>

#include "cli/cli.h"
#include "cli/show.h"

#define LIMIT 50

static char *family;

static const KtOption options[] = {
  { "family", N_("ID"), &family, NULL, NULL, N_("only in this family") },
  { NULL },
};

/* The hit stands between two control characters. */
static char *
mark_hit (const char *snippet)
{
  GString *text = g_string_new (snippet);

  g_string_replace (text, "\x01", "[", 0);
  g_string_replace (text, "\x02", "]", 0);
  return g_string_free_and_steal (text);
}

static json_object *
hit_to_json (const KtHit *hit)
{
  json_object *object = json_object_new_object ();
  g_autofree char *snippet = mark_hit (hit->snippet);

  json_object_object_add (object, "id", json_object_new_string (hit->id));
  json_object_object_add (object, "type", json_object_new_string (hit->type));
  json_object_object_add (object, "family", hit->family != NULL ? json_object_new_string (hit->family) : NULL);
  json_object_object_add (object, "field", hit->field != NULL ? json_object_new_string (hit->field) : NULL);
  json_object_object_add (object, "snippet", json_object_new_string (snippet));
  return object;
}

static void
tell (KtProgram *program, KtStore *store, GPtrArray *hits)
{
  json_object *answer, *list;

  for (guint i = 0; !program->json && i < hits->len; i++)
    {
      const KtHit *hit = hits->pdata[i];
      const KtType *type = kt_type_find (hit->type);
      g_autofree char *snippet = mark_hit (hit->snippet), *name = kt_show_family (store, hit->family);
      g_print ("%s  %s · %s · %s\n", hit->id, name, type != NULL ? _(type->label) : hit->type, snippet);
    }
  if (!program->json && hits->len == 0)
    g_print ("%s\n", _("Nothing found."));
  if (!program->json)
    return;
  answer = json_object_new_object ();
  list = json_object_new_array ();
  for (guint i = 0; i < hits->len; i++)
    json_object_array_add (list, hit_to_json (hits->pdata[i]));
  json_object_object_add (answer, "hits", list);
  kt_answer_json (answer);
}

static int
run (KtProgram *program, char **args, GError **error)
{
  g_auto (KtOpened) opened = { NULL };
  g_autofree char *words = g_strjoinv (" ", args);
  g_autoptr (GPtrArray) hits = NULL;

  if (!kt_cli_open (&opened, error))
    return -1;
  hits = kt_store_search (opened.store, words, family, LIMIT, error);
  if (hits == NULL)
    return -1;
  tell (program, opened.store, hits);
  return KT_EXIT_DONE;
}

const KtCommand kt_cli_search = {
  "search",
  N_("WORDS"),
  1,
  32,
  N_("Find records by words, or the beginnings of words."),
  options,
  run,
};
