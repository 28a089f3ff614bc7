/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-sync"
#include "sync/sync-error.h"

G_DEFINE_QUARK (kt-sync-error, kt_sync_error)
