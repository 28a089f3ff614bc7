/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-office"
#include <glib/gi18n.h>

#include "office/escrow.h"
#include "office/guard.h"
#include "office/ledger-file.h"
#include "office/ledger.h"
#include "office/office.h"

static char *escrow_key, *ledger;

static const KtOption options[] = {
  { "escrow-key", N_("FILE"), &escrow_key, NULL, NULL,
    N_("the private key for work on erased records; made when it is not there") },
  { "ledger", N_("FILE"), &ledger, NULL, NULL, N_("after a restored backup: what “erase” wrote down there") },
  { NULL },
};

static int
run (KtProgram *program, char **args, GError **error)
{
  static const char *const databases[] = { "_users", "_replicator", "_global_changes", KT_REGISTRY, KT_ORGANISATION };
  static const char *const workers[] = { KT_WORKER_ROLE, NULL }, *const nobody[] = { "_admin", NULL };
  g_autoptr (json_object) registry = kt_office_security (NULL, nobody);
  g_autoptr (json_object) organisation = kt_office_security (NULL, workers);
  g_auto (KtCouch) couch = { NULL };

  if (!kt_office_open (&couch, error))
    return -1;
  for (gsize i = 0; i < G_N_ELEMENTS (databases); i++)
    if (!kt_couch_ensure_database (&couch, databases[i], error))
      return -1;
  if (!kt_couch_ensure_security (&couch, KT_REGISTRY, registry, error) ||
      !kt_couch_ensure_security (&couch, KT_ORGANISATION, organisation, error) ||
      !kt_office_guard (&couch, KT_ORGANISATION, KT_GUARD_ORGANISATION, NULL, error) ||
      (escrow_key != NULL && !kt_escrow_publish (&couch, escrow_key, error)) ||
      (ledger != NULL && !kt_ledger_file_enter (ledger, &couch, error)) || !kt_ledger_apply_all (&couch, error))
    return -1;
  kt_office_tell (program, &couch);
  return KT_EXIT_DONE;
}

const KtCommand kt_office_setup = {
  "setup",
  "",
  0,
  0,
  N_("Make what every server needs: registry and organisation database."),
  options,
  run,
};
