/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* How far the registrar has read, kept in the registry as _local/keukentafel-serve: nothing but time is lost with it. */
#include "office/couch.h"

typedef struct {
  char *updates;           /* (nullable) of _db_updates */
  char *registry;          /* (nullable) of the registry's own feed */
  char *saved;             /* what was last written */
} KtServeMarks;
void kt_serve_marks_clear (KtServeMarks *marks);
gboolean kt_serve_marks_load (KtServeMarks *marks, KtCouch *couch, GError **error);
/* Writes nothing when nothing moved. */
gboolean kt_serve_marks_save (KtServeMarks *marks, KtCouch *couch, GError **error);
