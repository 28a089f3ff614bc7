/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-office"
#include "office/escrow.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "base/id.h"
#include "base/seal.h"
#include "office/listing.h"
#include "office/office.h"
#include "terminal/ask.h"

#define ORGANISATION "organisation"

/* ---- The key ---- */

static gboolean
write_key (const char *path, KtSecret *key, GError **error)
{
  const char *text = (const char *) kt_secret_bytes (key);
  int fd = g_open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  gboolean good = fd >= 0 && write (fd, text, strlen (text)) == (gssize) strlen (text) && write (fd, "\n", 1) == 1 &&
                  fsync (fd) == 0;
  int saved = errno;

  if (fd >= 0)
    g_close (fd, NULL);
  if (!good)
    g_set_error (error, G_FILE_ERROR, (int) g_file_error_from_errno (saved), "%s: %s", path, g_strerror (saved));
  return good;
}

/* Returns: (transfer full) the public key. */
static char *
make_or_read (const char *path, GError **error)
{
  g_autoptr (KtSecret) made = NULL;
  g_autofree char *public_key = NULL;
  char *private_key, *found;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      made = kt_seal_key_new (&public_key);
      return write_key (path, made, error) ? g_steal_pointer (&public_key) : NULL;
    }
  private_key = kt_ask_secret (path, NULL, FALSE, error);
  if (private_key == NULL)
    return NULL;
  found = kt_seal_key_public (private_key);
  kt_ask_forget (private_key);
  if (found == NULL)
    g_set_error (error, KT_USAGE_ERROR, KT_USAGE_ERROR_BAD, _("%s holds no key"), path);
  return found;
}

static gboolean
edit_organisation (json_object *document, gpointer data, GError **error)
{
  const char *there = kt_json_get_string (document, "escrow");

  if (there != NULL && g_strcmp0 (there, data) != 0)
    {
      g_set_error_literal (error, KT_USAGE_ERROR, KT_USAGE_ERROR_BAD,
                           _("the organisation has another escrow key; work may be sealed to it already"));
      return FALSE;
    }
  json_object_object_add (document, "type", json_object_new_string ("organisation"));
  json_object_object_add (document, "escrow", json_object_new_string (data));
  return TRUE;
}

gboolean
kt_escrow_publish (KtCouch *couch, const char *path, GError **error)
{
  g_autofree char *public_key = make_or_read (path, error);

  return public_key != NULL && kt_couch_ensure_document (couch, KT_ORGANISATION, ORGANISATION, edit_organisation,
                                                         public_key, "publish escrow key", error);
}

/* ---- Opening ---- */

static gboolean remove_opened;

static const KtOption options[] = {
  { "remove", NULL, NULL, &remove_opened, NULL, N_("what was shown is removed from the server") },
  { NULL },
};

typedef struct {
  KtCouch *couch;
  const char *private_key, *inbox;
  json_object *opened;     /* array */
  guint closed;            /* sealed to another key */
} Opening;

static gboolean
open_one (json_object *document, gpointer data, GError **error)
{
  Opening *opening = data;
  const char *sealed = kt_json_get_string (document, "sealed");
  g_autoptr (KtSecret) text = NULL;
  json_object *item;

  if (g_strcmp0 (kt_json_get_string (document, "kind"), "escrow") != 0 || sealed == NULL)
    return TRUE;
  text = kt_seal_open (opening->private_key, sealed);
  if (text == NULL)
    {
      opening->closed++;
      return TRUE;
    }
  item = json_object_new_object ();
  json_object_object_add (item, "from", json_object_new_string (opening->inbox + strlen ("kt-inbox-")));
  json_object_object_add (item, "record", json_object_new_string (kt_json_get_string (document, "record")));
  json_object_object_add (item, "work", json_object_new_string ((const char *) kt_secret_bytes (text)));
  json_object_array_add (opening->opened, item);
  return !remove_opened || kt_couch_remove_document (opening->couch, opening->inbox, kt_json_get_string (document, "_id"),
                                                     "remove escrow", error);
}

static gboolean
open_all (Opening *opening, GError **error)
{
  g_autoptr (GPtrArray) inboxes = kt_listing_databases (opening->couch, "kt-inbox-", error);

  if (inboxes == NULL)
    return FALSE;
  for (guint i = 0; i < inboxes->len; i++)
    {
      opening->inbox = inboxes->pdata[i];
      if (!kt_listing_documents (opening->couch, opening->inbox, "request:", open_one, opening, error))
        return FALSE;
    }
  return TRUE;
}

static void
tell (KtProgram *program, const Opening *opening)
{
  if (program->json)
    {
      json_object *answer = json_object_new_object ();
      json_object_object_add (answer, "opened", json_object_get (opening->opened));
      json_object_object_add (answer, "sealed_to_another_key", json_object_new_int64 (opening->closed));
      kt_answer_json (answer);
      return;
    }
  for (gsize i = 0; i < json_object_array_length (opening->opened); i++)
    {
      json_object *item = json_object_array_get_idx (opening->opened, i);
      g_print ("%s %s\n%s\n", kt_json_get_string (item, "from"), kt_json_get_string (item, "record"),
               kt_json_get_string (item, "work"));
    }
  if (json_object_array_length (opening->opened) == 0)
    g_print ("%s\n", _("Nothing is in escrow that this key opens."));
}

static int
run (KtProgram *program, char **args, GError **error)
{
  g_auto (KtCouch) couch = { NULL };
  g_autoptr (json_object) opened = json_object_new_array ();
  Opening opening = { .couch = &couch, .opened = opened };
  char *private_key = kt_ask_secret (args[0], NULL, FALSE, error);
  gboolean good = private_key != NULL && kt_office_open (&couch, error);

  opening.private_key = private_key;
  good = good && open_all (&opening, error);
  if (private_key != NULL)
    kt_ask_forget (private_key);
  if (!good)
    return -1;
  tell (program, &opening);
  return KT_EXIT_DONE;
}

const KtCommand kt_office_escrow_open = {
  "escrow open",
  N_("KEY-FILE"),
  1,
  1,
  N_("Show the work on erased records that laptops sealed to the organisation’s key."),
  options,
  run,
};
