/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-office"
#include <glib/gi18n.h>

#include "office/office.h"
#include "office/registry.h"
#include "office/steps.h"

static char *fixed;
static GPtrArray *workers, *file_workers, *plan_workers;

static const KtOption options[] = {
  { "worker", N_("LOGIN"), NULL, NULL, &workers, N_("sees everything of the family; may be given more than once") },
  { "file", N_("LOGIN"), NULL, NULL, &file_workers, N_("sees plan and file, not safety") },
  { "plan", N_("LOGIN"), NULL, NULL, &plan_workers, N_("sees the plan only") },
  { "fixed", N_("LOGIN"), &fixed, NULL, NULL, N_("is the family’s fixed worker, and sees everything") },
  { NULL },
};

typedef struct {
  GPtrArray *logins;       /* char*, borrowed (nullable) */
  guint level;             /* how many scopes they see */
} Group;

typedef struct {
  Group groups[3];
  const char *fixed;       /* (nullable) */
} Adding;

/* Before anything is made: a worker nobody knows would stop it halfway. */
static gboolean
check_group (KtCouch *couch, const Group *group, GError **error)
{
  for (guint i = 0; group->logins != NULL && i < group->logins->len; i++)
    if (!kt_office_check_worker (couch, group->logins->pdata[i], error))
      return FALSE;
  return TRUE;
}

static gboolean
add_people (json_object *family, gpointer data, GError **error)
{
  const Adding *adding = data;

  kt_registry_begin (family);
  for (gsize i = 0; i < G_N_ELEMENTS (adding->groups); i++)
    for (guint k = 0; adding->groups[i].logins != NULL && k < adding->groups[i].logins->len; k++)
      kt_registry_join (family, adding->groups[i].logins->pdata[k], adding->groups[i].level);
  if (adding->fixed == NULL)
    return TRUE;
  kt_registry_join (family, adding->fixed, KT_REGISTRY_SCOPES);
  json_object_object_add (family, "fixed", json_object_new_string (adding->fixed));
  return TRUE;
}

static gboolean
add_family (KtCouch *couch, const char *family, const Adding *adding, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (adding->groups); i++)
    if (!check_group (couch, &adding->groups[i], error))
      return FALSE;
  if (adding->fixed != NULL && !kt_office_check_worker (couch, adding->fixed, error))
    return FALSE;
  return kt_steps_change_family (couch, family, add_people, (gpointer) adding, error);
}

static int
run (KtProgram *program, char **args, GError **error)
{
  const Adding adding = { { { workers, 3 }, { file_workers, 2 }, { plan_workers, 1 } }, fixed };
  g_auto (KtCouch) couch = { NULL };

  if (!kt_office_check_family (args[0], error) || !kt_office_open (&couch, error) ||
      !add_family (&couch, args[0], &adding, error))
    return -1;
  kt_office_tell (program, &couch);
  return KT_EXIT_DONE;
}

const KtCommand kt_office_family_add = {
  "family add",
  N_("FAMILY-ID"),
  1,
  1,
  N_("Make a family’s three databases and let workers in."),
  options,
  run,
};
