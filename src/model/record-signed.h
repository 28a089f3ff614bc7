/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* What the signature of an edit stands for. model/ makes the texts and takes records apart; who signs and checks knows
 * the keys (base/signature.h, store/signatures.h).
 *
 * One signature a dot, over canonical JSON of
 *   {"dot", "edit": the edit without "of" and "sig", "family"?, "id", "of": {field: hash of the whole entry}}
 * so it binds every entry the dot made, in its field of its record of its family, and who says so. A dot outlives some of
 * its entries (each field is replaced by itself), so an edit that made several says which in its "of": {field: 32 hex
 * digits of SHA-256 over the canonical entry}; what still stands is checked against that. With one entry "of" is left out.
 * An append-only record's id is a hash over its body, signature included. What is signed there is the id the body would
 * have without any "sig"; so its clock, its nonce and whatever a newer app puts there are signed for too. */
#include "model/record.h"

typedef struct {
  const char *dot;   /* borrowed from the record */
  char *device;      /* owned */
  char *by;          /* (nullable) owned */
  char *sig;         /* (nullable) owned; base64 */
  char *text;        /* (nullable) owned; NULL: an entry stands under the dot that its edit does not list */
} KtSignedDot;
/* Every dot that survives, sorted; a foreign writer's ("rev:…") are left out: nobody could have signed them.
 * Returns: (transfer full) (element-type KtSignedDot). */
GArray *kt_record_list_signed (KtRecord *record);

/* ---- Inside model/ ---- */
/* Appends `"key":"hash"`, with a comma before it when it is not the first. */
void kt_signed_append_entry (GString *of, const char *key, KtText entry);
/* edit: canonical; of: inside of the braces; family: (nullable). Returns: (transfer full). */
char *kt_signed_write_text (const char *dot, const char *edit, const char *of, const char *id, const char *family);
