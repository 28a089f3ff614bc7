/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* One open store for all inputs of a fuzz target; each works in a transaction that is undone. */
#include "store/store-private.h"

#define FUZZ_FAMILY "family:0123456789abcdef0123456789abcdef"
#define FUZZ_DATABASE "kt-0123456789abcdef0123456789abcdef-plan"

/* The store, made at the first call, with FUZZ_DATABASE and the records a target wants. Borrowed. */
KtStore *fuzz_store (void (*fill) (KtStore *store));
/* A folder of this run's own, on a disk in memory where there is one. Removed at the end. Borrowed. */
const char *fuzz_folder (void);
