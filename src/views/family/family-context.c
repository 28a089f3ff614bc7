/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-family"
#include "views/family/family-context.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "views/family/family-text.h"
#include "widgets/page.h"

/* A pull tells of many families a second: the page follows, but not at every row. */
#define SETTLE_MS 150

struct _KtFamilyContext {
  GObject parent;
  KtSession *session;    /* owned */
  char *family_id;
  KtFamilyIndex *index;  /* owned */
  GHashTable *states;    /* id → KtState, only of records not yet at the server */
  GHashTable *waiting;   /* id → GQueue of Saving, of records being saved */
  guint settle;
};

G_DEFINE_FINAL_TYPE (KtFamilyContext, kt_family_context, G_TYPE_OBJECT)

static guint changed_signal;

/* ---- Reading ---- */

static void
read_state (KtFamilyContext *self, KtState state)
{
  g_autoptr (GPtrArray) records = kt_store_list_state (kt_session_get_reader (self->session), state, self->family_id, NULL);

  for (guint i = 0; records != NULL && i < records->len; i++)
    g_hash_table_insert (self->states, g_strdup (kt_record_get_id (g_ptr_array_index (records, i))),
                         GINT_TO_POINTER (state));
}

/* A session locked meanwhile, or a store that cannot be read, leaves what is shown as it is. */
static gboolean
read_family (KtFamilyContext *self)
{
  KtStore *reader = kt_session_get_reader (self->session);
  g_autoptr (GPtrArray) records = reader != NULL ? kt_store_list_family (reader, self->family_id, NULL) : NULL;
  g_autofree char *today = kt_clock_today ();

  if (records == NULL)
    return FALSE;
  g_clear_pointer (&self->index, kt_family_index_unref);
  self->index = kt_family_index_new (self->family_id, records, today);
  g_hash_table_remove_all (self->states);
  read_state (self, KT_STATE_SENT);
  read_state (self, KT_STATE_HERE);
  read_state (self, KT_STATE_SET_ASIDE);
  return TRUE;
}

void
kt_family_context_reload (KtFamilyContext *self)
{
  g_clear_handle_id (&self->settle, g_source_remove);
  if (read_family (self))
    g_signal_emit (self, changed_signal, 0);
}

static gboolean
on_settled (gpointer data)
{
  KtFamilyContext *self = data;

  self->settle = 0;
  kt_family_context_reload (self);
  return G_SOURCE_REMOVE;
}

static void
on_session_changed (KtSession *session, const char *family, KtFamilyContext *self)
{
  if (self->settle == 0 && (family == NULL || g_str_equal (family, self->family_id)))
    self->settle = g_timeout_add (SETTLE_MS, on_settled, self);
}

/* ---- Watching ---- */

typedef struct {
  GtkWidget *widget; /* borrowed: owns this */
  KtContextFunc func;
  gboolean dirty;
} Watch;

static void
refresh (Watch *watch)
{
  watch->dirty = !gtk_widget_get_mapped (watch->widget);
  if (!watch->dirty)
    watch->func (watch->widget);
}

static void
on_mapped (GtkWidget *widget, Watch *watch)
{
  if (watch->dirty)
    refresh (watch);
}

static void
on_context_changed (KtFamilyContext *self, GtkWidget *widget)
{
  refresh (g_object_get_data (G_OBJECT (widget), "kt-watch"));
}

void
kt_family_context_watch (KtFamilyContext *self, GtkWidget *widget, KtContextFunc func)
{
  Watch *watch = g_new0 (Watch, 1);

  watch->widget = widget;
  watch->func = func;
  g_object_set_data_full (G_OBJECT (widget), "kt-watch", watch, g_free);
  g_signal_connect (widget, "map", G_CALLBACK (on_mapped), watch);
  g_signal_connect_object (self, "changed", G_CALLBACK (on_context_changed), widget, 0);
  func (widget);
}

/* ---- Saving ---- */

/* Saves of one record wait for one another: a second tap within milliseconds changes what the first one made, and must
 * not look like a change by somebody who had not seen it. */
