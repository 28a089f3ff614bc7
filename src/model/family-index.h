/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* What one family's records say together, read once and then only looked up: who is who, the analysis by domain, the
 * plan in order, the visits, what is disputed, and whether everyone gets help. Immutable and refcounted; any thread.
 *
 * Records, persons and strings are borrowed from the index. A list is (transfer container), its elements borrowed.
 * The order never depends on the order of arrival: position or date first, then the id. */
#include "model/record.h"

typedef struct _KtFamilyIndex KtFamilyIndex;

typedef enum {
  KT_PERSON_MEMBER,    /* of the family */
  KT_PERSON_NETWORK,   /* neighbour, friend, trainer… */
  KT_PERSON_HELPER,    /* a participation; a worker's id leads here too */
  KT_PERSON_AGENCY,
  KT_PERSON_HOUSEHOLD,
  KT_PERSON_FAMILY,    /* the whole family */
} KtPersonKind;

/* Whoever or whatever a reference can point at when it says "who". */
typedef struct {
  KtPersonKind kind;
  const char *ref;       /* the record's id */
  const char *name;      /* in full: what avatars take their letters and colour from */
  const char *first;     /* what people call them; of a household, agency or family the name */
  int age;               /* whole years today; -1 unknown */
  gboolean age_about;    /* the birth date is a year only: may be one less */
  KtRecord *record;
} KtPerson;

/* Whether a member gets help, and how: never a score of the person. */
typedef struct {
  guint own;             /* open goals of theirs alone */
  guint shared;          /* open goals they are named in beside others */
  guint whole;           /* open goals of the whole family, of a home of theirs, or of nobody named */
  guint helped;          /* open steps others do for one of those goals */
  guint helps;           /* open steps they do, or help with, themselves */
} KtCoverage;

typedef struct { KtRecord *record; const char *field; } KtDispute;

/* records: (element-type KtRecord), all of one family, any order; each is given a reference. today: "YYYY-MM-DD".
 * Records of a type this version does not know, deleted ones, and whatever is in the scope "safe" are left out: what
 * stands on screens and paper comes from here, and nobody's safety stands there by accident (safety-state.h).
 * Returns: (transfer full). */
KtFamilyIndex *kt_family_index_new (const char *family_id, GPtrArray *records, const char *today);
KtFamilyIndex *kt_family_index_ref (KtFamilyIndex *self);
void kt_family_index_unref (KtFamilyIndex *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KtFamilyIndex, kt_family_index_unref)

const char *kt_family_index_get_family_id (KtFamilyIndex *self);
const char *kt_family_index_get_today (KtFamilyIndex *self);
KtRecord *kt_family_index_get_family (KtFamilyIndex *self);                  /* (nullable): not in yet */
KtRecord *kt_family_index_find (KtFamilyIndex *self, const char *id);        /* (nullable) */

/* ---- Who ---- */
/* ref: a member, participation, worker, agency, household or the family. Returns: (nullable). */
const KtPerson *kt_family_index_find_person (KtFamilyIndex *self, const char *ref);
GPtrArray *kt_family_index_list_members (KtFamilyIndex *self);               /* KtPerson: of the family */
GPtrArray *kt_family_index_list_network (KtFamilyIndex *self);
GPtrArray *kt_family_index_list_helpers (KtFamilyIndex *self);               /* the fixed worker first */
GPtrArray *kt_family_index_list_households (KtFamilyIndex *self);            /* KtPerson */
GPtrArray *kt_family_index_list_agencies (KtFamilyIndex *self);              /* KtPerson */
/* Family and network living there; somebody with two homes is in both. household NULL: family without any home here. */
GPtrArray *kt_family_index_list_living_at (KtFamilyIndex *self, const char *household);
/* The agency a helper works for. Returns: (nullable). */
const KtPerson *kt_family_index_find_agency (KtFamilyIndex *self, const char *ref);
/* KtRecord: relations from or to the person; NULL: all. */
GPtrArray *kt_family_index_list_relations (KtFamilyIndex *self, const char *ref);
/* Whether a worker's id is the family's fixed worker, by the family's field or by participation. */
gboolean kt_family_index_is_fixed_worker (KtFamilyIndex *self, const char *worker);
/* The fixed worker as a person. Returns: (nullable). */
const KtPerson *kt_family_index_get_fixed_worker (KtFamilyIndex *self);

/* ---- Analysis ---- */
/* kind: "strength" or "concern"; domain NULL: all; person NULL: the whole analysis, else what is about that member,
 * what is about a household or the whole family not included. Oldest first, so that a new one joins at the end. */
