/* SPDX-License-Identifier: EUPL-1.2 */
/* The registrar: does what needs an administrator, so that nobody has to wait for one. It begins with every inbox and
 * what the registry has not carried out yet, then follows one feed for the whole server, or looks into the inboxes that
 * moved where a server has no such feed. Marks are kept on the server, for the digest of what changed while it was away;
 * nothing else is remembered: killed anywhere, it begins again. */
#define G_LOG_DOMAIN "kt-office"
#include <glib/gi18n.h>

#include "base/log.h"
#include "office/digest.h"
#include "office/ledger.h"
#include "office/office.h"
#include "office/round.h"
#include "office/serve-marks.h"
#include "office/updates.h"

/* Below what a connection may be silent. */
#define WAIT_SECONDS 25
#define POLL_SECONDS 10
/* Many records of one family come in a row: a worker is told at most this often. */
#define DIGEST_SECONDS 20
/* A feed may lose a row when a server's node dies: everything is looked at again now and then. */
#define SWEEP_SECONDS G_GINT64_CONSTANT (3600)
#define LONGEST_PAUSE 60

static gboolean once;

static const KtOption options[] = {
  { "once", NULL, NULL, &once, NULL, N_("one round, for a timer; ends when everything open is answered") },
  { NULL },
};

typedef struct {
  KtCouch *couch;
  KtProgram *program;
  KtServeMarks marks;
  KtDigest *digest;
  GHashTable *seen;        /* inbox → update_seq, for a server without a feed */
  gboolean has_feed;
  gint64 told_at, swept_at;
} Registrar;

static void
tell_done (Registrar *self)
{
  if (self->couch->done->len == 0 || once)
    return;
  kt_office_tell (self->program, self->couch);
  g_ptr_array_set_size (self->couch->done, 0);
}

/* ---- What was written into ---- */
static gboolean
take_name (Registrar *self, const char *name, GError **error)
{
  const char *login = kt_round_login (name);

  if (login != NULL)
    return kt_round_inbox (self->couch, login, error);
  if (g_strcmp0 (name, KT_REGISTRY) == 0)
    return kt_round_registry (self->couch, &self->marks.registry, error);
  kt_digest_note (self->digest, name, self->marks.updates);
  return TRUE;
}

static gboolean
take_names (Registrar *self, GPtrArray *names, GError **error)
{
  for (guint i = 0; names != NULL && i < names->len; i++)
    if (!take_name (self, names->pdata[i], error))
      return FALSE;
  return TRUE;
}

static gboolean
write_digest (Registrar *self, GError **error)
{
  gint64 now = g_get_monotonic_time ();

  if (kt_digest_is_empty (self->digest) || (!once && now - self->told_at < DIGEST_SECONDS * G_USEC_PER_SEC))
    return TRUE;
  if (!kt_digest_write (self->digest, self->couch, error))
    return FALSE;
  self->told_at = now;
  return kt_serve_marks_save (&self->marks, self->couch, error);
}

/* ---- Rounds ---- */
static gboolean
sweep (Registrar *self, GError **error)
{
  g_autoptr (GPtrArray) names = NULL;

  /* The feed's place first, so that what comes during the round is in it. */
  if (!kt_updates_read (self->couch, &self->marks.updates, 0, &names, error))
    return FALSE;
  self->has_feed = names != NULL;
  if (!kt_ledger_apply_all (self->couch, error) || !kt_round_registry (self->couch, &self->marks.registry, error) ||
      !kt_round_inboxes (self->couch, self->has_feed ? NULL : self->seen, error))
    return FALSE;
  for (guint i = 0; names != NULL && i < names->len; i++)
    kt_digest_note (self->digest, names->pdata[i], self->marks.updates);
  self->swept_at = g_get_monotonic_time ();
  return write_digest (self, error);
}

static gboolean
follow (Registrar *self, GError **error)
{
  g_autoptr (GPtrArray) names = NULL;
  guint wait;

  if (g_get_monotonic_time () - self->swept_at > SWEEP_SECONDS * G_USEC_PER_SEC)
    return sweep (self, error);
  if (!self->has_feed)
    {
      g_usleep (POLL_SECONDS * G_USEC_PER_SEC);
      return sweep (self, error);
    }
  wait = kt_digest_is_empty (self->digest) ? WAIT_SECONDS : 1;
  return kt_updates_read (self->couch, &self->marks.updates, wait, &names, error) &&
         take_names (self, names, error) && write_digest (self, error);
}

/* Passing trouble is waited out; what a person has to mend ends it. */
static gboolean
is_passing (const GError *error)
{
  return error->domain == KT_SYNC_ERROR && error->code != KT_SYNC_ERROR_UNAUTHORIZED;
}

static int
go_on (Registrar *self, GError **error)
{
  guint failures = 0;
  gboolean fresh = TRUE;

  for (;;)
    {
      g_autoptr (GError) failure = NULL;
      gboolean good = fresh ? sweep (self, &failure) : follow (self, &failure);

      tell_done (self);
      if (!good && (once || !is_passing (failure)))
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return -1;
        }
      if (once)
        return KT_EXIT_DONE;
      fresh = !good;
      failures = good ? 0 : failures + 1;
      if (good)
        continue;
      kt_log_event (G_LOG_LEVEL_MESSAGE, "office.round-failed", KT_LOG_ERROR, "why", failure, KT_LOG_END);
      g_usleep (MIN (LONGEST_PAUSE, 2ul << MIN (failures, 5)) * G_USEC_PER_SEC);
    }
}

static int
run (KtProgram *program, char **args, GError **error)
{
  g_auto (KtCouch) couch = { NULL };
  g_autoptr (KtDigest) digest = kt_digest_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  Registrar self = { .couch = &couch, .program = program, .digest = digest, .seen = seen };
  int status = -1;

  if (kt_office_open (&couch, error) && kt_serve_marks_load (&self.marks, &couch, error))
    status = go_on (&self, error);
  if (status == KT_EXIT_DONE && kt_serve_marks_save (&self.marks, &couch, error))
    kt_office_tell (program, &couch);
  else
    status = -1;
  kt_serve_marks_clear (&self.marks);
  return status;
}

const KtCommand kt_office_serve = {
  "serve",
  "",
  0,
  0,
  N_("Answer what workers ask in their inboxes, and tell them what changed; runs until it is stopped."),
  options,
  run,
};
