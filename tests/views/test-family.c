/* SPDX-License-Identifier: EUPL-1.2 */
/* A family's pages on a real store: quick taps are one person's, what somebody else wrote meanwhile is never covered,
 * a form loses nothing it does not show, and every keystroke is in a draft. */
#include <glib/gstdio.h>

#include "session/loop.h"
#include "store/signatures.h"
#include "store/support.h"
#include "views/family/doubt-note.h"
#include "views/family/family-context.h"
#include "views/family/record-dialog.h"
#include "views/family/visits/note-composer.h"
#include "widgets/words-entry.h"

#define FAMILY "family:11111111111111111111111111111111"
#define STEP "action:22222222222222222222222222222222"
#define WORDS "een lange zin"

typedef struct {
  char *dir, *code;
  KtProfile *profile;
  KtSession *session;
  KtFamilyContext *context;
  GtkWidget *from;
  guint kept, failed;
} Desk;

static json_object *
parse (const char *text)
{
  g_autofree char *json = g_strdelimit (g_strdup (text), "'", '"');
  g_autoptr (GError) error = NULL;
  json_object *value = kt_json_parse (json, -1, &error);

  g_assert_no_error (error);
  return value;
}

static void
keep (Desk *desk, const char *type, const char *id, const char *fields)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (KtRecord) kept = NULL;

  kt_session_save_async (desk->session, type, id, FAMILY, NULL, NULL, parse (fields), loop_take, &result);
  kept = kt_session_save_finish (desk->session, loop_wait (&result), &error);
  g_assert_no_error (error);
}

static void
set_up (Desk *desk, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  desk->dir = g_dir_make_tmp ("views-XXXXXX", NULL);
  desk->profile = kt_profile_create (desk->dir, "Ilse", WORDS, "worker:ilse", &desk->code, &error);
  g_assert_no_error (error);
  kt_session_unlock_async (desk->profile, WORDS, NULL, loop_take, &result);
  desk->session = kt_session_unlock_finish (loop_wait (&result), &error);
  g_assert_no_error (error);
  keep (desk, "family", FAMILY, "{'name':'Post','fixed_worker':'worker:ilse'}");
  keep (desk, "action", STEP, "{'goal':'goal:x','what':'Bellen','status':'open','sure':8}");
  desk->context = kt_family_context_new (desk->session, FAMILY);
  desk->from = g_object_ref_sink (gtk_label_new (NULL));
}

static void
tear_down (Desk *desk, gconstpointer data)
{
  g_autofree char *profiles = g_build_filename (desk->dir, "profiles", NULL);
  g_autofree char *lock = g_build_filename (profiles, ".lock", NULL);

  g_object_unref (desk->from);
  g_assert_finalize_object (desk->context);
  kt_session_lock (desk->session);
  g_assert_finalize_object (desk->session);
  remove_folder (desk->profile->dir);
  g_assert_cmpint (g_remove (lock), ==, 0);
  remove_folder (profiles);
  remove_folder (desk->dir);
  kt_profile_free (desk->profile);
  g_free (desk->code);
  g_free (desk->dir);
}

static KtRecord *
find_step (Desk *desk)
{
  return kt_family_index_find (kt_family_context_get_index (desk->context), STEP);
}

static void
count_kept (KtRecord *saved, gpointer data)
{
  Desk *desk = data;

  desk->kept += saved != NULL;
  desk->failed += saved == NULL;
}

static void
tap (Desk *desk, KtRecord *seen, const char *changes)
{
  kt_family_context_save (desk->context, desk->from, "action", seen, parse (changes), count_kept, desk);
}

static gboolean
all_three_kept (gpointer data)
{
  return ((Desk *) data)->kept == 3;
}

/* ---- Saves ---- */

static void
test_quick_taps (Desk *desk, gconstpointer data)
{
  g_autoptr (KtRecord) seen = kt_record_ref (find_step (desk));

  tap (desk, seen, "{'status':'done','done_on':'2026-11-24'}");
  tap (desk, seen, "{'status':'open','done_on':null}");
  tap (desk, seen, "{'sure':5}");
  loop_until (all_three_kept, desk);
  g_assert_cmpuint (desk->failed, ==, 0);
  g_assert_false (kt_family_index_is_disputed (kt_family_context_get_index (desk->context), STEP));
  g_assert_cmpstr (kt_record_get_text (find_step (desk), "status"), ==, "open");
  g_assert_null (kt_record_get_text (find_step (desk), "done_on"));
  g_assert_cmpint (kt_record_get_int (find_step (desk), "sure", -1), ==, 5);
}

static gboolean
adopt (KtStore *store, gpointer record, GError **error)
{
  return kt_store_adopt (store, record, NULL, error);
}

