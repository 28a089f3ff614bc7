/* SPDX-License-Identifier: EUPL-1.2 */
/* The tables. Adding a field is one line; adding a type is one table and a row in `all`. */
#include "model/types.h"

#include <glib/gi18n.h>
#include <string.h>

/* clang-format off */
#define CHOICES(...) ((const char *const[]){ __VA_ARGS__, NULL })
#define END { NULL }
/* The two fields every type has that people edit. Audience from narrow to wide: its rule reads the lowest. */
#define COMMON \
  { "audience", KT_KIND_CHOICE, FALSE, FALSE, KT_RULE_NARROW, N_("who may see it"), \
    CHOICES ("restricted", "me", "household", "team", "family") }, \
  { "deleted", KT_KIND_BOOL, FALSE, FALSE, KT_RULE_ASK, N_("removed"), NULL }

static const KtField family_fields[] = {
  { "name", KT_KIND_TEXT, TRUE, TRUE, KT_RULE_ASK, N_("family name"), NULL },
  { "words", KT_KIND_OWN_WORDS, FALSE, TRUE, KT_RULE_AGREED, N_("what matters to us"), NULL },
  { "phase", KT_KIND_CHOICE, FALSE, FALSE, KT_RULE_ASK, N_("phase"),
    CHOICES ("prepare", "meet", "analyse", "plan", "do", "review", "close", "aftercare", "paused", "reopen") },
  { "intensity", KT_KIND_CHOICE, FALSE, FALSE, KT_RULE_ASK, N_("intensity"),
    CHOICES ("intensive", "steady", "thin_line", "pause") },
  { "method", KT_KIND_TEXT, FALSE, FALSE, KT_RULE_ASK, N_("method"), NULL },
  { "place", KT_KIND_TEXT, FALSE, TRUE, KT_RULE_ASK, N_("place"), NULL },
  { "fixed_worker", KT_KIND_REF, FALSE, FALSE, KT_RULE_ASK, N_("fixed worker"), NULL },
  { "buddy", KT_KIND_REF, FALSE, FALSE, KT_RULE_ASK, N_("buddy worker"), NULL },
  { "started", KT_KIND_DATE, FALSE, FALSE, KT_RULE_ASK, N_("start"), NULL },
  { "next_review", KT_KIND_DATE, FALSE, FALSE, KT_RULE_ASK, N_("next review"), NULL },
  COMMON, END
};
static const KtField household_fields[] = {
  { "name", KT_KIND_TEXT, TRUE, TRUE, KT_RULE_ASK, N_("household"), NULL },
  { "address", KT_KIND_TEXT, FALSE, TRUE, KT_RULE_ASK, N_("address"), NULL },
  { "position", KT_KIND_INT, FALSE, FALSE, KT_RULE_ASK, N_("order"), NULL },
  COMMON, END
};
static const KtField member_fields[] = {
  { "name", KT_KIND_TEXT, TRUE, TRUE, KT_RULE_ASK, N_("name"), NULL },
  { "called", KT_KIND_TEXT, FALSE, TRUE, KT_RULE_ASK, N_("called"), NULL },
  { "kind", KT_KIND_CHOICE, FALSE, FALSE, KT_RULE_ASK, N_("family or network"), CHOICES ("family", "network") },
  { "birth", KT_KIND_DATE, FALSE, FALSE, KT_RULE_ASK, N_("born"), NULL },
  { "gender", KT_KIND_CHOICE, FALSE, FALSE, KT_RULE_ASK, N_("gender"), CHOICES ("female", "male", "other") },
  { "role", KT_KIND_TEXT, FALSE, FALSE, KT_RULE_ASK, N_("place in the family"), NULL },
  { "households", KT_KIND_REF_LIST, FALSE, FALSE, KT_RULE_ASK, N_("lives at"), NULL },
  { "living", KT_KIND_TEXT, FALSE, FALSE, KT_RULE_ASK, N_("living arrangement"), NULL },
  { "languages", KT_KIND_TEXT_LIST, FALSE, FALSE, KT_RULE_ASK, N_("languages"), NULL },
  { "about", KT_KIND_TEXT, FALSE, TRUE, KT_RULE_ASK, N_("about"), NULL },
  { "phone", KT_KIND_TEXT, FALSE, FALSE, KT_RULE_ASK, N_("phone"), NULL },
  { "position", KT_KIND_INT, FALSE, FALSE, KT_RULE_ASK, N_("order"), NULL },
  COMMON, END
};
static const KtField relation_fields[] = {
  { "from", KT_KIND_REF, TRUE, FALSE, KT_RULE_ASK, N_("from"), NULL },
  { "to", KT_KIND_REF, TRUE, FALSE, KT_RULE_ASK, N_("to"), NULL },
  { "kind", KT_KIND_CHOICE, TRUE, FALSE, KT_RULE_ASK, N_("relation"),
    CHOICES ("parent", "partner", "sibling", "grandparent", "aunt_uncle", "guardian", "step_parent",
             "foster_parent", "friend", "neighbour", "other") },
  { "state", KT_KIND_CHOICE, FALSE, FALSE, KT_RULE_ASK, N_("state"),
    CHOICES ("together", "married", "separated", "divorced", "cut_off", "conflict") },
  { "since", KT_KIND_DATE, FALSE, FALSE, KT_RULE_ASK, N_("since"), NULL },
  { "until", KT_KIND_DATE, FALSE, FALSE, KT_RULE_ASK, N_("until"), NULL },
  COMMON, END
};
static const KtField agency_fields[] = {
  { "name", KT_KIND_TEXT, TRUE, TRUE, KT_RULE_ASK, N_("agency"), NULL },
  { "kind", KT_KIND_TEXT, FALSE, FALSE, KT_RULE_ASK, N_("kind"), NULL },
  { "phone", KT_KIND_TEXT, FALSE, FALSE, KT_RULE_ASK, N_("phone"), NULL },
  COMMON, END
};
static const KtField participation_fields[] = {
  { "name", KT_KIND_TEXT, TRUE, TRUE, KT_RULE_ASK, N_("name"), NULL },
  { "agency", KT_KIND_REF, FALSE, FALSE, KT_RULE_ASK, N_("agency"), NULL },
  { "role", KT_KIND_CHOICE, FALSE, FALSE, KT_RULE_ASK, N_("role"),
    CHOICES ("fixed_worker", "buddy", "professional", "case_lead", "interpreter") },
  { "worker", KT_KIND_REF, FALSE, FALSE, KT_RULE_ASK, N_("worker"), NULL },
  { "phone", KT_KIND_TEXT, FALSE, FALSE, KT_RULE_ASK, N_("phone"), NULL },
  { "task", KT_KIND_TEXT, FALSE, TRUE, KT_RULE_ASK, N_("what they do"), NULL },
  { "since", KT_KIND_DATE, FALSE, FALSE, KT_RULE_ASK, N_("since"), NULL },
  { "until", KT_KIND_DATE, FALSE, FALSE, KT_RULE_ASK, N_("until"), NULL },
  COMMON, END
};
/* Who may know what, in a person's own name: one record for each who has a say in it, so that one parent's "no" never
 * stands in the place of the other's "yes". Every choice goes from narrow to wide, every date reads the earliest. */
