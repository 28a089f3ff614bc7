/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-sync"
#include "sync/ask-words.h"

#include <glib/gi18n.h>

typedef struct {
  const char *code, *words;
} Row;

static const Row kinds[] = {
  { "family-new", N_("a place at the server for a family") },
  { "team-join", N_("a colleague joins a family’s team") },
  { "team-leave", N_("a colleague leaves a family’s team") },
  { "agency-join", N_("an agency sees its part of a family’s plan") },
  { "agency-leave", N_("an agency sees nothing of a family’s plan any more") },
  { "device-key", N_("this device’s key is made known") },
  { "unsent-work", N_("unsent work goes to the fixed worker") },
  { "escrow", N_("work on what was erased is kept sealed") },
  { NULL },
};

static const Row reasons[] = {
  { "not-yours", N_("only the fixed worker, or who sees everything of the family, may ask this") },
  { "left-before", N_("you were taken off this family’s team; the fixed worker can let you in again") },
  { "erased", N_("the family was erased") },
  { "no-family", N_("the office does not know this family") },
  { "no-worker", N_("there is no worker with that login") },
  { "last-one", N_("somebody has to keep seeing everything; let a colleague in first") },
  { "fixed-worker", N_("only the fixed worker decides who is the fixed worker") },
  { "changed-meanwhile", N_("the team changed meanwhile; look again and ask again") },
  { "nobody-else", N_("nobody else sees everything of the family; ask the office") },
  { "bad-request", N_("the office could not read it") },
  { "key-taken", N_("another worker’s device has this name") },
  { "worker-taken", N_("another worker has this id") },
  { NULL },
};

static const char *
find (const Row *rows, const char *code)
{
  for (; rows->code != NULL; rows++)
    if (g_strcmp0 (rows->code, code) == 0)
      return rows->words;
  return code;
}

const char *
kt_ask_kind_words (const char *kind)
{
  return find (kinds, kind);
}

const char *
kt_ask_reason_words (const char *reason)
{
  return find (reasons, reason);
}
