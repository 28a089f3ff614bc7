/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* What a search over everything found: families by their name, and places in their files. Main thread. */
#include "store/store.h"

/* Read-only once made. */
#define KT_TYPE_SEARCH_ITEM (kt_search_item_get_type ())
G_DECLARE_FINAL_TYPE (KtSearchItem, kt_search_item, KT, SEARCH_ITEM, GObject)
struct _KtSearchItem {
  GObject parent_instance;
  char *id;            /* the record found */
  char *family, *family_name;
  const char *type;    /* label of its type, N_(): translated where shown; NULL for the family itself */
  const char *field;   /* label of the field, N_(); (nullable) */
  char *snippet;       /* the hit between \x01 and \x02; (nullable) */
};

/* The store whose name is families gets families, hits everything else, best first. Both are emptied when words is. */
gboolean kt_search_results_load (KtStore *store, const char *words, GListStore *families, GListStore *hits,
                                 GError **error);
