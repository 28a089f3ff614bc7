/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-office"
#include <glib/gi18n.h>

#include "office/office.h"
#include "office/registry.h"
#include "office/steps.h"

static gboolean anyway;

static const KtOption options[] = {
  { "anyway", NULL, NULL, &anyway, NULL, N_("even when nobody is left who sees everything") },
  { NULL },
};

static gboolean
take_off (json_object *family, gpointer data, GError **error)
{
  const char *login = data;

  if (kt_json_get_string (family, "type") == NULL)
    {
      g_set_error (error, KT_USAGE_ERROR, KT_USAGE_ERROR_BAD, _("the registry has no family “%s”"), kt_registry_id (family));
      return FALSE;
    }
  if (!anyway && kt_registry_level (family, login) > 0 && !kt_registry_has_other (family, login))
    {
      g_set_error (error, KT_USAGE_ERROR, KT_USAGE_ERROR_BAD,
                   _("nobody else sees everything of this family; let somebody in first, or say --anyway"));
      return FALSE;
    }
  kt_registry_leave (family, login);
  return TRUE;
}

static int
run (KtProgram *program, char **args, GError **error)
{
  g_auto (KtCouch) couch = { NULL };

  if (!kt_office_check_family (args[0], error) || !kt_office_check_login (args[1], error) ||
      !kt_office_open (&couch, error) || !kt_steps_change_family (&couch, args[0], take_off, args[1], error))
    return -1;
  kt_office_tell (program, &couch);
  return KT_EXIT_DONE;
}

const KtCommand kt_office_family_remove = {
  "family remove-worker",
  N_("FAMILY-ID LOGIN"),
  2,
  2,
  N_("Take a worker off a family: roles and notes. What the laptop has unsent it hands over through the inbox."),
  options,
  run,
};
