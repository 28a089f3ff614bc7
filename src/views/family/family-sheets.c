/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-family"
#include "views/family/family-sheets.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "model/domains.h"
#include "views/family/partners/sharing-sheets.h"
#include "views/family/plan/goal-levels.h"

#define ABOUT (KT_WHO_FAMILY | KT_WHO_MEMBERS | KT_WHO_HOUSEHOLDS)

static const KtFormField strength_fields[] = {
  { "words", KT_INPUT_WORDS, N_("What goes well?"), N_("In their own words"), 0, FALSE },
  { "about", KT_INPUT_PEOPLE, NULL, NULL, ABOUT, FALSE },
  { "said_by", KT_INPUT_PERSON, NULL, NULL, KT_WHO_ANYONE | KT_WHO_AGENCIES, FALSE },
  { "domain", KT_INPUT_DOMAIN, NULL, NULL, 0, FALSE },
  { "source", KT_INPUT_CHIPS, NULL, NULL, 0, TRUE },
  { "kind", KT_INPUT_CHIPS, NULL, NULL, 0, TRUE },
  { "date", KT_INPUT_DATE, NULL, NULL, 0, TRUE },
  { "since", KT_INPUT_DATE, NULL, NULL, 0, TRUE },
  { "nature", KT_INPUT_CHOICE, NULL, NULL, 0, TRUE },
  { "audience", KT_INPUT_CHOICE, NULL, NULL, 0, TRUE },
  { NULL },
};
static const KtFormField concern_fields[] = {
  { "words", KT_INPUT_WORDS, N_("What is the worry?"), N_("In their own words"), 0, FALSE },
  { "about", KT_INPUT_PEOPLE, NULL, NULL, ABOUT, FALSE },
  { "said_by", KT_INPUT_PERSON, NULL, NULL, KT_WHO_ANYONE | KT_WHO_AGENCIES, FALSE },
  { "domain", KT_INPUT_DOMAIN, NULL, NULL, 0, FALSE },
  { "outside_control", KT_INPUT_SWITCH, NULL, NULL, 0, FALSE },
  { "source", KT_INPUT_CHIPS, NULL, NULL, 0, TRUE },
  { "kind", KT_INPUT_CHIPS, NULL, NULL, 0, TRUE },
  { "date", KT_INPUT_DATE, NULL, NULL, 0, TRUE },
  { "since", KT_INPUT_DATE, NULL, NULL, 0, TRUE },
  { "nature", KT_INPUT_CHOICE, NULL, NULL, 0, TRUE },
  { "audience", KT_INPUT_CHOICE, NULL, NULL, 0, TRUE },
  { NULL },
};
static const KtFormField new_goal_fields[] = {
  { "words", KT_INPUT_WORDS, N_("What do you want to be different?"), N_("In their own words"), 0, FALSE },
  { "whose", KT_INPUT_PEOPLE, NULL, NULL, ABOUT, FALSE },
  { "first_step", KT_INPUT_LINE, NULL, NULL, 0, FALSE },
  { "wording", KT_INPUT_LINE, NULL, NULL, 0, TRUE },
  { "required_by", KT_INPUT_LINE, NULL, NULL, 0, TRUE },
  { "owner", KT_INPUT_PERSON, NULL, NULL, KT_WHO_ANYONE | KT_WHO_AGENCIES, TRUE },
  { "audience", KT_INPUT_CHOICE, NULL, NULL, 0, TRUE },
  { NULL },
};
/* What a goal says is changed by agreeing it (agree-dialog.h), not by typing over it. */
static const KtFormField goal_fields[] = {
  { "whose", KT_INPUT_PEOPLE, NULL, NULL, ABOUT, FALSE },
  { "owner", KT_INPUT_PERSON, NULL, NULL, KT_WHO_ANYONE | KT_WHO_AGENCIES, FALSE },
  { "status", KT_INPUT_CHIPS, N_("How it stands"), NULL, 0, FALSE },
  { "required_by", KT_INPUT_LINE, NULL, NULL, 0, FALSE },
  { "date", KT_INPUT_DATE, NULL, NULL, 0, FALSE },
  { "audience", KT_INPUT_CHOICE, NULL, NULL, 0, FALSE },
  { NULL },
};
static const KtFormField action_fields[] = {
  { "what", KT_INPUT_LINE, NULL, NULL, 0, FALSE },
  { "who", KT_INPUT_PEOPLE, NULL, NULL, KT_WHO_ANYONE | KT_WHO_AGENCIES, FALSE },
  { "due", KT_INPUT_DATE, NULL, NULL, 0, FALSE },
  { "how_often", KT_INPUT_LINE, NULL, NULL, 0, FALSE },
  { "quick_win", KT_INPUT_SWITCH, NULL, NULL, 0, FALSE },
  { "status", KT_INPUT_CHIPS, N_("How it stands"), NULL, 0, FALSE },
  { "obstacle", KT_INPUT_LINE, N_("what got in the way?"), NULL, 0, FALSE },
  { "agreed_by", KT_INPUT_PEOPLE, NULL, NULL, KT_WHO_ANYONE, TRUE },
  { "helped_by", KT_INPUT_PEOPLE, NULL, NULL, KT_WHO_ANYONE, TRUE },
  { NULL },
};
static const KtFormField member_fields[] = {
  { "name", KT_INPUT_LINE, N_("full name"), NULL, 0, FALSE },
  { "called", KT_INPUT_LINE, NULL, NULL, 0, FALSE },
  { "birth", KT_INPUT_DATE, NULL, NULL, 0, FALSE },
  { "role", KT_INPUT_LINE, N_("who is it? (mother, neighbour …)"), NULL, 0, FALSE },
  { "kind", KT_INPUT_CHIPS, NULL, NULL, 0, FALSE },
  { "households", KT_INPUT_PEOPLE, NULL, NULL, KT_WHO_HOUSEHOLDS, FALSE },
  { "living", KT_INPUT_LINE, NULL, NULL, 0, FALSE },
  { "languages", KT_INPUT_TEXTS, NULL, NULL, 0, TRUE },
  { "gender", KT_INPUT_CHOICE, NULL, NULL, 0, TRUE },
  { "phone", KT_INPUT_LINE, NULL, NULL, 0, TRUE },
  { "about", KT_INPUT_WORDS, NULL, NULL, 0, TRUE },
  { "audience", KT_INPUT_CHOICE, NULL, NULL, 0, TRUE },
  { NULL },
};
static const KtFormField household_fields[] = {
  { "name", KT_INPUT_LINE, N_("what is it called?"), NULL, 0, FALSE },
  { "address", KT_INPUT_LINE, NULL, NULL, 0, FALSE },
  { NULL },
};
static const KtFormField relation_fields[] = {
  { "from", KT_INPUT_PERSON, N_("who"), NULL, KT_WHO_MEMBERS | KT_WHO_NETWORK, FALSE },
  { "kind", KT_INPUT_CHOICE, N_("is …"), NULL, 0, FALSE },
  { "to", KT_INPUT_PERSON, N_("of whom"), NULL, KT_WHO_MEMBERS | KT_WHO_NETWORK, FALSE },
  { "state", KT_INPUT_CHOICE, NULL, NULL, 0, FALSE },
  { "since", KT_INPUT_DATE, NULL, NULL, 0, TRUE },
  { "until", KT_INPUT_DATE, NULL, NULL, 0, TRUE },
  { NULL },
};
static const KtFormField agency_fields[] = {
  { "name", KT_INPUT_LINE, NULL, NULL, 0, FALSE },
  { "kind", KT_INPUT_LINE, NULL, NULL, 0, FALSE },
  { "phone", KT_INPUT_LINE, NULL, NULL, 0, FALSE },
  { NULL },
};
static const KtFormField participation_fields[] = {
  { "name", KT_INPUT_LINE, N_("full name"), NULL, 0, FALSE },
  { "agency", KT_INPUT_PERSON, NULL, NULL, KT_WHO_AGENCIES, FALSE },
  { "role", KT_INPUT_CHIPS, NULL, NULL, 0, FALSE },
  { "task", KT_INPUT_LINE, NULL, NULL, 0, FALSE },
  { "phone", KT_INPUT_LINE, NULL, NULL, 0, FALSE },
  { "since", KT_INPUT_DATE, NULL, NULL, 0, TRUE },
  { "until", KT_INPUT_DATE, NULL, NULL, 0, TRUE },
  { NULL },
};
static const KtFormField visit_fields[] = {
  { "date", KT_INPUT_MOMENT, NULL, NULL, 0, FALSE },
  { "kind", KT_INPUT_CHIPS, NULL, NULL, 0, FALSE },
  { "place", KT_INPUT_PERSON, NULL, NULL, KT_WHO_HOUSEHOLDS | KT_WHO_AGENCIES, FALSE },
  { "with", KT_INPUT_PEOPLE, N_("who will be there"), NULL, KT_WHO_ANYONE, FALSE },
  { "interpreter", KT_INPUT_LINE, NULL, NULL, 0, FALSE },
  { "bring", KT_INPUT_WORDS, NULL, NULL, 0, TRUE },
  { NULL },
};
static const KtFormField note_fields[] = {
  { "words", KT_INPUT_WORDS, NULL, NULL, 0, FALSE },
  { "nature", KT_INPUT_CHIPS, NULL, NULL, 0, FALSE },
  { "said_by", KT_INPUT_PERSON, NULL, NULL, KT_WHO_ANYONE, FALSE },
  { "about", KT_INPUT_PEOPLE, NULL, NULL, ABOUT, FALSE },
  { "date", KT_INPUT_DATE, NULL, NULL, 0, TRUE },
  { "audience", KT_INPUT_CHOICE, NULL, NULL, 0, TRUE },
  { NULL },
};
/* What was scanned cannot be changed; what is said of it can. */
static const KtFormField picture_fields[] = {
  { "caption", KT_INPUT_WORDS, NULL, N_("What is to be seen?"), 0, FALSE },
  { "kind", KT_INPUT_CHIPS, N_("What is it?"), NULL, 0, FALSE },
  { "about", KT_INPUT_PEOPLE, NULL, NULL, ABOUT, FALSE },
  { "date", KT_INPUT_DATE, N_("when it was made"), NULL, 0, TRUE },
  { "audience", KT_INPUT_CHOICE, NULL, NULL, 0, TRUE },
  { NULL },
};
static const KtFormField family_fields[] = {
  { "name", KT_INPUT_LINE, NULL, NULL, 0, FALSE },
  { "words", KT_INPUT_WORDS, NULL, N_("In their own words"), 0, FALSE },
  { "phase", KT_INPUT_CHOICE, NULL, NULL, 0, FALSE },
  { "intensity", KT_INPUT_CHOICE, NULL, NULL, 0, FALSE },
  { "place", KT_INPUT_LINE, NULL, NULL, 0, FALSE },
  { "next_review", KT_INPUT_DATE, NULL, NULL, 0, FALSE },
  { "method", KT_INPUT_LINE, NULL, NULL, 0, TRUE },
  { "fixed_worker", KT_INPUT_PERSON, NULL, NULL, KT_WHO_WORKERS, TRUE },
  { "buddy", KT_INPUT_PERSON, NULL, NULL, KT_WHO_WORKERS, TRUE },
  { NULL },
};

