/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* Shared by paper-stood.c (what stands on a paper) and paper.c (what of it has changed). */
#include "model/paper.h"

/* One goal, step or the family itself, as it stands on a paper. */
typedef struct {
  char *id;
  GHashTable *parts; /* key → hash or word, both owned */
} KtStood;

/* The plan as it is printed now, in its order. Returns: (transfer full) (element-type KtStood). */
GPtrArray *kt_stood_list (KtFamilyIndex *index);
/* What stood on a paper once. Lines nobody understands are left out. Returns: (transfer full) id → KtStood. */
GHashTable *kt_stood_parse (const char *text);
/* (nullable) */
const char *kt_stood_get (const KtStood *stood, const char *part);
gboolean kt_stood_is (const KtStood *stood, const char *part, const char *value);
