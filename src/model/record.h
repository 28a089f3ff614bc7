/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* A record: one document that merges by itself, without a base (DESIGN 3). Immutable and refcounted; any thread.
 *
 * The body, as canonical JSON:
 *   {"_id","type","family","hash","clock":{device:counter},
 *    "fields":{key:[{"dot":"device:counter","v":value,"from":value?,"saw":clock?}…]},
 *    "edits":{dot:{"by","at","with":[…]?,"phone":[…]?,"agreed":true?,"note"?,"of":{field:hash}?,"sig"?}},
 *    "nonce"? (append-only), …unknown…}
 * Invariants:
 *  1. A dot is "device:counter", split at the last colon; a foreign writer's device is "rev:" + its revision id.
 *  2. An edit takes the next counter of its device and replaces exactly the entries its author had seen.
 *  3. Entries are keyed by dot within a field; an entry never changes. Each element of a list has a dot of its own.
 *  4. `edits` holds exactly the dots that survive in some field (those of a foreign writer have nothing to say).
 *  5. `from` (own words and rule "agreed" only) is the value last agreed with the family before this entry: the seen
 *     entry's value if that one was agreed, else its own `from`, else its value.
 *  6. `hash` is SHA-256 over the canonical body without `hash`. A body whose hash is absent or wrong was written by a
 *     foreign writer: it is taken in whole, each value becoming an entry with dot "rev:<rev>:<n>". It covers nothing:
 *     what was there before stays beside it until a person decides.
 *  7. join() is commutative, associative and idempotent over canonical bytes; it looks at no type table. An unknown
 *     top-level key survives from either side; where both differ, the greater canonical bytes win.
 *  8. `saw` (field "deleted", value true) is the clock of the body the removal left: whatever is written beside it, it
 *     did not see, and an edit beats a removal. */
#include "base/json.h"
#include "model/types.h"

typedef struct _KtRecord KtRecord;

#define KT_RECORD_ERROR (kt_record_error_quark ())
GQuark kt_record_error_quark (void);
typedef enum {
  KT_RECORD_ERROR_INVALID,   /* shape: not a record at all */
  KT_RECORD_ERROR_FIELD,     /* a field is missing, unknown or of the wrong kind; message names it */
  KT_RECORD_ERROR_TAMPERED,  /* an append-only record whose id is not the hash of its body */
} KtRecordError;

KtRecord *kt_record_ref (KtRecord *record);
void kt_record_unref (KtRecord *record);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KtRecord, kt_record_unref)

/* len bytes of text signed with the key of an edit's device. Returns: (transfer full) base64. */
typedef char *(*KtSigner) (gpointer signer, const char *text, gsize len);

/* Who makes an edit, and with whom. Strings are copied. */
typedef struct {
  const char *device;             /* id of this store's device */
  const char *by;                 /* worker id */
  const char *at;                 /* ISO time; NULL = now */
  const char *const *with;        /* (nullable) refs of who was at the table */
  const char *const *phone;       /* (nullable) refs of who joined by phone */
  gboolean agreed;                /* agreed with the family */
  const char *note;               /* (nullable) one line: "after a call with school" */
  const char *nonce;              /* append-only types: 32 hex digits; NULL = random. The demo and an import derive it,
                                     so that the same input gives the same id and bytes */
  KtSigner sign;                  /* (nullable) with the key of device; record-signed.h says over what */
  gpointer signer;
} KtEditInfo;

/* One surviving entry. All pointers are borrowed from the record. */
typedef struct {
  const char *dot;
  json_object *value;
  json_object *from;              /* (nullable) */
  json_object *edit;              /* (nullable) {"by","at","with","phone","agreed","note"} */
  const char *by, *at, *note;     /* (nullable), out of edit */
  gboolean agreed;
} KtEntry;

