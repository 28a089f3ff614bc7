/* SPDX-License-Identifier: EUPL-1.2 */
/* The words are for a kitchen table: short, plain, and open. */
#include "model/domains.h"

#include <glib/gi18n.h>
#include <string.h>

static const KtDomain domains[KT_N_DOMAINS] = {
  { "home", N_ ("Home and household"), N_ ("house, sleep, food, clean and warm"),
    N_ ("What is good about your home? What runs well?"), N_ ("What is broken, too small or too much work?") },
  { "money", N_ ("Money and paperwork"), N_ ("income, debts, mail"),
    N_ ("How do you make ends meet? Who is good with mail?"), N_ ("Which bill or letter worries you?") },
  { "day", N_ ("School, work and the day"), N_ ("where everyone is in the daytime"),
    N_ ("Where does each of you like to go?"), N_ ("Where does it get stuck at school or work?") },
  { "body", N_ ("Body and health"), N_ ("illness, tired, teeth, moving, doctor"),
    N_ ("What do you do to stay well?"), N_ ("Who has pain or trouble?") },
  { "mind", N_ ("Mind and feelings"), N_ ("stress, sadness, also drink, drugs, gambling"),
    N_ ("What helps when you feel bad?"), N_ ("When is it too much? What do you do then?") },
  { "child", N_ ("Growing and learning"), N_ ("each child: talking, playing, learning, behaviour"),
    N_ ("What makes you proud of this child?"), N_ ("What worries you?") },
  { "parenting", N_ ("Parenting and care"), N_ ("rules, attention, daily care"),
    N_ ("When does it go well? What do you do then?"), N_ ("Which moment of the day is hard?") },
  { "together", N_ ("Getting along"), N_ ("partner, ex, siblings"),
    N_ ("When is it nice together?"), N_ ("What are rows about? How do they stop?") },
  { "safety", N_ ("Being safe"), N_ ("nobody is afraid or gets hurt"),
    N_ ("Who or what makes it safe?"), N_ ("Is anyone afraid? Does anyone get hurt?") },
  { "people", N_ ("People around us"), N_ ("relatives, friends, neighbours"),
    N_ ("Who can you call? Who do you help?"), N_ ("Who do you miss? Which contact is broken?") },
  { "purpose", N_ ("Free time and what matters"), N_ ("hobby, faith, culture, joining in"),
    N_ ("What makes you happy?"), N_ ("What would you like to do but cannot?") },
  { "help", N_ ("Help and agencies"), N_ ("earlier help, rules, residence, police"),
    N_ ("Which help really worked? Why?"), N_ ("Which help did not work? Who contradicts whom?") },
};

const KtDomain *
kt_domain (guint i)
{
  g_return_val_if_fail (i < KT_N_DOMAINS, NULL);
  return &domains[i];
}

const KtDomain *
kt_domain_find (const char *id)
{
  for (guint i = 0; id != NULL && i < KT_N_DOMAINS; i++)
    if (strcmp (domains[i].id, id) == 0)
      return &domains[i];
  return NULL;
}
