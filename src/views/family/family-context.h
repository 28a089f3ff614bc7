/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* The one family all pages of it look at: its index, read anew after a change, and the doors to saving. Main thread.
 * Signal "changed": the index is a new one. */
#include "model/family-index.h"
#include "session/session.h"

#include <gtk/gtk.h>

#define KT_TYPE_FAMILY_CONTEXT (kt_family_context_get_type ())
G_DECLARE_FINAL_TYPE (KtFamilyContext, kt_family_context, KT, FAMILY_CONTEXT, GObject)

KtFamilyContext *kt_family_context_new (KtSession *session, const char *family_id);
KtSession *kt_family_context_get_session (KtFamilyContext *self);     /* borrowed */
const char *kt_family_context_get_family_id (KtFamilyContext *self);
KtFamilyIndex *kt_family_context_get_index (KtFamilyContext *self);   /* borrowed until "changed" */
const char *kt_family_context_get_worker (KtFamilyContext *self);     /* "worker:…" of whoever is at work */
/* How far a record has come; the same as kt_store_get_state(), without a query each. Without a server nothing can go
 * anywhere, and every record saying so would say nothing: KT_STATE_SERVER then, which shows no mark. */
KtState kt_family_context_get_state (KtFamilyContext *self, const char *id);
/* Whether whoever is at work is the family's fixed worker, who decides. */
gboolean kt_family_context_may_decide (KtFamilyContext *self);

/* Calls func (widget) now and after every change: at once while the widget is seen, else when it is shown again. */
typedef void (*KtContextFunc) (GtkWidget *widget);
void kt_family_context_watch (KtFamilyContext *self, GtkWidget *widget, KtContextFunc func);

/* Called when the record is durably kept, the index already holding it; with NULL when it could not be kept, which a
 * toast has said by then. */
typedef void (*KtSavedFunc) (KtRecord *saved, gpointer user_data);
/* seen NULL: a new record of type. changes: (transfer full). saved and data may be NULL; data is (transfer none), and
 * when it is a widget or another object, `from` must be it or hold it: only `from` is kept alive meanwhile. */
void kt_family_context_save (KtFamilyContext *self, GtkWidget *from, const char *type, KtRecord *seen,
                             json_object *changes, KtSavedFunc saved, gpointer data);
/* The same, with who was at the table (nullable): agreed with the family when one of them is of it. */
void kt_family_context_save_with (KtFamilyContext *self, GtkWidget *from, const char *type, KtRecord *seen,
                                  json_object *changes, const char *const *with, KtSavedFunc saved, gpointer data);
/* The same for one text (or NULL) in one field. */
void kt_family_context_save_text (KtFamilyContext *self, GtkWidget *from, KtRecord *seen, const char *key,
                                  const char *value, const char *done, KtSavedFunc saved, gpointer data);
/* Says in a toast what was just kept, with an undo: an ordinary edit that restores what `before` said in the fields of
 * changes (borrowed); before NULL: it was new, and is removed again. What a colleague wrote meanwhile stays beside it. */
void kt_family_context_offer_undo (KtFamilyContext *self, GtkWidget *from, KtRecord *before, KtRecord *saved,
                                   json_object *changes, const char *said);
/* Takes it away, and says so in a toast that can undo it. */
void kt_family_context_remove (KtFamilyContext *self, GtkWidget *from, KtRecord *record, const char *said);
/* Ticks a step off with an undo, or opens it again. */
void kt_family_context_tick (KtFamilyContext *self, GtkWidget *from, KtRecord *action, gboolean done);
/* Reads the family again at once. */
void kt_family_context_reload (KtFamilyContext *self);
