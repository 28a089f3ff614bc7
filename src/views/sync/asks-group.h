/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* What was asked of the office and is not done: a place for a family, a colleague who joins; why it was refused, in plain
 * words. Main thread. */
#include <adwaita.h>

#include "session/session.h"

/* Fills bin with the list, or hides it when there is nothing to tell; what has not changed stays as it is. What was
 * refused can be taken off it. */
void kt_asks_group_update (AdwBin *bin, KtSession *session);
