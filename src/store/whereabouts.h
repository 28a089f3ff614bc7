/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* Inside of store/ only: whether this file is the one it was, or a copy (then it gets a new device id). For a store that
 * was just opened for writing. */
#include "store/store-private.h"

gboolean kt_store_notice_copy (KtStore *store, GError **error);