static const KtRecordSheet strength_sheet = { "factor", strength_fields, N_("New strength"), N_("Strength"),
                                              N_("Strength removed") };
static const KtRecordSheet concern_sheet = { "factor", concern_fields, N_("New concern"), N_("Concern"),
                                             N_("Concern removed") };
static const KtRecordSheet new_goal_sheet = { "goal", new_goal_fields, N_("New goal"), N_("Goal"), N_("Goal removed") };
static const KtRecordSheet sheets[] = {
  { "goal", goal_fields, N_("New goal"), N_("Goal"), N_("Goal removed") },
  { "action", action_fields, N_("New step"), N_("Step"), N_("Step removed") },
  { "member", member_fields, N_("New person"), N_("Person"), N_("Person removed") },
  { "household", household_fields, N_("New household"), N_("Household"), N_("Household removed") },
  { "relation", relation_fields, N_("New relation"), N_("Relation"), N_("Relation removed") },
  { "agency", agency_fields, N_("New agency"), N_("Agency"), N_("Agency removed") },
  { "participation", participation_fields, N_("New helper"), N_("Helper"), N_("Helper removed") },
  { "visit", visit_fields, N_("New visit"), N_("Visit"), N_("Visit removed") },
  { "note", note_fields, N_("New note"), N_("Note"), N_("Note removed") },
  { "picture", picture_fields, N_("New picture"), N_("Picture"), N_("Picture removed") },
  { "family", family_fields, N_("New family"), N_("About this family"), NULL },
};

