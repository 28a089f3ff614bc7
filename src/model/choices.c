/* SPDX-License-Identifier: EUPL-1.2 */
/* The words for the values of choices, per name of field. */
#include "model/types.h"

#include "model/domains.h"

#include <glib/gi18n.h>
#include <string.h>

typedef struct {
  const char *field;
  const char *value, *label;
} Label;

static const Label labels[] = {
  /* audience, from narrow to wide */
  { "audience", "restricted", N_ ("Only who must know") },
  { "audience", "me", N_ ("Only me") },
  { "audience", "household", N_ ("The household") },
  { "audience", "team", N_ ("The team") },
  { "audience", "family", N_ ("Family and team") },
  /* family */
  { "phase", "prepare", N_ ("Preparing") },
  { "phase", "meet", N_ ("Getting to know each other") },
  { "phase", "analyse", N_ ("Making the analysis") },
  { "phase", "plan", N_ ("Making the plan") },
  { "phase", "do", N_ ("Doing it") },
  { "phase", "review", N_ ("Looking back") },
  { "phase", "close", N_ ("Closing") },
  { "phase", "aftercare", N_ ("Aftercare") },
  { "phase", "paused", N_ ("Paused") },
  { "phase", "reopen", N_ ("Started again") },
  { "intensity", "intensive", N_ ("Intensive") },
  { "intensity", "steady", N_ ("Steady") },
  { "intensity", "thin_line", N_ ("Thin line") },
  { "intensity", "pause", N_ ("Pause") },
  /* member, relation */
  { "kind", "family", N_ ("Family") },
  { "kind", "network", N_ ("Network") },
  { "gender", "female", N_ ("Female") },
  { "gender", "male", N_ ("Male") },
  { "gender", "other", N_ ("Other") },
  { "kind", "parent", N_ ("Parent") },
  { "kind", "partner", N_ ("Partner") },
  { "kind", "sibling", N_ ("Brother or sister") },
  { "kind", "grandparent", N_ ("Grandparent") },
  { "kind", "aunt_uncle", N_ ("Aunt or uncle") },
  { "kind", "guardian", N_ ("Guardian") },
  { "kind", "step_parent", N_ ("Step-parent") },
  { "kind", "foster_parent", N_ ("Foster parent") },
  { "kind", "friend", N_ ("Friend") },
  { "kind", "neighbour", N_ ("Neighbour") },
  { "kind", "other", N_ ("Other") },
  { "state", "together", N_ ("Together") },
  { "state", "married", N_ ("Married") },
  { "state", "separated", N_ ("Separated") },
  { "state", "divorced", N_ ("Divorced") },
  { "state", "cut_off", N_ ("No contact") },
  { "state", "conflict", N_ ("In conflict") },
  /* participation */
  { "role", "fixed_worker", N_ ("Fixed worker") },
  { "role", "buddy", N_ ("Buddy worker") },
  { "role", "professional", N_ ("Professional") },
  { "role", "case_lead", N_ ("Case lead") },
  { "role", "interpreter", N_ ("Interpreter") },
  /* consent, legal ground */
  { "data", "appointments", N_ ("Appointments, nothing else") },
  { "data", "attendance", N_ ("Going to school") },
  { "data", "housing", N_ ("The home and the rent") },
  { "data", "debts", N_ ("Own debts") },
  { "data", "load", N_ ("How much someone can take on, and appointments") },
  { "data", "development", N_ ("Growing and learning") },
  { "data", "health", N_ ("Health and feelings") },
  { "data", "plan", N_ ("The plan") },
  { "data", "file", N_ ("Everything written down") },
  { "direction", "from_them", N_ ("They may tell us") },
  { "direction", "to_them", N_ ("We may tell them") },
  { "direction", "both", N_ ("Both ways") },
  { "status", "withdrawn", N_ ("Withdrawn") },
  { "status", "refused", N_ ("No") },
  { "status", "asked", N_ ("No answer yet") },
  { "status", "not_needed", N_ ("Need not be asked") },
  { "status", "given", N_ ("Yes") },
  { "how", "spoken", N_ ("Face to face") },
  { "how", "phone", N_ ("By phone") },
  { "how", "written", N_ ("In writing") },
  { "basis", "consent", N_ ("Consent") },
  { "basis", "vital_interest", N_ ("Life in danger") },
  { "basis", "involved", N_ ("Takes part in the help") },
  { "basis", "public_task", N_ ("Public task") },
  { "basis", "legal_duty", N_ ("Duty by law") },
  /* safety rating */
  { "rater_role", "child", N_ ("Child") },
  { "rater_role", "family", N_ ("Family") },
  { "rater_role", "network", N_ ("Network") },
  { "rater_role", "helper", N_ ("Helper") },
  /* factor, note */
  { "kind", "concern", N_ ("Concern") },
  { "kind", "strength", N_ ("Strength") },
  { "source", "said", N_ ("Said to us") },
  { "source", "seen", N_ ("Seen by us") },
  { "source", "told", N_ ("Told by somebody else") },
  { "nature", "fact", N_ ("Fact") },
  { "nature", "opinion", N_ ("Opinion") },
  { "nature", "interpretation", N_ ("Interpretation") },
  { "nature", "said", N_ ("Said") },
  { "nature", "seen", N_ ("Seen") },
  /* picture */
  { "kind", "photo", N_ ("Photo") },
  { "kind", "drawing", N_ ("Drawing") },
  { "kind", "scan", N_ ("Scan") },
  /* print-record */
  { "paper", "plan", N_ ("The family's plan") },
  { "how", "handed", N_ ("On paper") },
  { "how", "post", N_ ("By post") },
  { "how", "pdf", N_ ("As a file") },
  { "how", "shown", N_ ("Only shown") },
  { "how", "taken_back", N_ ("Taken back") },
  { "how", "thrown_away", N_ ("Thrown away") },
  /* goal, step, visit */
  { "status", "open", N_ ("Still open") },
  { "status", "reached", N_ ("Reached") },
  { "status", "paused", N_ ("Paused") },
  { "status", "stopped", N_ ("Stopped") },
  { "status", "blocked", N_ ("Stuck") },
  { "status", "not_done", N_ ("Did not work out") },
  { "status", "partly", N_ ("Partly") },
  { "status", "done", N_ ("Done") },
  { "status", "planned", N_ ("Planned") },
  { "status", "not_held", N_ ("Did not happen") },
  { "kind", "home", N_ ("Home visit") },
  { "kind", "office", N_ ("At the office") },
  { "kind", "phone", N_ ("By phone") },
  { "kind", "round_table", N_ ("Round table") },
};

const char *
kt_choice_label (const KtField *field, const char *value)
{
  if (strcmp (field->key, "domain") == 0)
    {
      const KtDomain *domain = kt_domain_find (value);
      return domain != NULL ? domain->label : value;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (labels); i++)
    if (strcmp (labels[i].value, value) == 0 && strcmp (labels[i].field, field->key) == 0)
      return labels[i].label;
  return value;
}
