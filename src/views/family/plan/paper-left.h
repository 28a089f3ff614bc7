/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* What becomes of a printed plan: whether it was left, and later that it is gone. Main thread. */
#include "views/family/family-context.h"

/* Asks once, over the window of `from`, whether the plan of index was left with somebody; whom: (nullable) who most
 * likely, else it is guessed. Yes writes it down, no leaves nothing. */
void kt_paper_left_ask (KtFamilyContext *context, GtkWidget *from, KtFamilyIndex *index, const char *whom);
/* Asks what became of a paper that is not there any more, and writes it down. print: its print-record. */
void kt_paper_gone_ask (KtFamilyContext *context, GtkWidget *from, KtRecord *print);