static const KtRecordSheet *
find_sheet (const char *type)
{
  for (gsize i = 0; i < G_N_ELEMENTS (sheets); i++)
    if (g_str_equal (sheets[i].type, type))
      return &sheets[i];
  return NULL;
}

/* ---- Presets ---- */

static void
set_text (json_object *presets, const char *key, const char *value)
{
  if (value != NULL)
    json_object_object_add (presets, key, json_object_new_string (value));
}

static void
set_one (json_object *presets, const char *key, const char *value)
{
  if (value != NULL)
    json_object_object_add (presets, key, kt_json_from_strv ((const char *const[]) { value, NULL }));
}

static void
set_today (json_object *presets)
{
  g_autofree char *today = kt_clock_today ();

  set_text (presets, "date", today);
}

void
kt_family_add_factor (KtFamilyContext *context, GtkWidget *from, const char *kind, const char *domain, const char *about)
{
  g_autoptr (json_object) presets = json_object_new_object ();
  const KtRecordSheet *sheet = g_str_equal (kind, "strength") ? &strength_sheet : &concern_sheet;

  set_text (presets, "kind", kind);
  set_text (presets, "domain", domain != NULL ? domain : kt_domain (0)->id);
  set_one (presets, "about", about != NULL ? about : kt_family_context_get_family_id (context));
  set_text (presets, "said_by", kt_family_index_get_last_speaker (kt_family_context_get_index (context)));
  set_text (presets, "source", "said");
  set_today (presets);
  adw_dialog_present (kt_record_dialog_new (context, sheet, NULL, presets), from);
}