static const KtField consent_fields[] = {
  { "person", KT_KIND_REF, TRUE, FALSE, KT_RULE_ASK, N_("about whom"), NULL },
  { "agency", KT_KIND_REF, TRUE, FALSE, KT_RULE_ASK, N_("agency"), NULL },
  { "data", KT_KIND_CHOICE, TRUE, FALSE, KT_RULE_NARROW, N_("what may be shared"),
    CHOICES ("appointments", "attendance", "housing", "debts", "load", "development", "health", "plan", "file") },
  { "direction", KT_KIND_CHOICE, FALSE, FALSE, KT_RULE_NARROW, N_("who may tell whom"),
    CHOICES ("from_them", "to_them", "both") },
  { "purpose", KT_KIND_TEXT, TRUE, TRUE, KT_RULE_ASK, N_("what for"), NULL },
  { "limits", KT_KIND_TEXT, FALSE, TRUE, KT_RULE_ASK, N_("what is left out"), NULL },
  { "said_by", KT_KIND_REF, TRUE, FALSE, KT_RULE_ASK, N_("who says it"), NULL },
  { "status", KT_KIND_CHOICE, TRUE, FALSE, KT_RULE_NARROW, N_("answer"),
    CHOICES ("withdrawn", "refused", "asked", "not_needed", "given") },
  { "how", KT_KIND_CHOICE, FALSE, FALSE, KT_RULE_ASK, N_("how it was said"), CHOICES ("spoken", "phone", "written") },
  { "read_aloud", KT_KIND_BOOL, FALSE, FALSE, KT_RULE_ASK, N_("read aloud"), NULL },
  { "date", KT_KIND_DATE, FALSE, FALSE, KT_RULE_ASK, N_("said on"), NULL },
  { "until", KT_KIND_DATE, FALSE, FALSE, KT_RULE_NARROW, N_("until"), NULL },
  { "revisit", KT_KIND_DATE, FALSE, FALSE, KT_RULE_NARROW, N_("ask again on"), NULL },
  { "ended_on", KT_KIND_DATE, FALSE, FALSE, KT_RULE_NARROW, N_("withdrawn on"), NULL },
  { "note", KT_KIND_TEXT, FALSE, TRUE, KT_RULE_ASK, N_("note"), NULL },
  COMMON, END
};
/* Apart from consent: what the law lets an agency know without being asked. The wording is the organisation's own, so
 * that a new law needs no new version of the app. */
