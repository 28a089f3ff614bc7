/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* Inside model/: a record's insides, and the one writer of bodies. A record is built by parsing canonical bytes, and
 * never changed: a new body is written as text from borrowed parts of older ones, then parsed. So no json_object is
 * ever shared between two records, and none of their (non-atomic) reference counts is touched after building. */
#include "model/record.h"

typedef struct {
  const char *device;
  gint64 counter;
} KtClockItem;

/* One entry, split. Everything is borrowed from the record's tree. */
typedef struct {
  const char *dot;
  gsize device_len;     /* the dot's part before its last colon */
  gint64 counter;
  json_object *object;  /* the whole entry, keys of newer apps included */
  json_object *value;
  json_object *from;    /* (nullable) */
} KtEntryItem;

typedef struct {
  const char *key;
  guint first, n;       /* in entries */
} KtFieldItem;

struct _KtRecord {
  gatomicrefcount refs;
  gboolean foreign;
  char *bytes;          /* owned: canonical, with hash */
  json_object *tree;    /* owned: bytes, parsed */
  const KtType *type;   /* (nullable) */
  /* borrowed from tree */
  const char *id, *type_name, *family;
  json_object *edits;
  KtClockItem *clock;   /* owned, sorted by device */
  KtFieldItem *fields;  /* owned, sorted by key */
  KtEntryItem *entries; /* owned, sorted by dot within each field */
  guint n_clock, n_fields, n_entries;
};

/* ---- The body as written ---- */
/* One top-level member: either a value, or its canonical text. */
typedef struct {
  const char *key;
  json_object *value;
  const char *text;     /* wins over value */
} KtBodyPart;

/* The top-level keys with a meaning; all others are kept as they are. */
gboolean kt_body_is_known_key (const char *key);
/* Sorts parts (none of them "hash"), writes them as canonical JSON and puts the hash in. hash_hex: 65 bytes.
 * Returns: (transfer full), or NULL when a part has no canonical form. */
char *kt_body_write (KtBodyPart *parts, guint n, char *hash_hex, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* What an append-only record's id is made of: TYPE + ":" + hash over the parts but `_id`. Returns: (transfer full). */
char *kt_body_append_only_id (KtBodyPart *parts, guint n, const char *type, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The top-level keys a new body takes over from the old one as they are: `_id`, `type`, `family`, those of newer apps. */
gboolean kt_body_is_carried_key (const char *key);
/* parts: of KtBodyPart. value and text are borrowed until the body is written. */
void kt_body_add_part (GArray *parts, const char *key, json_object *value, const char *text);
/* The canonical text of a value that is known to have one. Returns: (transfer full). */
char *kt_value_dup_canonical (json_object *value);
/* Adds {"device":counter…} of a sorted clock. */
void kt_body_append_clock (GString *out, const KtClockItem *clock, guint n);

/* A foreign writer's body as one of ours: canonical, with hash. shaped: tree has our shape (fields of entries), else it
 * is plain. Returns: (transfer full), or NULL when a value has no canonical form. */
char *kt_foreign_write (json_object *tree, gboolean shaped, const char *rev, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Builds a record from bytes of our own writing. bytes: (transfer full). */
KtRecord *kt_record_take_bytes (char *bytes, gboolean foreign);

/* ---- Look-ups ---- */
gboolean kt_dot_split (const char *dot, gsize *device_len, gint64 *counter);
gboolean kt_clock_covers (const KtClockItem *clock, guint n, const char *device, gsize device_len, gint64 counter);
/* Index of the field, or -1. */
int kt_record_find_field (const KtRecord *record, const char *key);
const KtEntryItem *kt_record_find_dot (const KtRecord *record, const char *key, const char *dot);
/* item as a KtEntry, with its edit. */
void kt_entry_fill (KtRecord *record, const KtEntryItem *item, KtEntry *entry);
/* What an edit that covers key's entries starts from (invariant 5): the value last agreed with the family. Borrowed,
 * NULL when the field is unset. */
json_object *kt_record_last_agreed (KtRecord *record, const char *key);
/* The merged clock of both, sorted. Devices are borrowed from a and b. Returns: (transfer full). */
GArray *kt_clock_merge (const KtRecord *a, const KtRecord *b);

/* ---- Values against the table ---- */
/* value: not NULL. strict: also refuses choices this version does not know. message: what is wrong, "a number was
 * expected"; borrowed. */
gboolean kt_field_check (const KtField *field, json_object *value, gboolean strict, const char **message);
gboolean kt_field_is_list (const KtField *field);
/* Null or "": as good as absent. */
gboolean kt_value_is_empty (json_object *value);
