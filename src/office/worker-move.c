/* SPDX-License-Identifier: EUPL-1.2 */
/* A worker changes teams or leaves: a colleague gets the families, then the worker is taken off. Colleague first, so that
 * no family is without anybody in between, wherever this is stopped. */
#define G_LOG_DOMAIN "kt-office"
#include <glib/gi18n.h>

#include "office/devices.h"
#include "office/listing.h"
#include "office/office.h"
#include "office/registry.h"
#include "office/steps.h"

static GPtrArray *families;
static gboolean anyway;

static const KtOption options[] = {
  { "family", N_("FAMILY-ID"), NULL, NULL, &families, N_("only this one; may be given more than once") },
  { "anyway", NULL, NULL, &anyway, NULL, N_("even when a device still has work that was not sent") },
  { NULL },
};

typedef struct {
  const char *from, *to;
  GPtrArray *found;        /* char*: families to hand over */
} Move;

static gboolean
is_wanted (const char *family)
{
  if (families == NULL || families->len == 0)
    return TRUE;
  for (guint i = 0; i < families->len; i++)
    if (g_strcmp0 (families->pdata[i], family) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
find_family (json_object *family, gpointer data, GError **error)
{
  Move *move = data;

  if (kt_registry_level (family, move->from) > 0 && is_wanted (kt_registry_id (family)))
    g_ptr_array_add (move->found, g_strdup (kt_registry_id (family)));
  return TRUE;
}

static gboolean
hand_over (json_object *family, gpointer data, GError **error)
{
  const Move *move = data;
  gboolean was_fixed = g_strcmp0 (kt_json_get_string (family, "fixed"), move->from) == 0;

  kt_registry_join (family, move->to, kt_registry_level (family, move->from));
  kt_registry_leave (family, move->from);
  if (was_fixed)
    json_object_object_add (family, "fixed", json_object_new_string (move->to));
  return TRUE;
}

/* R33: what is on the laptop goes first. */
static gboolean
check_sent (KtCouch *couch, const char *login, GError **error)
{
  g_autoptr (GPtrArray) devices = kt_devices_of (couch, login, error);

  for (guint i = 0; devices != NULL && i < devices->len; i++)
    {
      const KtDeviceSaid *said = devices->pdata[i];
      if (said->unsent == 0 || anyway)
        continue;
      g_set_error (error, KT_USAGE_ERROR, KT_USAGE_ERROR_BAD,
                   _("device “%s” of “%s” said it has unsent work; let it sync first, or say --anyway"), said->device,
                   login);
      return FALSE;
    }
  return devices != NULL;
}

static gboolean
move_all (KtCouch *couch, Move *move, GError **error)
{
  if (!check_sent (couch, move->from, error) ||
      !kt_listing_documents (couch, KT_REGISTRY, "family:", find_family, move, error))
    return FALSE;
  for (guint i = 0; i < move->found->len; i++)
    if (!kt_steps_change_family (couch, move->found->pdata[i], hand_over, move, error))
      return FALSE;
  return TRUE;
}

static gboolean
check (KtCouch *couch, char **args, GError **error)
{
  for (guint i = 0; families != NULL && i < families->len; i++)
    if (!kt_office_check_family (families->pdata[i], error))
      return FALSE;
  if (g_strcmp0 (args[0], args[1]) == 0)
    {
      g_set_error_literal (error, KT_USAGE_ERROR, KT_USAGE_ERROR_BAD, _("the two workers are one"));
      return FALSE;
    }
  return kt_office_check_login (args[0], error) && kt_office_check_login (args[1], error) && kt_office_open (couch, error) &&
         kt_office_check_worker (couch, args[1], error);
}

static int
run (KtProgram *program, char **args, GError **error)
{
  g_auto (KtCouch) couch = { NULL };
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_free);
  Move move = { args[0], args[1], found };

  if (!check (&couch, args, error) || !move_all (&couch, &move, error))
    return -1;
  kt_office_tell (program, &couch);
  return KT_EXIT_DONE;
}

const KtCommand kt_office_worker_move = {
  "worker move",
  N_("FROM TO"),
  2,
  2,
  N_("Hand a worker’s families to a colleague, who sees what the worker saw; the worker is taken off."),
  options,
  run,
};