static const KtField legal_ground_fields[] = {
  { "agency", KT_KIND_REF, TRUE, FALSE, KT_RULE_ASK, N_("agency"), NULL },
  { "basis", KT_KIND_CHOICE, TRUE, FALSE, KT_RULE_NARROW, N_("kind of ground"),
    CHOICES ("consent", "vital_interest", "involved", "public_task", "legal_duty") },
  { "ground", KT_KIND_TEXT, TRUE, TRUE, KT_RULE_ASK, N_("legal ground"), NULL },
  { "purpose", KT_KIND_TEXT, TRUE, TRUE, KT_RULE_ASK, N_("what for"), NULL },
  { "covers", KT_KIND_TEXT, FALSE, TRUE, KT_RULE_ASK, N_("what it covers"), NULL },
  { "since", KT_KIND_DATE, FALSE, FALSE, KT_RULE_ASK, N_("since"), NULL },
  { "until", KT_KIND_DATE, FALSE, FALSE, KT_RULE_NARROW, N_("until"), NULL },
  { "checked_by", KT_KIND_REF, FALSE, FALSE, KT_RULE_ASK, N_("who looked at it"), NULL },
  { "checked_on", KT_KIND_DATE, FALSE, FALSE, KT_RULE_ASK, N_("looked at on"), NULL },
  COMMON, END
};
static const KtField factor_fields[] = {
  { "kind", KT_KIND_CHOICE, TRUE, FALSE, KT_RULE_ASK, N_("strength or concern"), CHOICES ("concern", "strength") },
  { "domain", KT_KIND_CHOICE, TRUE, FALSE, KT_RULE_ASK, N_("life domain"),
    CHOICES ("home", "money", "day", "body", "mind", "child", "parenting", "together", "safety", "people", "purpose",
             "help") },
  { "words", KT_KIND_OWN_WORDS, TRUE, TRUE, KT_RULE_AGREED, N_("exact words"), NULL },
  { "language", KT_KIND_TEXT, FALSE, FALSE, KT_RULE_ASK, N_("language"), NULL },
  { "about", KT_KIND_REF_LIST, FALSE, FALSE, KT_RULE_ASK, N_("about whom"), NULL },
  { "said_by", KT_KIND_REF, FALSE, FALSE, KT_RULE_ASK, N_("who said it"), NULL },
  { "source", KT_KIND_CHOICE, FALSE, FALSE, KT_RULE_ASK, N_("how we know"), CHOICES ("said", "seen", "told") },
  { "nature", KT_KIND_CHOICE, FALSE, FALSE, KT_RULE_ASK, N_("fact or opinion"),
    CHOICES ("fact", "opinion", "interpretation") },
  { "date", KT_KIND_DATE, FALSE, FALSE, KT_RULE_ASK, N_("date"), NULL },
  { "since", KT_KIND_DATE, FALSE, FALSE, KT_RULE_ASK, N_("since when"), NULL },
  { "outside_control", KT_KIND_BOOL, FALSE, FALSE, KT_RULE_ASK, N_("outside our control"), NULL },
  { "changeable", KT_KIND_BOOL, FALSE, FALSE, KT_RULE_ASK, N_("can change"), NULL },
  COMMON, END
};
static const KtField goal_fields[] = {
  { "words", KT_KIND_OWN_WORDS, TRUE, TRUE, KT_RULE_AGREED, N_("own words"), NULL },
  { "wording", KT_KIND_TEXT, FALSE, TRUE, KT_RULE_AGREED, N_("what we agreed"), NULL },
  { "first_step", KT_KIND_TEXT, FALSE, TRUE, KT_RULE_AGREED, N_("first small step"), NULL },
  { "whose", KT_KIND_REF_LIST, FALSE, FALSE, KT_RULE_ASK, N_("whose goal"), NULL },
  { "owner", KT_KIND_REF, FALSE, FALSE, KT_RULE_ASK, N_("who sees to it"), NULL },
  { "domains", KT_KIND_TEXT_LIST, FALSE, FALSE, KT_RULE_ASK, N_("life domains"), NULL },
  { "required_by", KT_KIND_TEXT, FALSE, FALSE, KT_RULE_ASK, N_("required by"), NULL },
  { "status", KT_KIND_CHOICE, FALSE, FALSE, KT_RULE_AGREED, N_("status"),
    CHOICES ("open", "reached", "paused", "stopped") },
  { "date", KT_KIND_DATE, FALSE, FALSE, KT_RULE_ASK, N_("date"), NULL },
  { "position", KT_KIND_INT, FALSE, FALSE, KT_RULE_ASK, N_("order"), NULL },
  COMMON, END
};
static const KtField agreement_fields[] = {
  { "goal", KT_KIND_REF, TRUE, FALSE, KT_RULE_ASK, N_("goal"), NULL },
  { "field", KT_KIND_TEXT, FALSE, FALSE, KT_RULE_ASK, N_("about"), NULL },
  { "words", KT_KIND_TEXT, TRUE, TRUE, KT_RULE_ASK, N_("agreed"), NULL },
  { "date", KT_KIND_DATE, TRUE, FALSE, KT_RULE_ASK, N_("date"), NULL },
  { "worker", KT_KIND_REF, FALSE, FALSE, KT_RULE_ASK, N_("worker"), NULL },
  { "with", KT_KIND_REF_LIST, FALSE, FALSE, KT_RULE_ASK, N_("at the table"), NULL },
  { "phone", KT_KIND_REF_LIST, FALSE, FALSE, KT_RULE_ASK, N_("by phone"), NULL },
  { "not_agreed", KT_KIND_REF_LIST, FALSE, FALSE, KT_RULE_ASK, N_("did not agree"), NULL },
  { "note", KT_KIND_TEXT, FALSE, TRUE, KT_RULE_ASK, N_("note"), NULL },
  END
};
static const KtField decision_fields[] = {
  { "record", KT_KIND_REF, TRUE, FALSE, KT_RULE_ASK, N_("about"), NULL },
  { "field", KT_KIND_TEXT, TRUE, FALSE, KT_RULE_ASK, N_("field"), NULL },
  { "kept", KT_KIND_TEXT, FALSE, TRUE, KT_RULE_ASK, N_("chosen"), NULL },
  { "not_taken", KT_KIND_TEXT_LIST, FALSE, TRUE, KT_RULE_ASK, N_("wording not taken"), NULL },
  { "why", KT_KIND_TEXT, TRUE, TRUE, KT_RULE_ASK, N_("why"), NULL },
  { "worker", KT_KIND_REF, TRUE, FALSE, KT_RULE_ASK, N_("decided by"), NULL },
  { "with", KT_KIND_REF_LIST, FALSE, FALSE, KT_RULE_ASK, N_("at the table"), NULL },
  { "date", KT_KIND_DATE, TRUE, FALSE, KT_RULE_ASK, N_("date"), NULL },
  END
};
/* What "better" looks like, written down before the work; where we start is −2. Each level with the one thing everybody
 * can see. Other levels later are a new version: the old one was true when it was scored. */
