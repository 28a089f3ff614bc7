/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* Inside model/: one edit on its way to a body. edit-plan.c finds what changes, edit-write.c writes the fields,
 * edit-sign.c signs them, record-edit.c makes the record. */
#include "model/record-body.h"

/* What happens to one field. */
typedef struct {
  const KtField *field;
  GPtrArray *covered;   /* owned; dots, borrowed from seen */
  GPtrArray *added;     /* owned; canonical texts of values, owned */
  KtText from;          /* borrowed from seen; text NULL: none */
} KtChange;

typedef struct {
  const KtType *type;
  KtRecord *current;    /* (nullable) borrowed; none for a first body */
  KtRecord *seen;       /* (nullable) borrowed */
  const KtEditInfo *info; /* with `at` */
  GArray *changes;      /* owned; KtChange, sorted by key */
  gint64 first, last;   /* the counters of this edit */
  GString *fields;      /* owned; canonical text */
  GTree *infos;         /* owned; dot → canonical text of its edit */
  GTree *written;       /* (nullable) owned; new dot → what it made; only when somebody signs */
} KtEdit;

/* is_first: required fields must be there. */
gboolean kt_edit_check (const KtType *type, gboolean is_first, json_object *changes, GError **error);
/* Fills changes, first and last. changes must outlive edit. */
void kt_edit_plan (KtEdit *edit, json_object *changes);
/* {"agreed","at","by","note","of","phone","sig","with"}. of: (nullable) inside of the braces; sig: (nullable).
 * Returns: (transfer full). */
char *kt_edit_write_info (const KtEditInfo *info, const char *of, const char *sig);
/* Fills fields and infos. */
void kt_edit_write_fields (KtEdit *edit);
/* The clock after this edit, of somebody who had seen before (nullable); canonical. Returns: (transfer full). */
char *kt_edit_write_clock (KtEdit *edit, KtRecord *before);
/* Returns: (transfer full). */
char *kt_edit_write_infos (KtEdit *edit);
/* A new entry of key that goes by dot: it will be signed for. */
void kt_edit_note_entry (KtEdit *edit, const char *dot, const char *key, const char *entry);
/* Puts into infos which entries each new dot made, and, with an id, the signatures. Nothing without a signer. */
void kt_edit_sign (KtEdit *edit, const char *id, const char *family);
void kt_edit_clear (KtEdit *edit);