typedef struct {
  KtFamilyContext *context; /* owned */
  GtkWidget *from;          /* owned */
  char *type, *id;          /* id NULL: a new record */
  KtRecord *seen;           /* owned (nullable) */
  json_object *changes;     /* owned */
  GStrv with;               /* owned (nullable): who was at the table */
  char *done;               /* toast */
  KtSavedFunc saved;
  gpointer data;
} Saving;

static void run_saving (Saving *saving);

static void
saving_free (Saving *saving)
{
  g_object_unref (saving->context);
  g_object_unref (saving->from);
  g_free (saving->type);
  g_free (saving->id);
  g_free (saving->done);
  g_strfreev (saving->with);
  g_clear_pointer (&saving->seen, kt_record_unref);
  json_object_put (saving->changes);
  g_free (saving);
}

static gboolean
has_entry (KtRecord *record, const char *key, const char *dot)
{
  KtEntry entry;

  for (guint i = 0; kt_record_get_entry (record, key, i, &entry); i++)
    if (g_str_equal (entry.dot, dot))
      return TRUE;
  return FALSE;
}

/* Whether now holds, in the fields about to change, nothing beyond seen that somebody else wrote. */
static gboolean
only_mine_is_new (KtRecord *seen, KtRecord *now, json_object *changes, const char *me)
{
  json_object_object_foreach (changes, key, value)
    {
      KtEntry entry;

      (void) value;
      for (guint i = 0; kt_record_get_entry (now, key, i, &entry); i++)
        if (!has_entry (seen, key, entry.dot) && g_strcmp0 (entry.by, me) != 0)
          return FALSE;
    }
  return TRUE;
}

/* Returns: whether another save of the record is under way now. */
static gboolean
run_next (KtFamilyContext *self, const char *id, KtRecord *kept)
{
  GQueue *waiting = g_hash_table_lookup (self->waiting, id);
  Saving *next = waiting != NULL ? g_queue_pop_head (waiting) : NULL;
  const char *me = kt_session_get_worker_id (self->session);

  if (next == NULL)
    {
      g_hash_table_remove (self->waiting, id);
      return FALSE;
    }
  if (kept != NULL && next->seen != NULL && only_mine_is_new (next->seen, kept, next->changes, me))
    {
      kt_record_unref (next->seen);
      next->seen = kt_record_ref (kept);
    }
  run_saving (next);
  return TRUE;
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Saving *saving = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (KtRecord) record = kt_session_save_finish (KT_SESSION (source), result, &error);

  gboolean more = saving->id != NULL && run_next (saving->context, saving->id, record);

  if (record == NULL)
    kt_family_toast_problem (saving->from, error);
  else if (!more)
    /* Not while a later tap waits: the page would jump back to what the earlier one made. */
    kt_family_context_reload (saving->context);
  if (record != NULL && saving->done != NULL)
    kt_toast (saving->from, saving->done);
  if (saving->saved != NULL)
    saving->saved (record, saving->data);
  saving_free (saving);
}

static gboolean
is_of_family (KtFamilyIndex *index, const char *ref)
{
  const KtPerson *person = kt_family_index_find_person (index, ref);

  return person != NULL && person->kind <= KT_PERSON_NETWORK;
}

static void
run_saving (Saving *saving)
{
  KtEditInfo info = { .with = (const char *const *) saving->with };

  for (char **ref = saving->with; ref != NULL && *ref != NULL && !info.agreed; ref++)
    info.agreed = is_of_family (saving->context->index, *ref);
  kt_session_save_async (saving->context->session, saving->type, saving->id, saving->context->family_id, saving->seen,
                         saving->with != NULL ? &info : NULL, json_object_get (saving->changes), on_saved, saving);
}

static void
start_saving (KtFamilyContext *self, GtkWidget *from, const char *type, const char *id, KtRecord *seen,
              json_object *changes, const char *const *with, const char *done, KtSavedFunc saved, gpointer data)
{
  Saving *saving = g_new0 (Saving, 1);
  GQueue *waiting = id != NULL ? g_hash_table_lookup (self->waiting, id) : NULL;

  *saving = (Saving) { g_object_ref (self), g_object_ref (from), g_strdup (type), g_strdup (id),
                       seen != NULL ? kt_record_ref (seen) : NULL, changes, g_strdupv ((char **) with),
                       g_strdup (done), saved, data };
  if (waiting != NULL)
    {
      g_queue_push_tail (waiting, saving);
      return;
    }
  if (id != NULL)
    g_hash_table_insert (self->waiting, g_strdup (id), g_queue_new ());
  run_saving (saving);
}

