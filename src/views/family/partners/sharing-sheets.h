/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* The sheets by which people say what may be shared, and on what ground. Main thread. */
#include "views/family/family-context.h"

/* A new question about anything, to be shared with agency. */
void kt_sharing_ask (KtFamilyContext *context, GtkWidget *from, const char *agency);
/* What one more person says to something that was asked already: like is any other answer to it. */
void kt_sharing_answer (KtFamilyContext *context, GtkWidget *from, KtRecord *like, const char *said_by);
/* An answer that is there. */
void kt_sharing_edit_answer (KtFamilyContext *context, GtkWidget *from, KtRecord *consent);
void kt_sharing_add_ground (KtFamilyContext *context, GtkWidget *from, const char *agency);
void kt_sharing_edit_ground (KtFamilyContext *context, GtkWidget *from, KtRecord *ground);
/* Says what happens, and takes a yes back with one press. */
void kt_sharing_withdraw (KtFamilyContext *context, GtkWidget *from, KtRecord *consent);
