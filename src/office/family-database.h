/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* A family's databases on the server: made, open to the right roles, guarded by the validation function. Blocking. */
#include "model/types.h"
#include "office/couch.h"

gboolean kt_family_database_ensure (KtCouch *couch, const char *family, KtScope scope, GError **error);
/* What one agency may see, published record by record: open to the agency's people and to the plan's team. */
gboolean kt_family_database_ensure_share (KtCouch *couch, const char *family, const char *agency, GError **error);
