/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-cli"
#include <glib/gi18n.h>

#include "cli/cli.h"
#include "cli/show.h"

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

static int
run (KtProgram *program, char **args, GError **error)
{
  g_auto (KtOpened) opened = { NULL };
  g_autoptr (KtRecord) record = NULL;

  if (!kt_cli_open (&opened, error))
    return -1;
  record = kt_store_load (opened.store, args[0], error);
  if (record == NULL)
    return -1;
  if (program->json)
    kt_answer_json (kt_record_to_plain (record));
  else
    print_record (opened.store, record);
  return KT_EXIT_DONE;
}

const KtCommand kt_cli_get = { "get", N_("ID"), 1, 1, N_("Show one record."), NULL, run };
