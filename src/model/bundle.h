/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* The bundle: {"docs":[{"_id","type","family",field: value…}]}, plain records for import and export. Any thread. */
#include "model/record.h"

#define KT_BUNDLE_ERROR (kt_bundle_error_quark ())
GQuark kt_bundle_error_quark (void);
typedef enum { KT_BUNDLE_ERROR_BAD } KtBundleError;
/* How a message starts, for people and scripts alike: "docs[3] (goal:…), field words: …". */

/* What "get" adds to a record in doubt; passed over when it is read back. */
#define KT_BUNDLE_DOUBTS "_doubts"

typedef struct {
  const KtType *type;
  char *id;                /* given, or NULL for a new one */
  char *family;            /* (nullable) for type family: its own id */
  json_object *fields;     /* {key: value}, checked against the type */
} KtBundleItem;

/* All or nothing: a missing field, a wrong type, bad UTF-8 or a duplicate id refuses the whole bundle.
 * Returns: (transfer full) (element-type KtBundleItem). */
GPtrArray *kt_bundle_parse (const char *bytes, gssize len, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* records: KtRecord*; deleted ones are left out. Returns: (transfer full). */
char *kt_bundle_write (GPtrArray *records);
