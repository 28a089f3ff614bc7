/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-terminal"
#include "terminal/explain.h"

#include <glib/gi18n.h>

#include "model/bundle.h"
#include "model/picture.h"
#include "store/store-error.h"
#include "sync/sync-error.h"
#include "terminal/reasons.h"

typedef struct {
  GQuark (*domain) (void);
  int code;
  KtExit status;
  const char *sentence;
} Row;

G_STATIC_ASSERT (KT_PICTURE_MOST_BYTES == 20 * 1024 * 1024); /* as the sentence below says */

/* The failures a person can do something about. */
static const Row rows[] = {
  { kt_store_error_quark, KT_STORE_ERROR_IN_USE, KT_EXIT_FAILED,
    N_("this profile is open in another window or command; close that first") },
  { kt_store_error_quark, KT_STORE_ERROR_WRONG_KEY, KT_EXIT_LOCKED,
    N_("wrong passphrase or recovery code; nothing was changed") },
  { kt_store_error_quark, KT_STORE_ERROR_SLOTS_DAMAGED, KT_EXIT_FAILED,
    N_("both copies of the key file of this profile are damaged; put one back from a backup") },
  { kt_store_error_quark, KT_STORE_ERROR_CORRUPT, KT_EXIT_FAILED,
    N_("the store of this profile is damaged; put it back from a backup") },
  { kt_store_error_quark, KT_STORE_ERROR_NEWER_SCHEMA, KT_EXIT_FAILED,
    N_("the store of this profile was written by a newer Keukentafel; install that version") },
  { kt_store_error_quark, KT_STORE_ERROR_FULL, KT_EXIT_FAILED,
    N_("the disk is full; make room and try again, nothing that was kept is lost") },
  { kt_store_error_quark, KT_STORE_ERROR_READ_ONLY, KT_EXIT_FAILED,
    N_("the folder with the profiles cannot be written to; nothing was changed") },
  { kt_store_error_quark, KT_STORE_ERROR_NO_MEMORY, KT_EXIT_FAILED,
    N_("there is too little memory free to open the store; close something and try again") },
  { kt_store_error_quark, KT_STORE_ERROR_NOT_YET, KT_EXIT_FAILED,
    N_("this picture is still on its way; it is all here after a later round with the server") },
  { kt_picture_error_quark, KT_PICTURE_ERROR_TOO_LARGE, KT_EXIT_BAD_INPUT,
    N_("a picture may be 20 MB at most, and this one is larger; nothing was changed") },
  { kt_picture_error_quark, KT_PICTURE_ERROR_KIND, KT_EXIT_BAD_INPUT,
    N_("only a photo, drawing or scan as JPEG, PNG, WebP or PDF can be kept; nothing was changed") },
  { kt_picture_error_quark, KT_PICTURE_ERROR_DAMAGED, KT_EXIT_BAD_INPUT,
    N_("this picture is damaged or cut short; nothing was changed") },
  { kt_picture_error_quark, KT_PICTURE_ERROR_TOO_MANY_PIXELS, KT_EXIT_BAD_INPUT,
    N_("a picture may have 50 million dots at most, and this one has more; nothing was changed") },
  { kt_store_error_quark, KT_STORE_ERROR_LOCKED, KT_EXIT_LOCKED, N_("the profile was locked meanwhile") },
  { kt_sync_error_quark, KT_SYNC_ERROR_OFFLINE, KT_EXIT_OFFLINE,
    N_("no connection with the server yet; everything is kept here") },
  { kt_sync_error_quark, KT_SYNC_ERROR_UNAUTHORIZED, KT_EXIT_SIGN_IN,
    N_("the server asks you to sign in again; everything is kept here") },
  { kt_sync_error_quark, KT_SYNC_ERROR_FORBIDDEN, KT_EXIT_FAILED, N_("the server does not allow this") },
  { kt_sync_error_quark, KT_SYNC_ERROR_BUSY, KT_EXIT_FAILED,
    N_("the server cannot answer now; try again later, everything is kept here") },
  { kt_sync_error_quark, KT_SYNC_ERROR_PROTOCOL, KT_EXIT_FAILED,
    N_("the server gave an answer that makes no sense; nothing of it was kept") },
};

static const Row *
find_row (const GError *error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (error->domain == rows[i].domain () && error->code == rows[i].code)
      return &rows[i];
  return NULL;
}

static KtExit
explain_input (const GError *error, char **sentence)
{
  g_autofree char *told = kt_reason_translate (error->message);

  /* Translators: the placeholder says what and where. */
  *sentence = g_strdup_printf (_("bad input, nothing was written: %s"), told);
  return KT_EXIT_BAD_INPUT;
}

KtExit
kt_explain (const GError *error, char **sentence)
{
  const Row *row = find_row (error);

  if (row != NULL)
    {
      *sentence = g_strdup (_ (row->sentence));
      return row->status;
    }
  if (error->domain == KT_BUNDLE_ERROR || error->domain == KT_JSON_ERROR || error->domain == KT_RECORD_ERROR)
    return explain_input (error, sentence);
  if (error->domain == KT_USAGE_ERROR || error->domain == G_FILE_ERROR)
    {
      *sentence = g_strdup (error->message);
      return KT_EXIT_BAD_INPUT;
    }
  if (g_error_matches (error, KT_STORE_ERROR, KT_STORE_ERROR_NOT_FOUND))
    {
      *sentence = g_strdup (_("there is no such record here"));
      return KT_EXIT_BAD_INPUT;
    }
  if (g_error_matches (error, KT_STORE_ERROR, KT_STORE_ERROR_ERASED))
    {
      *sentence = g_strdup (_("the organisation erased this; it cannot be written again"));
      return KT_EXIT_BAD_INPUT;
    }
  /* Translators: the placeholder is a technical message in English. */
  *sentence = g_strdup_printf (_("something failed: %s"), error->message);
  return KT_EXIT_FAILED;
}
