/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* The twelve life domains (our own list), in fixed order; ids stay stable. Labels are N_(): translated where shown. */
#include <glib.h>

typedef struct {
  const char *id;          /* "home" */
  const char *label;       /* N_("Home and household") */
  const char *hint;        /* N_("house, sleep, food, clean and warm") */
  const char *ask_strength; /* N_("What is good about your home? What runs well?") */
  const char *ask_concern;
} KtDomain;

#define KT_N_DOMAINS 12
const KtDomain *kt_domain (guint i);               /* 0 … 11 */
const KtDomain *kt_domain_find (const char *id);   /* (nullable) */
