/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* Room for somebody's words: a card with a text that grows, a quiet hint while it is empty. Tab leaves it, Control and
 * Return say "done". Main thread. Signals: "changed"; "activate" (Control+Return). */
#include <adwaita.h>

#define KT_TYPE_WORDS_ENTRY (kt_words_entry_get_type ())
G_DECLARE_FINAL_TYPE (KtWordsEntry, kt_words_entry, KT, WORDS_ENTRY, AdwBin)

/* label: for the screen reader; hint: shown while empty (nullable); rows: the least height, in lines. */
GtkWidget *kt_words_entry_new (const char *label, const char *hint, int rows);
/* Returns: (transfer full), white space around it taken off. */
char *kt_words_entry_dup_text (KtWordsEntry *self);
/* Without emitting "changed". */
void kt_words_entry_set_text (KtWordsEntry *self, const char *text);
/* Changes label and hint, for instance from a strength's to a concern's question. */
void kt_words_entry_set_hint (KtWordsEntry *self, const char *label, const char *hint);
GtkTextView *kt_words_entry_get_view (KtWordsEntry *self);
