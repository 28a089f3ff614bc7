/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* One question of a record's form: a widget for a field, and its value in and out as JSON. Main thread. */
#include "views/family/record-form.h"

typedef void (*KtFormInputFunc) (gpointer owner);

typedef struct {
  const KtFormField *spec;
  const KtField *field;
  GtkWidget *widget;       /* owned */
  GStrv keys;              /* of a row with a list: the value of each line, "" for none */
  GStrv kept;              /* of chips: references that have no chip here, kept as they are */
  gboolean settling;       /* a value is being filled in: no person changed it */
  KtFormInputFunc changed, activate;
  gpointer owner;
} KtFormInput;

KtFormInput *kt_form_input_new (KtFamilyContext *context, const KtType *type, const KtFormField *spec);
void kt_form_input_free (KtFormInput *input);
/* Translated. */
const char *kt_form_input_get_title (KtFormInput *input);
/* Whether the widget is a row for a list, rather than a block of its own. */
gboolean kt_form_input_is_row (KtFormInput *input);
void kt_form_input_set (KtFormInput *input, json_object *value);
/* What the record has in that field, a list as an array. Returns: (transfer full) (nullable). */
json_object *kt_form_input_dup_of (KtRecord *record, const char *key);
/* Returns: (transfer full) (nullable): NULL when unset. */
json_object *kt_form_input_dup (KtFormInput *input);
/* Set when required, and a date when it is one. */
gboolean kt_form_input_is_good (KtFormInput *input);
/* Marks it and takes the focus there. */
void kt_form_input_show_problem (KtFormInput *input);