/* A leaf as it came. rev is used only when the body turns out foreign. Returns: (transfer full). */
KtRecord *kt_record_parse (const char *bytes, gssize len, const char *rev, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Whether the last parse had to take the body in as a foreign writer's. */
gboolean kt_record_is_foreign (const KtRecord *record);

/* A first body. changes: {key: value}; lists as arrays. id: NULL for a random one (append-only types always get the
 * hash of their body). Checks against the type table. Returns: (transfer full). */
KtRecord *kt_record_new (const KtType *type, const char *id, const char *family, const KtEditInfo *info,
                         json_object *changes, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* current: the newest body. seen: what the author had on the screen (NULL: current). Only entries in `seen` are
 * covered, so a value that arrived meanwhile becomes a conflict, never a loss. A null or empty text clears a
 * field. A change that leaves every value as seen (the value read, one surviving entry) makes no entry, unless the
 * field's rule is "agreed" and it is new that the family agreed (info->agreed); when nothing changes, returns current
 * with a new reference. For lists the elements that `seen` had and changes has not are taken out,
 * the new ones added. Returns: (transfer full). */
KtRecord *kt_record_edit (KtRecord *current, KtRecord *seen, const KtEditInfo *info, json_object *changes,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Never fails for records of one id. Returns: (transfer full). */
KtRecord *kt_record_join (KtRecord *a, KtRecord *b);
/* Whether a holds everything b does: join (a, b) has a's bytes. */
gboolean kt_record_covers (KtRecord *a, KtRecord *b);

const char *kt_record_get_bytes (KtRecord *record);   /* canonical, with hash; borrowed */
gboolean kt_record_equal (KtRecord *a, KtRecord *b);  /* same canonical bytes */

const char *kt_record_get_id (KtRecord *record);
const char *kt_record_get_type_name (KtRecord *record);
const KtType *kt_record_get_type (KtRecord *record);  /* (nullable): unknown here */
const char *kt_record_get_family (KtRecord *record);  /* (nullable) */
KtScope kt_record_get_scope (KtRecord *record);       /* unknown types: KT_SCOPE_FILE */
char *kt_record_dup_nonce (KtRecord *record);         /* (transfer full) (nullable): not append-only */
gint64 kt_record_get_counter (KtRecord *record, const char *device); /* 0: never wrote here */
/* Checks values against the type table, as of a record somebody else wrote. */
gboolean kt_record_validate (KtRecord *record, GError **error);

/* Reading (the field's rule). Values borrowed from the record; NULL when unset. For rule "ask" with several different
 * entries the first by (agreed, later `at`, dot) is shown and the field counts as disputed. */
json_object *kt_record_get (KtRecord *record, const char *key);
const char *kt_record_get_text (KtRecord *record, const char *key);
gint64 kt_record_get_int (KtRecord *record, const char *key, gint64 dflt);
gboolean kt_record_get_bool (KtRecord *record, const char *key);
GStrv kt_record_dup_list (KtRecord *record, const char *key);  /* sorted by value; never NULL */
gboolean kt_record_list_contains (KtRecord *record, const char *key, const char *value);
gboolean kt_record_is_deleted (KtRecord *record);     /* deleted only when every surviving entry says so: edit beats delete */

/* Partial dates by the end of what they name: "2026-05" is over before "2026" is. */
gboolean kt_date_ends_before (const char *a, const char *b);

/* Surviving entries of a field, sorted by dot. */
guint kt_record_n_entries (KtRecord *record, const char *key);
gboolean kt_record_get_entry (KtRecord *record, const char *key, guint i, KtEntry *entry);
/* A single-valued field with two or more different surviving values ("in overleg"). */
gboolean kt_record_is_disputed (KtRecord *record, const char *key);
GStrv kt_record_dup_disputed (KtRecord *record);      /* keys, in table order; empty when none */
/* What both sides of a dispute started from: the common `from`, or NULL. Borrowed. */
json_object *kt_record_get_common_start (KtRecord *record, const char *key);

/* Plain form for bundles: {"_id","type","family", key: value…}, read by the rules. Returns: (transfer full). */
json_object *kt_record_to_plain (KtRecord *record);
