/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* Strict JSON on json-c, and one canonical form. Any thread.
 *
 * What json-c lets pass and we do not: NUL inside a key (json-c cuts there), duplicate keys, NaN and Infinity,
 * integers beyond 64 bits (json-c clamps), half surrogate pairs (json-c replaces them), bad UTF-8, and trailing bytes.
 * A lone null is refused too: json-c's null is the NULL pointer. */
#include "base/canonical.h"

#include <gio/gio.h>
#include <json-c/json.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC (json_object, json_object_put)

#define KT_JSON_ERROR (kt_json_error_quark ())
GQuark kt_json_error_quark (void);
typedef enum {
  KT_JSON_ERROR_SYNTAX,     /* not JSON, or cut short */
  KT_JSON_ERROR_UNFAITHFUL, /* JSON that json-c could not hold without changing it */
} KtJsonError;

/* Parses exactly one value. len may be -1. Returns: (transfer full) or NULL with error (message says the byte). */
json_object *kt_json_parse (const char *bytes, gssize len, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The canonical bytes: keys sorted by byte, no white space, strings in NFC with the shortest escapes, integers only.
 * A float makes it fail (KT_JSON_ERROR_UNFAITHFUL): no field of ours holds one. Returns: (transfer full). */
char *kt_json_canonical (json_object *value, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same, appended to out (which holds a part of it when this fails). */
gboolean kt_json_append_canonical (GString *out, json_object *value, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* text as a canonical JSON string, quotes included; len bytes of UTF-8. */
void kt_json_append_string (GString *out, const char *text, gsize len);

/* SHA-256 of bytes as 64 lower-case hex digits. Returns: (transfer full). */
char *kt_sha256_hex (const char *bytes, gssize len);
/* The same over several pieces as if they were one. */
char *kt_sha256_hex_of (const KtText *pieces, guint n);

/* A deep, independent copy. Returns: (transfer full). */
json_object *kt_json_copy (json_object *value);

/* Borrowed look-ups; NULL / dflt when absent or of another kind. */
const char *kt_json_get_string (json_object *object, const char *key);
gint64 kt_json_get_int (json_object *object, const char *key, gint64 dflt);
gboolean kt_json_get_bool (json_object *object, const char *key);
json_object *kt_json_get_object (json_object *object, const char *key);
json_object *kt_json_get_array (json_object *object, const char *key);
/* A string list as a new strv (empty when absent). Returns: (transfer full). */
GStrv kt_json_dup_strv (json_object *array);
json_object *kt_json_from_strv (const char *const *strv);
