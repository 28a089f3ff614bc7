/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-views"
#include "views/profile/passphrase-advice.h"

#include <glib/gi18n.h>

#define SHORTEST 8 /* characters: shorter ones are guessed at home, whatever Argon2id costs */
#define GOOD 16    /* from here on the advice has nothing to add */

const char *
kt_passphrase_advice (const char *passphrase, const char *again)
{
  glong length = g_utf8_strlen (passphrase, -1);

  if (length == 0)
    return _("Four or five words that only you put together are easy to remember and hard to guess.");
  if (length < SHORTEST)
    return _("A little longer: at least eight characters.");
  if (!g_str_has_prefix (passphrase, again))
    return _("The two are not the same yet.");
  if (length < GOOD)
    return _("Good. One more word makes it a lot stronger.");
  return _("That is a strong passphrase.");
}

gboolean
kt_passphrase_is_good (const char *passphrase, const char *again)
{
  return g_utf8_strlen (passphrase, -1) >= SHORTEST && g_str_equal (passphrase, again);
}