void
kt_family_context_save (KtFamilyContext *self, GtkWidget *from, const char *type, KtRecord *seen, json_object *changes,
                        KtSavedFunc saved, gpointer data)
{
  start_saving (self, from, type, seen != NULL ? kt_record_get_id (seen) : NULL, seen, changes, NULL, NULL, saved, data);
}

void
kt_family_context_save_with (KtFamilyContext *self, GtkWidget *from, const char *type, KtRecord *seen,
                             json_object *changes, const char *const *with, KtSavedFunc saved, gpointer data)
{
  start_saving (self, from, type, seen != NULL ? kt_record_get_id (seen) : NULL, seen, changes, with, NULL, saved, data);
}

void
kt_family_context_save_text (KtFamilyContext *self, GtkWidget *from, KtRecord *seen, const char *key,
                             const char *value, const char *done, KtSavedFunc saved, gpointer data)
{
  json_object *changes = json_object_new_object ();

  json_object_object_add (changes, key, value != NULL && *value != '\0' ? json_object_new_string (value) : NULL);
  start_saving (self, from, kt_record_get_type_name (seen), kt_record_get_id (seen), seen, changes, NULL, done, saved, data);
}

/* ---- What can be undone ---- */

typedef struct {
  KtFamilyContext *context;
  GtkWidget *from;
  char *type, *id;
  KtRecord *seen;       /* (nullable) what is taken back; NULL: whatever is there then */
  json_object *changes; /* what takes it back */
} Undo;

static void
undo_free (gpointer data)
{
  Undo *undo = data;

  g_object_unref (undo->context);
  g_object_unref (undo->from);
  g_free (undo->type);
  g_free (undo->id);
  g_clear_pointer (&undo->seen, kt_record_unref);
  json_object_put (undo->changes);
  g_free (undo);
}

static void
run_undo (gpointer data)
{
  Undo *undo = data;

  start_saving (undo->context, undo->from, undo->type, undo->id, undo->seen, json_object_get (undo->changes), NULL, NULL,
                NULL, NULL);
}

/* back: (transfer full). */
static Undo *
undo_new (KtFamilyContext *self, GtkWidget *from, KtRecord *record, json_object *back)
{
  Undo *undo = g_new0 (Undo, 1);
  GtkRoot *root = gtk_widget_get_root (from);

  undo->context = g_object_ref (self);
  /* The widget tapped may be rebuilt by the save itself; the window stays. */
  undo->from = g_object_ref (root != NULL ? GTK_WIDGET (root) : from);
  undo->type = g_strdup (kt_record_get_type_name (record));
  undo->id = g_strdup (kt_record_get_id (record));
  undo->changes = back;
  return undo;
}

/* Saves changes, and offers back (both transfer full) in a toast once they are kept. */
static void
save_with_undo (KtFamilyContext *self, GtkWidget *from, KtRecord *record, json_object *changes, json_object *back,
                const char *said)
{
  Undo *undo = undo_new (self, from, record, back);

  start_saving (self, undo->from, undo->type, undo->id, record, changes, NULL, NULL, NULL, NULL);
  kt_toast_undo (from, said, run_undo, undo, undo_free);
}

void
kt_family_context_remove (KtFamilyContext *self, GtkWidget *from, KtRecord *record, const char *said)
{
  json_object *changes = json_object_new_object (), *back = json_object_new_object ();

  json_object_object_add (changes, "deleted", json_object_new_boolean (TRUE));
  json_object_object_add (back, "deleted", NULL);
  save_with_undo (self, from, record, changes, back, said);
}

static json_object *
dup_field (KtRecord *record, const char *key)
{
  json_object *value = kt_record_get (record, key);

  return value != NULL ? kt_json_copy (value) : NULL;
}

/* What a field says, as an edit takes it: lists whole. */
static json_object *
dup_for_edit (KtRecord *record, const char *key)
{
  const KtField *field = kt_type_find_field (kt_record_get_type (record), key);
  g_auto (GStrv) items = NULL;

  if (field == NULL || (field->kind != KT_KIND_TEXT_LIST && field->kind != KT_KIND_REF_LIST))
    return dup_field (record, key);
  items = kt_record_dup_list (record, key);
  return kt_json_from_strv ((const char *const *) items);
}

