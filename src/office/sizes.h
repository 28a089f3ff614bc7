/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* Which databases are unlike the others: how much is in them, and how forked their documents are. Blocking. */
#include "office/couch.h"

typedef struct {
  char *database;
  gint64 documents, bytes;
  guint forked;            /* documents with more than one leaf … */
  guint leaves;            /* … and the most leaves one of them has; 0: not looked */
} KtSize;
void kt_size_free (KtSize *size);

/* Every family's database. Returns: (transfer full) (element-type KtSize). */
GPtrArray *kt_sizes_read (KtCouch *couch, GError **error);
/* Looks into the n with the most documents how forked they are. */
gboolean kt_sizes_look (KtCouch *couch, GPtrArray *sizes, guint n, GError **error);
/* Whether it stands out: many times the middle one, or heavily forked. median_…: of all. */
gboolean kt_size_stands_out (const KtSize *size, gint64 median_documents, gint64 median_bytes);
/* The middle values. sizes are put in order of their documents, most first. */
void kt_sizes_median (GPtrArray *sizes, gint64 *documents, gint64 *bytes);