static const KtField goal_level_fields[] = {
  { "goal", KT_KIND_REF, TRUE, FALSE, KT_RULE_ASK, N_("goal"), NULL },
  { "version", KT_KIND_INT, TRUE, FALSE, KT_RULE_ASK, N_("version"), NULL },
  { "minus_two", KT_KIND_TEXT, FALSE, TRUE, KT_RULE_AGREED, N_("−2: where we start"), NULL },
  { "minus_two_sign", KT_KIND_TEXT, FALSE, TRUE, KT_RULE_AGREED, N_("−2: how we see it"), NULL },
  { "minus_one", KT_KIND_TEXT, FALSE, TRUE, KT_RULE_AGREED, N_("−1: a bit better"), NULL },
  { "minus_one_sign", KT_KIND_TEXT, FALSE, TRUE, KT_RULE_AGREED, N_("−1: how we see it"), NULL },
  { "zero", KT_KIND_TEXT, TRUE, TRUE, KT_RULE_AGREED, N_("0: goal reached"), NULL },
  { "zero_sign", KT_KIND_TEXT, FALSE, TRUE, KT_RULE_AGREED, N_("0: how we see it"), NULL },
  { "plus_one", KT_KIND_TEXT, FALSE, TRUE, KT_RULE_AGREED, N_("+1: more"), NULL },
  { "plus_one_sign", KT_KIND_TEXT, FALSE, TRUE, KT_RULE_AGREED, N_("+1: how we see it"), NULL },
  { "plus_two", KT_KIND_TEXT, FALSE, TRUE, KT_RULE_AGREED, N_("+2: much more"), NULL },
  { "plus_two_sign", KT_KIND_TEXT, FALSE, TRUE, KT_RULE_AGREED, N_("+2: how we see it"), NULL },
  { "agreed_by", KT_KIND_REF_LIST, FALSE, FALSE, KT_RULE_ASK, N_("who agrees"), NULL },
  { "date", KT_KIND_DATE, FALSE, FALSE, KT_RULE_ASK, N_("agreed on"), NULL },
  COMMON, END
};
static const KtField action_fields[] = {
  { "goal", KT_KIND_REF, TRUE, FALSE, KT_RULE_ASK, N_("goal"), NULL },
  { "what", KT_KIND_TEXT, TRUE, TRUE, KT_RULE_AGREED, N_("step"), NULL },
  { "who", KT_KIND_REF_LIST, FALSE, FALSE, KT_RULE_ASK, N_("who"), NULL },
  { "helped_by", KT_KIND_REF_LIST, FALSE, FALSE, KT_RULE_ASK, N_("with whose help"), NULL },
  { "due", KT_KIND_DATE, FALSE, FALSE, KT_RULE_ASK, N_("when"), NULL },
  { "how_often", KT_KIND_TEXT, FALSE, FALSE, KT_RULE_ASK, N_("how often"), NULL },
  { "quick_win", KT_KIND_BOOL, FALSE, FALSE, KT_RULE_ASK, N_("quick win"), NULL },
  { "status", KT_KIND_CHOICE, FALSE, FALSE, KT_RULE_DONE, N_("status"),
    CHOICES ("open", "blocked", "not_done", "partly", "done") },
  { "done_on", KT_KIND_DATE, FALSE, FALSE, KT_RULE_ASK, N_("done on"), NULL },
  { "obstacle", KT_KIND_TEXT, FALSE, TRUE, KT_RULE_ASK, N_("what stood in the way"), NULL },
  { "sure", KT_KIND_INT, FALSE, FALSE, KT_RULE_WORRIED, N_("how sure, 0 to 10"), NULL },
  { "agreed_by", KT_KIND_REF_LIST, FALSE, FALSE, KT_RULE_ASK, N_("who agrees"), NULL },
  { "date", KT_KIND_DATE, FALSE, FALSE, KT_RULE_ASK, N_("agreed on"), NULL },
  { "position", KT_KIND_INT, FALSE, FALSE, KT_RULE_ASK, N_("order"), NULL },
  COMMON, END
};
static const KtField visit_fields[] = {
  { "date", KT_KIND_DATE, TRUE, FALSE, KT_RULE_ASK, N_("when"), NULL },
  { "minutes", KT_KIND_INT, FALSE, FALSE, KT_RULE_ASK, N_("minutes"), NULL },
  { "kind", KT_KIND_CHOICE, FALSE, FALSE, KT_RULE_ASK, N_("kind of contact"),
    CHOICES ("home", "office", "phone", "round_table") },
  { "place", KT_KIND_REF, FALSE, FALSE, KT_RULE_ASK, N_("where"), NULL },
  { "worker", KT_KIND_REF, FALSE, FALSE, KT_RULE_ASK, N_("worker"), NULL },
  { "with", KT_KIND_REF_LIST, FALSE, FALSE, KT_RULE_ASK, N_("who was there"), NULL },
  { "phone", KT_KIND_REF_LIST, FALSE, FALSE, KT_RULE_ASK, N_("by phone"), NULL },
  { "status", KT_KIND_CHOICE, FALSE, FALSE, KT_RULE_DONE, N_("status"), CHOICES ("planned", "not_held", "done") },
  { "not_held", KT_KIND_TEXT, FALSE, FALSE, KT_RULE_ASK, N_("why it did not happen"), NULL },
  { "interpreter", KT_KIND_TEXT, FALSE, FALSE, KT_RULE_ASK, N_("interpreter"), NULL },
  { "bring", KT_KIND_TEXT, FALSE, TRUE, KT_RULE_ASK, N_("to bring up"), NULL },
  { "summary", KT_KIND_TEXT, FALSE, TRUE, KT_RULE_ASK, N_("what happened"), NULL },
  COMMON, END
};
static const KtField note_fields[] = {
  { "words", KT_KIND_OWN_WORDS, TRUE, TRUE, KT_RULE_ASK, N_("note"), NULL },
  { "visit", KT_KIND_REF, FALSE, FALSE, KT_RULE_ASK, N_("visit"), NULL },
  { "nature", KT_KIND_CHOICE, FALSE, FALSE, KT_RULE_ASK, N_("fact, said or seen"), CHOICES ("fact", "said", "seen") },
  { "said_by", KT_KIND_REF, FALSE, FALSE, KT_RULE_ASK, N_("who said it"), NULL },
  { "about", KT_KIND_REF_LIST, FALSE, FALSE, KT_RULE_ASK, N_("about whom"), NULL },
  { "date", KT_KIND_DATE, FALSE, FALSE, KT_RULE_ASK, N_("date"), NULL },
  COMMON, END
};
/* The bytes are apart, in pieces (model/picture.h): a record is read in one go, a picture is not. */
static const KtField picture_fields[] = {
  { "kind", KT_KIND_CHOICE, TRUE, FALSE, KT_RULE_ASK, N_("photo, drawing or scan"), CHOICES ("photo", "drawing", "scan") },
  { "caption", KT_KIND_TEXT, FALSE, TRUE, KT_RULE_ASK, N_("caption"), NULL },
  { "about", KT_KIND_REF_LIST, FALSE, FALSE, KT_RULE_ASK, N_("about whom"), NULL },
  { "visit", KT_KIND_REF, FALSE, FALSE, KT_RULE_ASK, N_("visit"), NULL },
  { "date", KT_KIND_DATE, FALSE, FALSE, KT_RULE_ASK, N_("date"), NULL },
  { "media", KT_KIND_TEXT, TRUE, FALSE, KT_RULE_ASK, N_("file type"), NULL },
  { "size", KT_KIND_INT, TRUE, FALSE, KT_RULE_ASK, N_("size in bytes"), NULL },
  { "digest", KT_KIND_TEXT, TRUE, FALSE, KT_RULE_ASK, N_("digest of the whole"), NULL },
  { "salt", KT_KIND_TEXT, TRUE, FALSE, KT_RULE_ASK, N_("salt of its pieces’ names"), NULL },
  { "chunks", KT_KIND_TEXT, TRUE, FALSE, KT_RULE_ASK, N_("its pieces"), NULL },
  { "position", KT_KIND_INT, FALSE, FALSE, KT_RULE_ASK, N_("order"), NULL }, /* pages of a letter stay in theirs */
  COMMON, END
};
/* One number of one person on one day, never changed and never averaged. A later one says which it looked at, and who did
 * (model/safety-state.h); no word of it is found by searching, since results are read with others looking along. */