void
kt_family_context_offer_undo (KtFamilyContext *self, GtkWidget *from, KtRecord *before, KtRecord *saved,
                              json_object *changes, const char *said)
{
  json_object *back = json_object_new_object ();
  Undo *undo;

  if (before == NULL)
    json_object_object_add (back, "deleted", json_object_new_boolean (TRUE));
  else
    {
      json_object_object_foreach (changes, key, value)
        {
          (void) value;
          json_object_object_add (back, key, dup_for_edit (before, key));
        }
    }
  undo = undo_new (self, from, saved, back);
  undo->seen = kt_record_ref (saved);
  kt_toast_undo (undo->from, said, run_undo, undo, undo_free);
}

void
kt_family_context_tick (KtFamilyContext *self, GtkWidget *from, KtRecord *action, gboolean done)
{
  json_object *changes = json_object_new_object (), *back = json_object_new_object ();
  g_autofree char *today = kt_clock_today ();
  /* Translators: %s is what a small step was, now ticked off. */
  g_autofree char *said = g_strdup_printf (done ? _("Done: %s") : _("Open again: %s"), kt_record_get_text (action, "what"));

  json_object_object_add (changes, "status", json_object_new_string (done ? "done" : "open"));
  json_object_object_add (changes, "done_on", done ? json_object_new_string (today) : NULL);
  json_object_object_add (back, "status", dup_field (action, "status"));
  json_object_object_add (back, "done_on", dup_field (action, "done_on"));
  save_with_undo (self, from, action, changes, back, said);
}

/* ---- Plain getters ---- */

KtSession *
kt_family_context_get_session (KtFamilyContext *self)
{
  return self->session;
}

const char *
kt_family_context_get_family_id (KtFamilyContext *self)
{
  return self->family_id;
}

KtFamilyIndex *
kt_family_context_get_index (KtFamilyContext *self)
{
  return self->index;
}

const char *
kt_family_context_get_worker (KtFamilyContext *self)
{
  return kt_session_get_worker_id (self->session);
}

KtState
kt_family_context_get_state (KtFamilyContext *self, const char *id)
{
  gpointer state;

  if (kt_session_get_sync_state (self->session) == KT_SYNC_NO_SERVER)
    return KT_STATE_SERVER;
  return g_hash_table_lookup_extended (self->states, id, NULL, &state) ? (KtState) GPOINTER_TO_INT (state) : KT_STATE_SERVER;
}

gboolean
kt_family_context_may_decide (KtFamilyContext *self)
{
  return kt_family_index_is_fixed_worker (self->index, kt_family_context_get_worker (self));
}

/* ---- Object ---- */

static void
kt_family_context_finalize (GObject *object)
{
  KtFamilyContext *self = KT_FAMILY_CONTEXT (object);

  g_clear_handle_id (&self->settle, g_source_remove);
  g_clear_pointer (&self->index, kt_family_index_unref);
  g_hash_table_unref (self->states);
  g_hash_table_unref (self->waiting);
  g_object_unref (self->session);
  g_free (self->family_id);
  G_OBJECT_CLASS (kt_family_context_parent_class)->finalize (object);
}

static void
kt_family_context_class_init (KtFamilyContextClass *class)
{
  G_OBJECT_CLASS (class)->finalize = kt_family_context_finalize;
  changed_signal = g_signal_new ("changed", KT_TYPE_FAMILY_CONTEXT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
}

static void
kt_family_context_init (KtFamilyContext *self)
{
  self->states = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->waiting = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_queue_free);
}

KtFamilyContext *
kt_family_context_new (KtSession *session, const char *family_id)
{
  KtFamilyContext *self = g_object_new (KT_TYPE_FAMILY_CONTEXT, NULL);
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  g_autofree char *today = kt_clock_today ();

  self->session = g_object_ref (session);
  self->family_id = g_strdup (family_id);
  self->index = kt_family_index_new (family_id, none, today);
  read_family (self);
  g_signal_connect_object (session, "changed", G_CALLBACK (on_session_changed), self, 0);
  return self;
}
