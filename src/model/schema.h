/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* The tables as JSON Schema (2020-12), of the plain form records have in a bundle. Any thread. */
#include "base/json.h"
#include "model/types.h"

/* Returns: (transfer full). */
json_object *kt_type_schema (const KtType *type);
/* A whole bundle, all types. Returns: (transfer full). */
json_object *kt_bundle_schema (void);
