/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-cli"
#include <glib/gi18n.h>

#include "cli/cli.h"
#include "cli/show.h"
#include "model/bundle.h"

static void
print_field (KtStore *store, KtRecord *record, const KtField *field)
{
  g_autoptr (json_object) list = NULL;
  g_autofree char *text = NULL;
  json_object *value = kt_record_get (record, field->key);

  if (field->kind == KT_KIND_TEXT_LIST || field->kind == KT_KIND_REF_LIST)
    {
      g_auto (GStrv) items = kt_record_dup_list (record, field->key);
      value = list = items[0] != NULL ? kt_json_from_strv ((const char *const *) items) : NULL;
    }
  if (value == NULL)
    return;
  text = kt_show_value (store, record, field, value);
  g_print (field->kind == KT_KIND_OWN_WORDS ? "  %s: “%s”%s\n" : "  %s: %s%s\n", _(field->label), text,
           kt_record_is_disputed (record, field->key) ? _("  (to be decided)") : "");
}

static void
print_record (KtStore *store, KtRecord *record)
{
  const KtType *type = kt_record_get_type (record);

  g_print ("%s  %s\n", type != NULL ? _(type->label) : kt_record_get_type_name (record), kt_record_get_id (record));
  if (type == NULL)
    g_print ("  %s\n", _("made by a newer Keukentafel; kept as it is"));
  for (guint i = 0; type != NULL && type->fields[i].key != NULL; i++)
    print_field (store, record, &type->fields[i]);
}

/* Judged now: what was noted may be from before the last edit. */
static GPtrArray *
list_doubts (KtStore *store, KtRecord *record, GError **error)
{
  g_autoptr (GPtrArray) doubts = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_doubt_free);
  g_autoptr (GHashTable) verdicts = NULL;
  GHashTableIter iter;
  gpointer dot, verdict;

  if (!kt_store_judge (store, record, &verdicts, error))
    return NULL;
  if (verdicts != NULL)
    g_hash_table_iter_init (&iter, verdicts);
  while (verdicts != NULL && g_hash_table_iter_next (&iter, &dot, &verdict))
    if (kt_verdict_is_doubt (GPOINTER_TO_INT (verdict)))
      {
        KtDoubt *doubt = g_new0 (KtDoubt, 1);

        *doubt = (KtDoubt) { g_strdup (kt_record_get_id (record)), NULL, g_strdup (dot), GPOINTER_TO_INT (verdict) };
        g_ptr_array_add (doubts, doubt);
      }
  return g_steal_pointer (&doubts);
}

static void
answer_record (KtRecord *record, GPtrArray *doubts)
{
  json_object *plain = kt_record_to_plain (record);

  if (doubts->len > 0)
    json_object_object_add (plain, KT_BUNDLE_DOUBTS, kt_show_doubts (doubts));
  kt_answer_json (plain);
}

static int
run (KtProgram *program, char **args, GError **error)
{
  g_auto (KtOpened) opened = { NULL };
  g_autoptr (KtRecord) record = NULL;
  g_autoptr (GPtrArray) doubts = NULL;

  if (!kt_cli_open (&opened, error))
    return -1;
  record = kt_store_load (opened.store, args[0], error);
  if (record == NULL)
    return -1;
  doubts = list_doubts (opened.store, record, error);
  if (doubts == NULL)
    return -1;
  if (program->json)
    answer_record (record, doubts);
  else
    print_record (opened.store, record);
  for (guint i = 0; !program->json && i < doubts->len; i++)
    {
      g_autofree char *line = kt_show_doubt (doubts->pdata[i]);

      g_print (_("In doubt: %s\n"), line);
    }
  return KT_EXIT_DONE;
}

const KtCommand kt_cli_get = { "get", N_("ID"), 1, 1, N_("Show one record."), NULL, run };