/* At the end of the plan. */
static gint64
next_position (KtFamilyContext *context)
{
  g_autoptr (GPtrArray) goals = kt_family_index_list_goals (kt_family_context_get_index (context));
  gint64 last = 0;

  for (guint i = 0; i < goals->len; i++)
    last = MAX (last, kt_record_get_int (g_ptr_array_index (goals, i), "position", 0));
  return last + 1;
}

void
kt_family_add_goal (KtFamilyContext *context, GtkWidget *from, const char *about)
{
  g_autoptr (json_object) presets = json_object_new_object ();

  set_one (presets, "whose", about);
  set_text (presets, "status", "open");
  set_today (presets);
  json_object_object_add (presets, "position", json_object_new_int64 (next_position (context)));
  adw_dialog_present (kt_record_dialog_new (context, &new_goal_sheet, NULL, presets), from);
}

void
kt_family_add_record (KtFamilyContext *context, GtkWidget *from, const char *type, json_object *presets)
{
  g_autoptr (json_object) taken = presets;

  adw_dialog_present (kt_record_dialog_new (context, find_sheet (type), NULL, taken), from);
}

void
kt_family_add_visit (KtFamilyContext *context, GtkWidget *from)
{
  json_object *presets = json_object_new_object ();
  g_autoptr (GPtrArray) homes = kt_family_list_who (context, KT_WHO_HOUSEHOLDS);
  g_autofree char *today = kt_clock_today ();
  g_autofree char *week = kt_clock_add_days (today, 7);
  g_autofree char *moment = g_strconcat (week, "T09:30", NULL);

  set_text (presets, "date", moment);
  set_text (presets, "kind", "home");
  set_text (presets, "status", "planned");
  set_text (presets, "worker", kt_family_context_get_worker (context));
  if (homes->len > 0)
    set_text (presets, "place", ((KtPerson *) g_ptr_array_index (homes, 0))->ref);
  kt_family_add_record (context, from, "visit", presets);
}

void
kt_family_edit_record (KtFamilyContext *context, GtkWidget *from, KtRecord *record)
{
  const char *type = kt_record_get_type_name (record);
  const KtRecordSheet *sheet = find_sheet (type);

  if (g_str_equal (type, "consent"))
    kt_sharing_edit_answer (context, from, record);
  if (g_str_equal (type, "legal-ground"))
    kt_sharing_edit_ground (context, from, record);
  if (g_str_equal (type, "goal-level"))
    kt_goal_levels_edit (context, from, record);
  if (g_str_equal (type, "factor"))
    sheet = g_strcmp0 (kt_record_get_text (record, "kind"), "strength") == 0 ? &strength_sheet : &concern_sheet;
  if (sheet != NULL)
    adw_dialog_present (kt_record_dialog_new (context, sheet, record, NULL), from);
}
