/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* The answers a step dialog offers. Main thread; every widget is (transfer full, floating). */
#include "views/family/family-context.h"
#include "widgets/words-entry.h"

/* The chip that says no day is needed. */
#define KT_NO_DAY "none"

/* Open goals as buttons, each with its id as data "kt-goal". */
GtkWidget *kt_step_goals_new (KtFamilyContext *context, GCallback clicked, gpointer object);
/* Verbs to begin with, as buttons. */
GtkWidget *kt_step_verbs_new (GCallback clicked, gpointer object);
/* Puts a verb before what is written. */
void kt_step_put_verb (KtWordsEntry *what, const char *verb);
/* Family, network and helpers as chips; agencies too when asked. */
GtkWidget *kt_step_who_new (KtFamilyContext *context, const char *label, gboolean agencies);
GtkWidget *kt_step_when_new (void);
GtkWidget *kt_step_sure_new (void);
/* Chips folded away under a title until they are needed; open when one is chosen. */
GtkWidget *kt_folded_new (const char *title, GtkWidget *chips);
void kt_folded_open (GtkWidget *folded);
/* One row as a list of its own. */
GtkWidget *kt_step_list_of (GtkWidget *row);