static const KtField safety_rating_fields[] = {
  { "about", KT_KIND_REF, TRUE, FALSE, KT_RULE_ASK, N_("about whom"), NULL },
  { "score", KT_KIND_SCALE, TRUE, FALSE, KT_RULE_WORRIED, N_("how safe, 0 to 10"), NULL },
  { "rater", KT_KIND_REF, FALSE, FALSE, KT_RULE_ASK, N_("who says it"), NULL },
  { "rater_role", KT_KIND_CHOICE, TRUE, FALSE, KT_RULE_ASK, N_("as whom"),
    CHOICES ("child", "family", "network", "helper") },
  { "not_lower", KT_KIND_TEXT, FALSE, FALSE, KT_RULE_ASK, N_("why not lower"), NULL },
  { "one_higher", KT_KIND_TEXT, FALSE, FALSE, KT_RULE_ASK, N_("what would make it one higher"), NULL },
  { "date", KT_KIND_DATE, TRUE, FALSE, KT_RULE_ASK, N_("date"), NULL },
  { "reviews", KT_KIND_REF_LIST, FALSE, FALSE, KT_RULE_ASK, N_("earlier ratings looked at"), NULL },
  { "reviewed_by", KT_KIND_REF_LIST, FALSE, FALSE, KT_RULE_ASK, N_("who looked at them"), NULL },
  END
};

