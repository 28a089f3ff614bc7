/* SPDX-License-Identifier: EUPL-1.2 */
#include "store/store-error.h"

G_DEFINE_QUARK (kt - store - error - quark, kt_store_error)
