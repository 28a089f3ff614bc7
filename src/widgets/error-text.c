/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-widgets"
#include "widgets/error-text.h"

#include <glib/gi18n.h>

#include "store/store-error.h"
#include "sync/sync-error.h"

static const char *
store_text (int code)
{
  switch ((KtStoreError) code)
    {
    case KT_STORE_ERROR_IN_USE:
      return _("This profile is open in another window. Close that one first.");
    case KT_STORE_ERROR_WRONG_KEY:
      return _("That is not the passphrase. Try once more, or type your recovery code.");
    case KT_STORE_ERROR_SLOTS_DAMAGED:
      return _("The key of this profile is damaged. Nothing was thrown away: ask your office for help.");
    case KT_STORE_ERROR_CORRUPT:
      return _("What this profile keeps is damaged. Nothing was thrown away: ask your office for help.");
    case KT_STORE_ERROR_NEWER_SCHEMA:
      return _("This profile was opened with a newer Keukentafel. Update this one to go on.");
    case KT_STORE_ERROR_FULL:
      return _("The disk is full. You can go on reading and writing drafts; make room to save more.");
    case KT_STORE_ERROR_READ_ONLY:
      return _("On this device Keukentafel may not write in its own folder, so it can open nothing. Nothing was lost: ask "
                "your office for help.");
    case KT_STORE_ERROR_NO_MEMORY:
      return _("Too little memory is free to open. Close another program and try again.");
    case KT_STORE_ERROR_LOCKED:
      return _("Keukentafel was locked meanwhile.");
    case KT_STORE_ERROR_NOT_FOUND:
      return _("This is not on this device any more.");
    case KT_STORE_ERROR_ERASED:
      return _("The organisation erased this; it cannot be written again.");
    case KT_STORE_ERROR_FAILED:
    default:
      return NULL;
    }
}

static const char *
sync_text (int code)
{
  switch ((KtSyncError) code)
    {
    case KT_SYNC_ERROR_OFFLINE:
      return _("The server cannot be reached now. Check the address; without internet everything else goes on.");
    case KT_SYNC_ERROR_UNAUTHORIZED:
      return _("The server does not know this name with this password.");
    case KT_SYNC_ERROR_FORBIDDEN:
      return _("This account may not do that. Ask your office.");
    case KT_SYNC_ERROR_BUSY:
      return _("The server is busy. Try again in a while.");
    case KT_SYNC_ERROR_PROTOCOL:
      return _("At this address there is no server for Keukentafel.");
    default:
      return NULL;
    }
}

const char *
kt_error_text (const GError *error)
{
  const char *text = NULL;

  if (error->domain == KT_STORE_ERROR)
    text = store_text (error->code);
  else if (error->domain == KT_SYNC_ERROR)
    text = sync_text (error->code);
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_EXISTS))
    text = _("There is already a profile of that name.");
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE))
    text = store_text (KT_STORE_ERROR_FULL);
  return text != NULL ? text : _("That did not work. Nothing was lost; try once more.");
}