/* A colleague's word arrives between two taps: the second had not seen it either. */
static void
test_somebody_between (Desk *desk, gconstpointer data)
{
  g_autoptr (KtRecord) seen = kt_record_ref (find_step (desk)), theirs = NULL;
  g_autoptr (json_object) changes = parse ("{'what':'Schrijven'}");
  g_autoptr (GError) error = NULL;
  KtEditInfo info = { .device = "other", .by = "worker:daan", .at = "2026-11-24T09:00:00Z" };

  theirs = kt_record_edit (seen, NULL, &info, changes, &error);
  g_assert_no_error (error);
  kt_store_worker_call (kt_session_get_store_worker (desk->session), KT_PRIORITY_SAVE, adopt, theirs, &error);
  g_assert_no_error (error);
  tap (desk, seen, "{'what':'Mailen'}");
  tap (desk, seen, "{'what':'Mailen en bellen'}");
  tap (desk, seen, "{'sure':5}");
  loop_until (all_three_kept, desk);
  g_assert_true (kt_record_is_disputed (find_step (desk), "what"));
  g_assert_cmpint (kt_record_get_int (find_step (desk), "sure", -1), ==, 5);
}

/* ---- Forms ---- */

static const KtFormField fields[] = {
  { "words", KT_INPUT_WORDS, NULL, NULL, 0, FALSE },
  { "about", KT_INPUT_PEOPLE, NULL, NULL, KT_WHO_MEMBERS, FALSE },
  { "said_by", KT_INPUT_PERSON, NULL, NULL, KT_WHO_MEMBERS, FALSE },
  { "domain", KT_INPUT_DOMAIN, NULL, NULL, 0, FALSE },
  { "outside_control", KT_INPUT_SWITCH, NULL, NULL, 0, TRUE },
  { "date", KT_INPUT_DATE, NULL, NULL, 0, TRUE },
  { NULL },
};
static const KtRecordSheet sheet = { "factor", fields, "New", "Change", NULL };

#define FACTOR "factor:33333333333333333333333333333333"

/* Whom the form has no chip for, and a domain of a newer version, must not be lost by looking at it. */
static void
test_form_loses_nothing (Desk *desk, gconstpointer data)
{
  g_autoptr (json_object) changes = NULL;
  GtkWidget *form;

  keep (desk, "factor", FACTOR, "{'kind':'concern','domain':'home','words':'Nat','about':['member:x','member:y'],"
                                "'said_by':'member:z','outside_control':false,'date':'2026-11'}");
  kt_family_context_reload (desk->context);
  form = g_object_ref_sink (kt_record_form_new (desk->context, kt_type_find ("factor"), fields,
                                                kt_family_index_find (kt_family_context_get_index (desk->context), FACTOR)));
  changes = kt_record_form_dup_changes (KT_RECORD_FORM (form));
  g_assert_cmpstr (json_object_to_json_string (changes), ==, "{ }");
  g_assert_true (kt_record_form_check (KT_RECORD_FORM (form), FALSE));
  g_assert_finalize_object (form);
}

static void
type_words (KtRecordForm *form, const char *text)
{
  GtkTextView *view = kt_words_entry_get_view (KT_WORDS_ENTRY (kt_record_form_find (form, "words")));

  gtk_text_buffer_set_text (gtk_text_view_get_buffer (view), text, -1);
}

static void
test_sheet_is_drafted (Desk *desk, gconstpointer data)
{
  g_autoptr (json_object) presets = parse ("{'kind':'strength','domain':'money'}"), changes = NULL;
  AdwDialog *dialog = g_object_ref_sink (kt_record_dialog_new (desk->context, &sheet, NULL, presets));

  g_assert_false (kt_record_form_check (kt_record_dialog_get_form (KT_RECORD_DIALOG (dialog)), FALSE));
  type_words (kt_record_dialog_get_form (KT_RECORD_DIALOG (dialog)), "Wij lachen");
  g_object_unref (dialog);
  dialog = g_object_ref_sink (kt_record_dialog_new (desk->context, &sheet, NULL, NULL));
  changes = kt_record_form_dup_changes (kt_record_dialog_get_form (KT_RECORD_DIALOG (dialog)));
  g_assert_cmpstr (kt_json_get_string (changes, "words"), ==, "Wij lachen");
  g_assert_cmpstr (kt_json_get_string (changes, "domain"), ==, "money");
  g_assert_cmpstr (kt_json_get_string (changes, "kind"), ==, "strength"); /* not on the form, but along */
  g_object_unref (dialog);
}

/* ---- Notes ---- */

