/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* What the first screen after unlocking shows, read in one go: the families, today's visits, what was promised, what is
 * late elsewhere, what is unfinished. Plain values, made on the store worker and handed to the main thread. */
#include "model/paper.h"
#include "store/store.h"

/* A row of the list. Read-only once made; main thread after it was handed over. */
#define KT_TYPE_FAMILY_ITEM (kt_family_item_get_type ())
G_DECLARE_FINAL_TYPE (KtFamilyItem, kt_family_item, KT, FAMILY_ITEM, GObject)
struct _KtFamilyItem {
  GObject parent_instance;
  char *id, *name;
  char *phase, *intensity;   /* (nullable) choices of the type "family" */
  char *review;              /* (nullable) date of the next review */
  char *visit;               /* (nullable) "2026-11-24T09:30": the first visit today */
  guint here, sent, set_aside, disputed;
  char *complete;            /* (nullable) ISO time all of it was last in */
};
/* Whether somebody must look at it: two versions, a refused record, a review that is due. */
gboolean kt_family_item_needs_attention (KtFamilyItem *item, const char *today);
gboolean kt_family_item_equal (KtFamilyItem *a, KtFamilyItem *b);

/* A visit of today, with everything its card says. */
typedef struct { KtFamilyIndex *index; KtRecord *visit; gboolean ready; } KtDayVisit;
/* A step somebody waits for. who: refs; late: days past due, 0 when not. */
typedef struct { KtRecord *action; char *family, *family_name, *who; int late; } KtDayStep;
/* A family with papers that no longer fit: KtPaper, borrowing from index. */
typedef struct { KtFamilyIndex *index; GPtrArray *papers; } KtDayPapers;
/* Something typed and not closed. */
typedef struct { char *key, *family, *family_name, *date; guint words; } KtDayDraft;

typedef struct {
  char *today;
  GPtrArray *families;       /* KtFamilyItem, by name */
  GPtrArray *visits;         /* KtDayVisit, by time */
  GPtrArray *promised;       /* KtDayStep, the soonest first: by this worker */
  GPtrArray *late;           /* KtDayStep, the latest first: by other helpers and agencies */
  GPtrArray *papers;         /* KtDayPapers, in the order of the families */
  GPtrArray *drafts;         /* KtDayDraft, the newest visit first */
} KtCaseload;

/* Blocking; the thread that owns store. online: a server is set, so that "complete" means something.
 * Returns: (transfer full). */
KtCaseload *kt_caseload_load (KtStore *store, const char *worker_id, const char *today, gboolean online,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;
void kt_caseload_free (KtCaseload *caseload);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KtCaseload, kt_caseload_free)
/* Brings a GListStore of KtFamilyItem up to items (element-type KtFamilyItem): one items-changed for each run of rows
 * that differ, none when nothing does, so that selection and scrolling stay. */
void kt_family_items_splice (GListStore *store, GPtrArray *items);
