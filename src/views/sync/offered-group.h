/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* What colleagues who lost access to a family could not send: what it is, family by family, and taking it over. Main
 * thread. */
#include <adwaita.h>

#include "session/session.h"

/* Fills bin with the list, or hides it when there is nothing to take over; what has not changed stays as it is. */
void kt_offered_group_update (AdwBin *bin, KtSession *session);