/* What is known of a paper that was left: enough to say later what on it no longer fits, and no words of anybody. A paper
 * that is gone is another such record, which `ends` the first. */
static const KtField print_record_fields[] = {
  { "paper", KT_KIND_CHOICE, FALSE, FALSE, KT_RULE_ASK, N_("which paper"), CHOICES ("plan") },
  { "whom", KT_KIND_REF, TRUE, FALSE, KT_RULE_ASK, N_("for whom"), NULL },
  { "how", KT_KIND_CHOICE, TRUE, FALSE, KT_RULE_ASK, N_("how it got there"),
    CHOICES ("handed", "post", "pdf", "shown", "taken_back", "thrown_away") },
  { "ends", KT_KIND_REF, FALSE, FALSE, KT_RULE_ASK, N_("the paper that is gone"), NULL },
  { "date", KT_KIND_DATE, TRUE, FALSE, KT_RULE_ASK, N_("date"), NULL },
  { "worker", KT_KIND_REF, FALSE, FALSE, KT_RULE_ASK, N_("worker"), NULL },
  { "language", KT_KIND_TEXT, FALSE, FALSE, KT_RULE_ASK, N_("language"), NULL },
  { "stood", KT_KIND_TEXT, FALSE, FALSE, KT_RULE_ASK, N_("what stood on it"), NULL },
  { "digest", KT_KIND_TEXT, FALSE, FALSE, KT_RULE_ASK, N_("digest of what stood on it"), NULL },
  END
};

