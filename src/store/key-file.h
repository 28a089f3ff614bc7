/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* The file of key slots, kept twice: {"serial":3,"check":hex,"slots":[{"kind",…}…],"sum":sha256 of the rest}.
 * It is handled as JSON throughout, so that slots and keys of a newer version survive a change of passphrase. */
#include "base/json.h"
#include "store/store-error.h"

/* The readable copy with the greatest serial. *whole: both copies are there and the same. NOT_FOUND when there is
 * neither file, SLOTS_DAMAGED when none can be read. Returns: (transfer full). */
json_object *kt_key_file_load (const char *dir, gboolean *whole, GError **error);
/* Puts the sum in and writes both copies, each fsynced before the other is touched. */
gboolean kt_key_file_save (const char *dir, json_object *file, GError **error);
/* The slot of a kind, or NULL. Borrowed. */
json_object *kt_key_file_find_slot (json_object *file, const char *kind);
/* Takes slot; in the place of the one of its kind. */
void kt_key_file_put_slot (json_object *file, json_object *slot);

/* len bytes of hex under key. Returns: whether there were exactly that many. */
gboolean kt_key_file_get_hex (json_object *object, const char *key, guint8 *bytes, gsize len);
void kt_key_file_put_hex (json_object *object, const char *key, const guint8 *bytes, gsize len);
