/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* Choices as chips: each a target of 44 px, with a person's mark where it is somebody. Main thread.
 * Signal "changed": a person's tap changed what is chosen. */
#include "model/family-index.h"

#include <adwaita.h>

#define KT_TYPE_CHIP_GROUP (kt_chip_group_get_type ())
G_DECLARE_FINAL_TYPE (KtChipGroup, kt_chip_group, KT, CHIP_GROUP, AdwBin)

typedef enum {
  KT_CHIPS_ONE,      /* exactly one stays chosen */
  KT_CHIPS_MAYBE,    /* one or none: a second tap lets go */
  KT_CHIPS_MANY,
} KtChipMode;

/* label: what a screen reader calls the group. scrolls: one line that scrolls sideways, instead of wrapping. */
GtkWidget *kt_chip_group_new (KtChipMode mode, const char *label, gboolean scrolls);
/* One line without a scroller of its own, to stand beside others in one. */
GtkWidget *kt_chip_group_new_line (KtChipMode mode, const char *label);
void kt_chip_group_add (KtChipGroup *self, const char *key, const char *label);
void kt_chip_group_add_person (KtChipGroup *self, const KtPerson *person);
gboolean kt_chip_group_has (KtChipGroup *self, const char *key);
void kt_chip_group_clear (KtChipGroup *self);
/* Chosen keys, in the order of the chips. Returns: (transfer full). */
GStrv kt_chip_group_dup_selected (KtChipGroup *self);
/* The first chosen key or NULL; borrowed. */
const char *kt_chip_group_get_selected (KtChipGroup *self);
/* Without emitting "changed". Unknown keys are left out. */
void kt_chip_group_set_selected (KtChipGroup *self, const char *const *keys);
void kt_chip_group_select (KtChipGroup *self, const char *key);
/* Lets an ordinary wheel move a line of chips that scrolls sideways. */
void kt_scroll_sideways (GtkWidget *scroller);
