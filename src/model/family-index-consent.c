/* SPDX-License-Identifier: EUPL-1.2 */
/* Who may know what. Everybody who has a say is a record of their own, and only all of them together are a yes: so the
 * careful answer is the one read, whatever came in and whatever did not. */
#include "model/family-index-private.h"

#include <string.h>

/* Ages at which a child has a say beside, and instead of, the parents. */
#define ASKED_TOO 12
#define ASKED_ALONE 16

gboolean
kt_consent_is_no (KtRecord *consent)
{
  const char *status = kt_record_get_text (consent, "status");

  return kt_record_is_deleted (consent) || g_strcmp0 (status, "withdrawn") == 0 || g_strcmp0 (status, "refused") == 0;
}

/* ---- Who has a say ---- */

static gboolean
is_over_child (KtRecord *relation, const char *person)
{
  const char *kind = kt_record_get_text (relation, "kind");

  return (g_strcmp0 (kind, "parent") == 0 || g_strcmp0 (kind, "guardian") == 0) &&
         g_strcmp0 (kt_record_get_text (relation, "to"), person) == 0;
}

static void
add_once (GPtrArray *list, const KtPerson *person)
{
  if (person != NULL && !g_ptr_array_find (list, person, NULL))
    g_ptr_array_add (list, (gpointer) person);
}

GPtrArray *
kt_family_index_list_voices (KtFamilyIndex *self, const char *person)
{
  g_autoptr (GPtrArray) relations = kt_family_index_list_relations (self, person);
  const KtPerson *who = kt_family_index_find_person (self, person);
  int age = who != NULL ? who->age : -1;
  /* Born in a year, no day known: the parents are heard until it is certain. */
  gboolean alone = age - (who != NULL && who->age_about ? 1 : 0) >= ASKED_ALONE;
  GPtrArray *voices = g_ptr_array_new ();

  if (age < 0 || age >= ASKED_TOO)
    add_once (voices, who);
  for (guint i = 0; !alone && i < relations->len; i++)
    if (is_over_child (relations->pdata[i], person))
      add_once (voices, kt_family_index_find_person (self, kt_record_get_text (relations->pdata[i], "from")));
  return voices;
}

/* ---- Matters ---- */

static void
free_matter (gpointer data)
{
  KtConsentMatter *matter = data;

  g_ptr_array_unref (matter->voices);
  g_ptr_array_unref (matter->unheard);
  g_free (matter);
}

static gboolean
is_of (const KtConsentMatter *matter, KtRecord *consent)
{
  return g_strcmp0 (matter->agency, kt_record_get_text (consent, "agency")) == 0 &&
         g_strcmp0 (matter->person, kt_record_get_text (consent, "person")) == 0 &&
         g_strcmp0 (matter->data, kt_record_get_text (consent, "data")) == 0 &&
         g_strcmp0 (matter->direction, kt_record_get_text (consent, "direction")) == 0 &&
         g_strcmp0 (matter->purpose, kt_record_get_text (consent, "purpose")) == 0;
}

static KtConsentMatter *
ensure_matter (GPtrArray *matters, KtRecord *consent)
{
  KtConsentMatter *matter;

  for (guint i = 0; i < matters->len; i++)
    if (is_of (matters->pdata[i], consent))
      return matters->pdata[i];
  matter = g_new0 (KtConsentMatter, 1);
  matter->agency = kt_record_get_text (consent, "agency");
  matter->person = kt_record_get_text (consent, "person");
  matter->data = kt_record_get_text (consent, "data");
  matter->direction = kt_record_get_text (consent, "direction");
  matter->purpose = kt_record_get_text (consent, "purpose");
  matter->voices = g_ptr_array_new ();
  matter->unheard = g_ptr_array_new ();
  g_ptr_array_add (matters, matter);
  return matter;
}

static gboolean
has_answered (const KtConsentMatter *matter, const char *person)
{
  for (guint i = 0; i < matter->voices->len; i++)
    if (g_strcmp0 (kt_record_get_text (matter->voices->pdata[i], "said_by"), person) == 0 &&
        g_strcmp0 (kt_record_get_text (matter->voices->pdata[i], "status"), "asked") != 0)
      return TRUE;
  return FALSE;
}

/* A partial date is over when all of it is. */
static gboolean
is_over (KtFamilyIndex *self, const char *until)
{
  return until != NULL && strncmp (until, self->today, strlen (until)) < 0;
}

