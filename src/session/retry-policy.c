/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-session"
#include "session/retry-policy.h"

/* A worker who comes home with signal sees her work go within a minute, whatever the network monitor knows (R27). */
#define LONGEST 60000
#define FIRST 4000
/* Longer than this nobody is kept waiting by a header: it may be a portal's, or a slip. */
#define LONGEST_ASKED (15 * 60000)

static guint
whole_delay (KtPassEnd end, guint failures)
{
  if (end == KT_PASS_GOOD || failures > 4)
    return LONGEST;
  return MIN (LONGEST, FIRST << (failures > 0 ? failures - 1 : 0));
}

/* A server that was down, or that opens its doors at nine, sends a thousand laptops away at the same moment: they must
 * not come back together. After a good pass they are spread already, and a little keeps them so. */
guint
kt_retry_delay (KtPassEnd end, guint failures, guint retry_after, double chance)
{
  guint whole = whole_delay (end, failures), spread = end == KT_PASS_GOOD ? whole / 6 : whole / 2;
  guint asked = MIN (retry_after, LONGEST_ASKED / 1000) * 1000;

  if (end == KT_PASS_SIGN_IN)
    return 0;
  chance = CLAMP (chance, 0, 1);
  /* Not before it said, and behind it in turn. */
  if (asked > 0)
    return MAX (asked, whole - spread) + (guint) (chance * spread);
  return whole - spread + (guint) (chance * spread);
}
