/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* Inside model/: a record's insides, and the one writer of bodies.
 *
 * A record is its canonical bytes and an index into them; a value becomes a json_object when somebody first asks for
 * it. So a record costs little more than its bytes (a tree of json-c is near twenty times as large), and a new body is
 * spliced together from pieces of text of older ones. */
#include "base/canonical.h"
#include "model/record.h"

typedef struct {
  const char *device;
  gint64 counter;
} KtClockItem;

/* One entry, split. */
typedef struct {
  const char *dot;
  gsize device_len;      /* the dot's part before its last colon */
  gint64 counter;
  KtText object;         /* the whole entry, keys of newer apps included */
  KtText value, from, saw; /* from, saw: text NULL when absent */
  gpointer lazy_value, lazy_from; /* json_object: kt_entry_get_value(), kt_entry_get_from() */
} KtEntryItem;

typedef struct {
  const char *key;
  guint first, n;        /* in entries */
} KtFieldItem;

typedef struct {
  const char *dot;
  KtText text;
  gpointer lazy;         /* json_object: kt_edit_get() */
} KtEditItem;

/* A top-level member a new body takes over as it is: `_id`, `type`, `family`, those of newer apps. */
typedef struct {
  const char *key;
  KtText text;
} KtCarriedItem;

struct _KtRecord {
  gatomicrefcount refs;
  gboolean foreign;
  char *bytes;           /* owned: canonical, with hash */
  gsize len;
  const KtType *type;    /* (nullable) */
  gsize hash_at;         /* where the 64 digits of the hash lie */
  KtText written[3];     /* the members "clock", "edits", "fields" */
  /* in index */
  const char *id, *type_name, *family;
  KtClockItem *clock;    /* sorted by device */
  KtFieldItem *fields;   /* sorted by key */
  KtEntryItem *entries;  /* sorted by dot within each field */
  KtEditItem *edits;     /* sorted by dot */
  KtCarriedItem *carried; /* sorted by key */
  guint n_clock, n_fields, n_entries, n_edits, n_carried;
  gpointer index;        /* owned: one block for all of it */
};

/* Fills the index from bytes; FALSE when they are not canonical, or have not our shape. */
gboolean kt_record_index (KtRecord *record);
void kt_record_clear_index (KtRecord *record);

/* ---- The body as written ---- */
/* One top-level member: its canonical text. */
typedef struct {
  const char *key;
  KtText text;
} KtBodyPart;

/* The rest of the member "hash", between the 64 digits and what comes before and behind them. */
#define KT_HASH_LEN 64
#define KT_HASH_BEFORE ",\"hash\":\""
#define KT_HASH_BEHIND "\""

/* parts: of KtBodyPart; key and text are borrowed until the body is written. */
void kt_body_add_part (GArray *parts, const char *key, const char *text);
void kt_body_add_carried (GArray *parts, const KtCarriedItem *carried);
/* Sorts parts (none of them "hash"), writes them as canonical JSON and puts the hash in. Returns: (transfer full). */
char *kt_body_write (GArray *parts);
/* What an append-only record's id is made of: TYPE + ":" + hash over the parts but `_id`. Returns: (transfer full). */
char *kt_body_append_only_id (GArray *parts, const char *type);
/* Adds {"device":counter…} of a sorted clock. */
void kt_body_append_clock (GString *out, const KtClockItem *clock, guint n);
/* The canonical text of a value that is known to have one. Returns: (transfer full). */
char *kt_value_dup_canonical (json_object *value);

/* A foreign writer's body as one of ours: canonical, with hash. shaped: tree has our shape (fields of entries), else it
 * is plain. Returns: (transfer full), or NULL when a value has no canonical form. */
char *kt_foreign_write (json_object *tree, gboolean shaped, const char *rev, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Builds a record from bytes of our own writing. bytes: (transfer full). */
KtRecord *kt_record_take_bytes (char *bytes, gboolean foreign);

/* ---- Look-ups ---- */
gboolean kt_dot_split (const char *dot, gsize *device_len, gint64 *counter);
gboolean kt_clock_covers (const KtClockItem *clock, guint n, const char *device, gsize device_len, gint64 counter);
/* The merged clock of both, sorted. Devices are borrowed from a and b. Returns: (transfer full). */
GArray *kt_clock_merge (const KtRecord *a, const KtRecord *b);
/* Index of the field, or -1. */
int kt_record_find_field (const KtRecord *record, const char *key);
/* (nullable) */
KtEditItem *kt_record_find_edit (const KtRecord *record, const char *dot);
/* Made at the first call, by whatever thread; borrowed from the record. */
json_object *kt_entry_get_value (KtEntryItem *entry);
json_object *kt_entry_get_from (KtEntryItem *entry);
json_object *kt_edit_get (KtEditItem *edit);
/* item as a KtEntry, with its edit. */
void kt_entry_fill (KtRecord *record, KtEntryItem *item, KtEntry *entry);
gboolean kt_text_equal (KtText a, KtText b);
/* What an edit that covers key's entries starts from (invariant 5): the value last agreed with the family, as canonical
 * text; text NULL when the field is unset. */
KtText kt_record_last_agreed (KtRecord *record, const char *key);

/* ---- Values against the table ---- */
/* value: not NULL. strict: also refuses choices this version does not know. message: what is wrong, "a number was
 * expected"; borrowed. */
gboolean kt_field_check (const KtField *field, json_object *value, gboolean strict, const char **message);
gboolean kt_field_is_list (const KtField *field);
/* Null or "": as good as absent. */
gboolean kt_value_is_empty (json_object *value);