static void
hear (KtFamilyIndex *self, KtConsentMatter *matter, KtRecord *voice, gboolean *no, gboolean *asked)
{
  const char *until = kt_record_get_text (voice, "until");
  const KtPerson *who = kt_family_index_find_person (self, kt_record_get_text (voice, "said_by"));

  *no |= kt_consent_is_no (voice);
  if (until != NULL && (matter->until == NULL || kt_date_ends_before (until, matter->until)))
    matter->until = until;
  if (g_strcmp0 (kt_record_get_text (voice, "status"), "asked") != 0)
    return;
  *asked = TRUE;
  if (who != NULL && !has_answered (matter, who->ref))
    add_once (matter->unheard, who);
}

static void
judge (KtFamilyIndex *self, KtConsentMatter *matter)
{
  g_autoptr (GPtrArray) needed = kt_family_index_list_voices (self, matter->person);
  gboolean no = FALSE, asked = FALSE;

  for (guint i = 0; i < matter->voices->len; i++)
    hear (self, matter, matter->voices->pdata[i], &no, &asked);
  for (guint i = 0; i < needed->len; i++)
    if (!has_answered (matter, ((const KtPerson *) needed->pdata[i])->ref))
      add_once (matter->unheard, needed->pdata[i]);
  if (no)
    matter->state = KT_CONSENT_NO;
  else if (asked || matter->unheard->len > 0 || needed->len == 0)
    matter->state = KT_CONSENT_WAITING;
  else
    matter->state = is_over (self, matter->until) ? KT_CONSENT_OVER : KT_CONSENT_YES;
}

/* ---- Order ---- */

/* As people and agencies stand in the family's lists; who is not here stands last. */
static guint
place_of (KtFamilyIndex *self, const char *ref)
{
  for (guint i = 0; i < self->owned_persons->len; i++)
    if (g_strcmp0 (((const KtPerson *) self->owned_persons->pdata[i])->ref, ref) == 0)
      return i;
  return self->owned_persons->len;
}

/* Who said yes first, then whoever has yet to; within these as the people stand in the family's lists. */
static int
compare_voices (gconstpointer pa, gconstpointer pb, gpointer data)
{
  KtRecord *a = *(KtRecord *const *) pa, *b = *(KtRecord *const *) pb;
  int order = (g_strcmp0 (kt_record_get_text (a, "status"), "given") != 0) -
              (g_strcmp0 (kt_record_get_text (b, "status"), "given") != 0);

  if (order == 0)
    order = (int) place_of (data, kt_record_get_text (a, "said_by")) - (int) place_of (data, kt_record_get_text (b, "said_by"));
  return order != 0 ? order : strcmp (kt_record_get_id (a), kt_record_get_id (b));
}

static int
compare_matters (gconstpointer pa, gconstpointer pb, gpointer data)
{
  const KtConsentMatter *a = *(KtConsentMatter *const *) pa, *b = *(KtConsentMatter *const *) pb;
  int order = (int) place_of (data, a->agency) - (int) place_of (data, b->agency);

  if (order == 0)
    order = (int) place_of (data, a->person) - (int) place_of (data, b->person);
  if (order == 0)
    order = g_strcmp0 (a->data, b->data);
  if (order == 0)
    order = g_strcmp0 (a->purpose, b->purpose);
  return order != 0 ? order : g_strcmp0 (a->direction, b->direction);
}

GPtrArray *
kt_family_index_list_consents (KtFamilyIndex *self, const char *agency)
{
  GPtrArray *all = find_list (self, "consent"), *matters = g_ptr_array_new_with_free_func (free_matter);

  for (guint i = 0; all != NULL && i < all->len; i++)
    if (agency == NULL || g_strcmp0 (kt_record_get_text (all->pdata[i], "agency"), agency) == 0)
      g_ptr_array_add (ensure_matter (matters, all->pdata[i])->voices, all->pdata[i]);
  for (guint i = 0; i < matters->len; i++)
    {
      g_ptr_array_sort_with_data (((KtConsentMatter *) matters->pdata[i])->voices, compare_voices, self);
      judge (self, matters->pdata[i]);
    }
  g_ptr_array_sort_with_data (matters, compare_matters, self);
  return matters;
}

GPtrArray *
kt_family_index_list_grounds (KtFamilyIndex *self, const char *agency)
{
  GPtrArray *all = find_list (self, "legal-ground"), *found = g_ptr_array_new ();

  for (guint i = 0; all != NULL && i < all->len; i++)
    if (agency == NULL || g_strcmp0 (kt_record_get_text (all->pdata[i], "agency"), agency) == 0)
      g_ptr_array_add (found, all->pdata[i]);
  return found;
}
