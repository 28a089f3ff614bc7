/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* Whether a key is the one the slots wrap, told from a keyed hash beside them: so a store that cannot be read is known
 * to be damaged rather than opened with a wrong key. Blocking, any thread. */
#include "base/secret.h"

typedef enum { KT_KEY_FITS, KT_KEY_OTHER, KT_KEY_UNKNOWN /* no readable slots */ } KtKeyCheck;
KtKeyCheck kt_key_check (const char *dir, KtSecret *key);