#define TYPE(n, label, scope, audience, append) { #n, label, scope, audience, append, n##_fields }
/* The server knows no underscore in a type. */
#define TYPE_NAMED(name, n, label, scope, audience, append) { name, label, scope, audience, append, n##_fields }
static const KtType table[] = {
  TYPE (family, N_("Family"), KT_SCOPE_PLAN, "team", FALSE),
  TYPE (household, N_("Household"), KT_SCOPE_PLAN, "team", FALSE),
  TYPE (member, N_("Family member"), KT_SCOPE_PLAN, "team", FALSE),
  TYPE (relation, N_("Relation"), KT_SCOPE_PLAN, "team", FALSE),
  TYPE (agency, N_("Agency"), KT_SCOPE_PLAN, "team", FALSE),
  TYPE (participation, N_("Helper"), KT_SCOPE_PLAN, "team", FALSE),
  TYPE (consent, N_("Consent"), KT_SCOPE_PLAN, "team", FALSE),
  TYPE_NAMED ("legal-ground", legal_ground, N_("Legal ground"), KT_SCOPE_PLAN, "team", FALSE),
  TYPE (factor, N_("Strength or concern"), KT_SCOPE_FILE, "household", FALSE),
  TYPE (goal, N_("Goal"), KT_SCOPE_PLAN, "family", FALSE),
  TYPE_NAMED ("goal-level", goal_level, N_("Goal levels"), KT_SCOPE_PLAN, "family", FALSE),
  TYPE (agreement, N_("Agreement"), KT_SCOPE_PLAN, "family", TRUE),
  TYPE (decision, N_("Decision"), KT_SCOPE_PLAN, "family", TRUE),
  TYPE (action, N_("Step"), KT_SCOPE_PLAN, "family", FALSE),
  TYPE (visit, N_("Visit"), KT_SCOPE_FILE, "team", FALSE),
  TYPE (note, N_("Note"), KT_SCOPE_FILE, "team", FALSE),
  TYPE (picture, N_("Picture"), KT_SCOPE_FILE, "team", FALSE),
  TYPE_NAMED ("print-record", print_record, N_("Paper"), KT_SCOPE_FILE, "team", TRUE),
  TYPE_NAMED ("safety-rating", safety_rating, N_("Safety rating"), KT_SCOPE_SAFE, "restricted", TRUE),
};