static GtkWidget *
find_type (GtkWidget *widget, GType type, guint skip)
{
  static guint left;
  GtkWidget *found = NULL;

  left = skip != G_MAXUINT ? skip : left;
  if (g_type_is_a (G_OBJECT_TYPE (widget), type) && left-- == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_type (child, type, G_MAXUINT);
  return found;
}

static void
write_note (GtkWidget *composer, const char *text)
{
  GtkTextView *view = GTK_TEXT_VIEW (find_type (composer, GTK_TYPE_TEXT_VIEW, 0));

  gtk_text_buffer_set_text (gtk_text_view_get_buffer (view), text, -1);
}

static char *
dup_drafted (Desk *desk)
{
  g_autofree char *draft = kt_session_get_draft (desk->session, "note:" FAMILY);
  g_autoptr (json_object) values = draft != NULL ? kt_json_parse (draft, -1, NULL) : NULL;

  return values != NULL ? g_strdup (kt_json_get_string (values, "words")) : NULL;
}

static gboolean
note_is_kept (gpointer data)
{
  g_autoptr (GPtrArray) notes = kt_family_index_list_notes (kt_family_context_get_index (((Desk *) data)->context), NULL);

  return notes->len == 1;
}

/* Typing goes on while a note is being kept: at no moment is a word in neither the store nor the draft. */
static void
test_note (Desk *desk, gconstpointer data)
{
  GtkWidget *composer = g_object_ref_sink (kt_note_composer_new (desk->context, NULL));
  g_autofree char *first = NULL, *both = NULL, *second = NULL;
  g_autoptr (GPtrArray) notes = NULL;

  write_note (composer, "Eerste");
  first = dup_drafted (desk);
  g_assert_cmpstr (first, ==, "Eerste");
  g_signal_emit_by_name (find_type (composer, KT_TYPE_WORDS_ENTRY, 0), "activate");
  write_note (composer, "Tweede");
  both = dup_drafted (desk);
  g_assert_cmpstr (both, ==, "Eerste\nTweede");
  loop_until (note_is_kept, desk);
  loop_for (50);
  second = dup_drafted (desk);
  g_assert_cmpstr (second, ==, "Tweede");
  notes = kt_family_index_list_notes (kt_family_context_get_index (desk->context), NULL);
  g_assert_cmpstr (kt_record_get_text (g_ptr_array_index (notes, 0), "words"), ==, "Eerste");
  g_object_unref (composer);
  composer = g_object_ref_sink (kt_note_composer_new (desk->context, NULL));
  second = (g_free (second), kt_words_entry_dup_text (KT_WORDS_ENTRY (find_type (composer, KT_TYPE_WORDS_ENTRY, 0))));
  g_assert_cmpstr (second, ==, "Tweede");
  g_object_unref (composer);
}

static void
test_who_decides (Desk *desk, gconstpointer data)
{
  g_assert_true (kt_family_context_may_decide (desk->context));
  keep (desk, "family", FAMILY, "{'fixed_worker':'worker:daan'}");
  kt_family_context_reload (desk->context);
  g_assert_false (kt_family_context_may_decide (desk->context));
}

static gboolean
claim_for_another (KtStore *store, gpointer data, GError **error)
{
  g_autofree char *key = NULL, *worker = NULL;

  return kt_store_get_own_key (store, &key, &worker, error) &&
         kt_store_put_device_key (store, kt_store_get_device (store), "worker:daan", key, error) &&
         kt_store_set_keys_known (store, error);
}

/* Nothing is said until the organisation's keys are known; then what a colleague's device wrote in Ilse's name is. */
static void
test_doubt_is_said (Desk *desk, gconstpointer data)
{
  KtRecord *step = kt_family_index_find (kt_family_context_get_index (desk->context), STEP);
  KtStoreWorker *worker = kt_session_get_store_worker (desk->session);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GtkWidget *note;

  g_assert_null (kt_doubt_note_new (desk->context, step));
  kt_store_worker_run_async (worker, KT_PRIORITY_SAVE, claim_for_another, NULL, NULL, NULL, loop_take, &result);
  kt_store_worker_run_finish (worker, loop_wait (&result), &error);
  g_assert_no_error (error);
  note = kt_doubt_note_new (desk->context, step);
  g_assert_true (GTK_IS_LABEL (note));
  g_object_unref (g_object_ref_sink (note));
}

#define ADD(name, test) g_test_add ("/views/family/" name, Desk, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_setenv ("KEUKENTAFEL_TODAY", "2026-11-24", TRUE);
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  ADD ("quick-taps", test_quick_taps);
  ADD ("somebody-between", test_somebody_between);
  ADD ("form-loses-nothing", test_form_loses_nothing);
  ADD ("sheet-is-drafted", test_sheet_is_drafted);
  ADD ("note", test_note);
  ADD ("who-decides", test_who_decides);
  ADD ("doubt-is-said", test_doubt_is_said);
  return g_test_run ();
}
