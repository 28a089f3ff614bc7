/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* Records in few words, for tests. Everything here asserts that it works. */
#include "model/record.h"

/* JSON in which ' stands for ". Returns: (transfer full). */
json_object *kt_test_json (const char *text);

#define KT_TEST_FAMILY "family:00000000000000000000000000000001"

/* A first body of type by device. changes as for kt_test_json. Returns: (transfer full). */
KtRecord *kt_test_new (const char *type, const char *device, const char *changes);
/* The same, agreed with the family. */
KtRecord *kt_test_new_agreed (const char *type, const char *device, const char *changes);
/* An edit of what is there; at the next second after the last one made here. Returns: (transfer full). */
KtRecord *kt_test_edit (KtRecord *record, const char *device, const char *changes);
KtRecord *kt_test_edit_agreed (KtRecord *record, const char *device, const char *changes);
/* An edit by somebody who had an older body on the screen. */
KtRecord *kt_test_edit_seeing (KtRecord *record, KtRecord *seen, const char *device, const char *changes);
/* The join, in both orders, asserted equal. Returns: (transfer full). */
KtRecord *kt_test_join (KtRecord *a, KtRecord *b);
/* The body as another program would write it, after change did something to its tree; sealed: with a right hash. The
 * keys lie in the order they happen to have. Returns: (transfer full). */
char *kt_test_rewrite (KtRecord *record, void (*change) (json_object *tree, gpointer data), gpointer data, gboolean sealed);
