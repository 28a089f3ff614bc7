/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* A record of any type in a line or two, for lists that hold every kind. Main thread. */
#include "model/record.h"

/* "Step “Ria reads along”": its type and its first words, in the language now set. Returns: (transfer full). */
char *kt_record_text_title (KtRecord *record);
/* Type alone: "Step"; of an unknown type "Something from a newer Keukentafel". Borrowed. */
const char *kt_record_text_type (KtRecord *record);
