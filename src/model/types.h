/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* Every type of record, described once, as a table of fields. Validation, JSON both ways, the words of a conflict,
 * the full-text index, the JSON Schema and the default audience all come from here. Immutable; any thread. */
#include <glib.h>

typedef enum {
  KT_KIND_TEXT,      /* a line or more of text */
  KT_KIND_OWN_WORDS, /* the family's own words: never settled by machine */
  KT_KIND_CHOICE,    /* one of choices[] */
  KT_KIND_DATE,      /* partial date: YYYY, YYYY-MM, YYYY-MM-DD or YYYY-MM-DDTHH:MM */
  KT_KIND_INT,
  KT_KIND_SCALE,     /* a whole number from 0 to 10 */
  KT_KIND_BOOL,
  KT_KIND_REF,       /* the id of another record, or a worker id */
  KT_KIND_TEXT_LIST, /* lists are sets: each element is an entry of its own */
  KT_KIND_REF_LIST,
} KtKind;
#define KT_SCALE_MOST 10

/* What is shown while several entries survive (DESIGN 3); computed, never stored. */
typedef enum {
  KT_RULE_ASK,     /* both; nothing is chosen */
  KT_RULE_AGREED,  /* the entry agreed with the family; if several or none, the last one agreed before the split */
  KT_RULE_NARROW,  /* withdrawn beats given, narrower beats wider: the lowest in choices[] order, the earliest date */
  KT_RULE_WORRIED, /* the more worried: the lowest in choices[] order, the lowest integer */
  KT_RULE_DONE,    /* "done" sticks: the highest in choices[] order */
} KtRule;

/* The server database a record is born into; fixed for ever (DESIGN 3). */
typedef enum { KT_SCOPE_PLAN, KT_SCOPE_FILE, KT_SCOPE_SAFE, KT_SCOPE_LOG } KtScope;
#define KT_N_SCOPES 4

/* Who may see it on screen, paper and hand-over; from narrow to wide it is restricted, me, household, team, family. */
typedef struct {
  const char *key;
  KtKind kind;
  gboolean required;
  gboolean searchable;
  KtRule rule;
  const char *label;          /* N_(): translated where shown */
  const char *const *choices; /* CHOICE: NULL-terminated keys, in the order the rule reads */
} KtField;

typedef struct {
  const char *name;           /* "goal", "goal-level" */
  const char *label;          /* N_("Goal") */
  KtScope scope;
  const char *audience;       /* default audience */
  gboolean append_only;       /* id = type + hash of the body; never edited */
  const KtField *fields;      /* ends with key == NULL; includes "audience" and "deleted" unless append_only */
} KtType;

/* NULL when this version does not know the type (a record of a newer app: kept, joined, not shown). */
const KtType *kt_type_find (const char *name);
const KtType *const *kt_types (void);                       /* NULL-terminated, all types */
const KtField *kt_type_find_field (const KtType *type, const char *key);
/* Label of a choice's value ("thin_line" → N_("Thin line")), or the value itself when unknown. Untranslated. */
const char *kt_choice_label (const KtField *field, const char *value);
const char *kt_scope_name (KtScope scope);                  /* "plan", "file", "safe", "log" */
gboolean kt_scope_from_name (const char *name, KtScope *scope);

/* The server database of a family's scope: "kt-" + the id's 32 hex digits + "-plan". Returns: (transfer full) (nullable). */
char *kt_scope_database (const char *family_id, KtScope scope);
