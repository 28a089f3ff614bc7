/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* Adding to a family and opening what is there: which sheet asks what, with everything guessed that can be. Main
 * thread. */
#include "views/family/record-dialog.h"

/* kind "strength" or "concern"; domain and about may be NULL (the first domain; the whole family). */
void kt_family_add_factor (KtFamilyContext *context, GtkWidget *from, const char *kind, const char *domain,
                           const char *about);
/* about: whose goal (nullable). */
void kt_family_add_goal (KtFamilyContext *context, GtkWidget *from, const char *about);
/* type: "member", "household", "relation", "agency" or "participation". presets: (transfer full) (nullable). */
void kt_family_add_record (KtFamilyContext *context, GtkWidget *from, const char *type, json_object *presets);
/* A new visit, from tomorrow on. */
void kt_family_add_visit (KtFamilyContext *context, GtkWidget *from);
/* The sheet of what is there. */
void kt_family_edit_record (KtFamilyContext *context, GtkWidget *from, KtRecord *record);
