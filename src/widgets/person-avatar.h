/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* The round mark of a person: the same letters and colour everywhere, since both come from the full name. It is only
 * decoration for a screen reader: whoever uses it says the name beside it. Main thread. */
#include "model/family-index.h"

#include <adwaita.h>

/* person NULL: somebody unknown here. Returns: (transfer full, floating). */
GtkWidget *kt_person_avatar_new (const KtPerson *person, int size);
/* For a name that is no person of the family (a colleague). */
GtkWidget *kt_name_avatar_new (const char *name, int size);
/* Avatar with the first name below it, for a row of people; under is a second line (nullable). */
GtkWidget *kt_person_badge_new (const KtPerson *person, int size, const char *under);