/* clang-format on */
static const KtType *all[G_N_ELEMENTS (table) + 1];

const KtType *const *
kt_types (void)
{
  static gsize once;

  if (g_once_init_enter (&once))
    {
      for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
        all[i] = &table[i];
      g_once_init_leave (&once, 1);
    }
  return all;
}

const KtType *
kt_type_find (const char *name)
{
  for (gsize i = 0; name != NULL && i < G_N_ELEMENTS (table); i++)
    if (strcmp (table[i].name, name) == 0)
      return &table[i];
  return NULL;
}

const KtField *
kt_type_find_field (const KtType *type, const char *key)
{
  for (const KtField *field = type->fields; field->key != NULL; field++)
    if (strcmp (field->key, key) == 0)
      return field;
  return NULL;
}

static const char *const scope_names[KT_N_SCOPES] = { "plan", "file", "safe", "log" };

const char *
kt_scope_name (KtScope scope)
{
  return scope_names[scope];
}

gboolean
kt_scope_from_name (const char *name, KtScope *scope)
{
  for (int i = 0; i < KT_N_SCOPES; i++)
    if (g_strcmp0 (name, scope_names[i]) == 0)
      {
        *scope = (KtScope) i;
        return TRUE;
      }
  return FALSE;
}

char *
kt_scope_database (const char *family_id, KtScope scope)
{
  static const char prefix[] = "family:";
  const char *tail = family_id + strlen (prefix);

  if (!g_str_has_prefix (family_id, prefix) || strspn (tail, "0123456789abcdef") != 32 || tail[32] != '\0')
    return NULL;
  return g_strconcat ("kt-", tail, "-", kt_scope_name (scope), NULL);
}
