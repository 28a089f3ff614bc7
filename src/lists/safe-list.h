/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* "Is everything safe?", answered with a list: per family how many records are at the server, and every one that is
 * not, with the reason. Plain values, made on the store worker and handed to the main thread. */
#include "store/store.h"

typedef struct {
  KtRecord *record;
  KtState state;             /* anything but KT_STATE_SERVER */
  char *reason;              /* (nullable) what the server said, of one set aside */
} KtUnsafeRecord;

typedef struct {
  char *id, *name;
  KtCounts counts;
  guint waiting;             /* records that are not at the server yet */
  GPtrArray *records;        /* KtUnsafeRecord: set aside first, then only here, then sent; KT_SAFE_LIST_MOST at most */
} KtSafeFamily;

#define KT_SAFE_LIST_MOST 40

typedef struct {
  KtCounts counts;           /* of everything */
  guint waiting;             /* records that are not at the server yet */
  guint unreadable;          /* came from the server and could not be taken in: set aside, in no family's list */
  guint unfinished;          /* notes typed and not kept yet: only on this device */
  GPtrArray *families;       /* KtSafeFamily: those with something to do first, then by name */
} KtSafeList;

/* Blocking; the thread that owns store. Returns: (transfer full). */
KtSafeList *kt_safe_list_load (KtStore *store, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void kt_safe_list_free (KtSafeList *list);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KtSafeList, kt_safe_list_free)
