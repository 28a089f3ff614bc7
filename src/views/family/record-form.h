/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* A form for any record, built from its type's table and a list of what to ask and how. Main thread.
 * Signals: "changed" (something was typed or tapped); "activate" (Control+Return: done). */
#include "views/family/family-context.h"

#include <adwaita.h>

#define KT_TYPE_RECORD_FORM (kt_record_form_get_type ())
G_DECLARE_FINAL_TYPE (KtRecordForm, kt_record_form, KT, RECORD_FORM, AdwBin)

typedef enum {
  KT_INPUT_WORDS,    /* somebody's words: large, grows */
  KT_INPUT_LINE,
  KT_INPUT_CHOICE,   /* a row with a list */
  KT_INPUT_CHIPS,    /* a choice as chips */
  KT_INPUT_PERSON,   /* one person (or none), as chips; who says which */
  KT_INPUT_PEOPLE,
  KT_INPUT_DOMAIN,   /* a row with the twelve life domains */
  KT_INPUT_DATE,
  KT_INPUT_MOMENT,   /* a date with a time */
  KT_INPUT_SWITCH,
  KT_INPUT_NUMBER,   /* 0 … 999 */
  KT_INPUT_TEXTS,    /* a list of texts, typed with commas */
} KtInput;

enum {
  KT_WHO_FAMILY = 1 << 0, KT_WHO_MEMBERS = 1 << 1, KT_WHO_HOUSEHOLDS = 1 << 2, KT_WHO_NETWORK = 1 << 3,
  KT_WHO_HELPERS = 1 << 4, KT_WHO_AGENCIES = 1 << 5, KT_WHO_WORKERS = 1 << 6 /* helpers, by their worker's id */,
};
#define KT_WHO_ANYONE (KT_WHO_MEMBERS | KT_WHO_NETWORK | KT_WHO_HELPERS)

typedef struct {
  const char *key;
  KtInput input;
  const char *title;  /* N_(); NULL: the label in the type's table */
  const char *hint;   /* N_() (nullable): words only */
  guint who;
  gboolean more;      /* folded away at first */
} KtFormField;

/* Who can be chosen for `who`, in the family's usual order. Returns: (transfer container) of KtPerson. */
GPtrArray *kt_family_list_who (KtFamilyContext *context, guint who);

/* fields ends with key NULL and is static; record NULL: a new one. Returns: (transfer full, floating). */
GtkWidget *kt_record_form_new (KtFamilyContext *context, const KtType *type, const KtFormField *fields, KtRecord *record);
/* Fills in or guesses values, {key: value}; keys without a field are saved along. Emits nothing. */
void kt_record_form_set_values (KtRecordForm *self, json_object *values);
/* All values, also those along: what a draft keeps. Returns: (transfer full). */
json_object *kt_record_form_dup_values (KtRecordForm *self);
/* What differs from the record; for a new one all that is set. Returns: (transfer full). */
json_object *kt_record_form_dup_changes (KtRecordForm *self);
/* Whether all that is required is there and dates are dates; when show, the first that is not gets the focus. */
gboolean kt_record_form_check (KtRecordForm *self, gboolean show);
/* Where the cursor goes first. */
GtkWidget *kt_record_form_get_first (KtRecordForm *self);
/* The widget that asks for key, or NULL. */
GtkWidget *kt_record_form_find (KtRecordForm *self, const char *key);