GPtrArray *kt_family_index_list_factors (KtFamilyIndex *self, const char *domain, const char *kind, const char *person);
guint kt_family_index_count_factors (KtFamilyIndex *self, const char *kind, const char *person);
/* Whoever was last noted down as saying something (factor or note). Returns: (nullable) a reference. */
const char *kt_family_index_get_last_speaker (KtFamilyIndex *self);

/* ---- Plan ---- */
/* Open goals by position, then paused, reached, stopped. */
GPtrArray *kt_family_index_list_goals (KtFamilyIndex *self);
gboolean kt_goal_is_open (KtRecord *goal);                                   /* open, or no status yet */
guint kt_family_index_count_goals (KtFamilyIndex *self, const char *status);
GPtrArray *kt_family_index_list_actions (KtFamilyIndex *self, const char *goal);  /* by position, then date */
gboolean kt_action_is_open (KtRecord *action);                               /* open, blocked, partly or no status */
/* Days past due of an open step; 0 when not late or without a date. */
int kt_family_index_get_days_late (KtFamilyIndex *self, KtRecord *action);
/* Open steps of open goals due within days, late ones and quick wins without a date first. */
GPtrArray *kt_family_index_list_steps_within (KtFamilyIndex *self, int days);
GPtrArray *kt_family_index_list_agreements (KtFamilyIndex *self, const char *goal);   /* newest first */
GPtrArray *kt_family_index_list_decisions (KtFamilyIndex *self, const char *record);  /* newest first */
void kt_family_index_get_coverage (KtFamilyIndex *self, const char *member, KtCoverage *coverage);

/* What −2 to +2 mean for a goal, the newest version first. */
GPtrArray *kt_family_index_list_levels (KtFamilyIndex *self, const char *goal);

/* ---- Who may know what ---- */
typedef enum {
  KT_CONSENT_NO,         /* somebody who has a say said no, or took a yes back */
  KT_CONSENT_WAITING,    /* somebody who has a say was not heard yet: the other parent */
  KT_CONSENT_OVER,       /* a yes whose time has passed */
  KT_CONSENT_YES,
} KtConsentState;

/* One thing one agency may or may not know about one person, and everybody's own word on it. Computed, never stored. */
typedef struct {
  const char *agency, *person, *data, *purpose;
  const char *direction;     /* (nullable) */
  const char *until;         /* (nullable) the earliest of those that were said */
  GPtrArray *voices;         /* KtRecord: consents, one for each who has a say, a yes first */
  GPtrArray *unheard;        /* KtPerson: has a say, and nothing of theirs is here or it is no answer yet */
  KtConsentState state;
} KtConsentMatter;

/* Of one agency, or (NULL) all: by agency and person in the family's order, then by what it is about.
 * Returns: (transfer full) (element-type KtConsentMatter). */
GPtrArray *kt_family_index_list_consents (KtFamilyIndex *self, const char *agency);
GPtrArray *kt_family_index_list_grounds (KtFamilyIndex *self, const char *agency);
/* Who has a say about what others may know of somebody: under 12 the parents and guardians; from 12 to 15 they and the
 * child, each apart; from 16 the person alone. Who is of unknown age and has parents here counts as 12 to 15. Nobody known: empty,
 * and then nothing is a yes. */
GPtrArray *kt_family_index_list_voices (KtFamilyIndex *self, const char *person);   /* KtPerson */
/* Refused, withdrawn or removed: what must be known before anything else is. */
gboolean kt_consent_is_no (KtRecord *consent);

/* ---- Visits ---- */
GPtrArray *kt_family_index_list_visits (KtFamilyIndex *self);                /* newest first */
KtRecord *kt_family_index_get_next_visit (KtFamilyIndex *self);              /* (nullable): planned, today or later */
KtRecord *kt_family_index_get_last_visit (KtFamilyIndex *self);              /* (nullable): held, today or before */
GPtrArray *kt_family_index_list_notes (KtFamilyIndex *self, const char *visit); /* oldest first; NULL: of no visit */
GPtrArray *kt_family_index_list_pictures (KtFamilyIndex *self, const char *visit); /* oldest first; NULL: of no visit */

/* ---- What waits, what is new ---- */
GPtrArray *kt_family_index_list_disputes (KtFamilyIndex *self);              /* KtDispute, in order of record id */
gboolean kt_family_index_is_disputed (KtFamilyIndex *self, const char *id);
/* Records somebody else than by wrote or changed after the date. */
guint kt_family_index_count_changes (KtFamilyIndex *self, const char *since, const char *by);
/* The latest edit in a record. at, by: (out) (nullable), borrowed. */
void kt_record_get_newest_edit (KtRecord *record, const char **at, const char **by);
