/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-session"
#include "session/retry-policy.h"

/* A worker who comes home with signal sees her work go within a minute, whatever the network monitor knows (R27). */
#define LONGEST 60
#define FIRST 4

guint
kt_retry_delay (KtPassEnd end, guint failures)
{
  if (end == KT_PASS_SIGN_IN)
    return 0;
  if (end == KT_PASS_GOOD || failures > 4)
    return LONGEST;
  return MIN (LONGEST, FIRST << (failures > 0 ? failures - 1 : 0));
}
