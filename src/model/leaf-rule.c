/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "keukentafel"
#include "model/leaf-rule.h"

#include <string.h>

#define REV_HEX 32 /* as long as CouchDB's own */

int
kt_rev_generation (const char *rev)
{
  gint64 generation = 0;
  const char *p = rev;

  for (; g_ascii_isdigit (*p) && generation <= G_MAXINT / 10; p++)
    generation = generation * 10 + (*p - '0');
  return *p == '-' && p[1] != '\0' && generation <= G_MAXINT ? (int) generation : 0;
}

int
kt_rev_compare (const char *a, const char *b)
{
  int x = kt_rev_generation (a), y = kt_rev_generation (b);

  if (x != y)
    return x < y ? -1 : 1;
  return strcmp (a, b);
}

static char *
make_rev (int generation, GString *hashed)
{
  g_autofree char *hash = kt_sha256_hex (hashed->str, (gssize) hashed->len);

  return g_strdup_printf ("%d-%.*s", generation, REV_HEX, hash);
}

/* Hashed: "body", the parent (empty for none), the other leaves, an empty line, the bytes; a line each. */
char *
kt_rev_for_body (const char *parent, const char *const *others, const char *bytes)
{
  g_autoptr (GString) hashed = g_string_new ("body\n");

  g_string_append_printf (hashed, "%s\n", parent != NULL ? parent : "");
  for (gsize i = 0; others != NULL && others[i] != NULL; i++)
    g_string_append_printf (hashed, "%s\n", others[i]);
  g_string_append_printf (hashed, "\n%s", bytes);
  return make_rev ((parent != NULL ? kt_rev_generation (parent) : 0) + 1, hashed);
}

char *
kt_rev_for_tombstone (const char *leaf)
{
  g_autoptr (GString) hashed = g_string_new ("tombstone\n");

  g_string_append (hashed, leaf);
  return make_rev (kt_rev_generation (leaf) + 1, hashed);
}

static void
free_write (gpointer data)
{
  KtLeafWrite *write = data;

  g_free (write->rev);
  g_free (write->parent);
  g_free (write);
}

void
kt_leaf_plan_free (KtLeafPlan *plan)
{
  if (plan == NULL)
    return;
  g_free (plan->body.rev);
  g_free (plan->body.parent);
  g_free (plan->keep);
  g_ptr_array_unref (plan->tombstones);
  g_free (plan);
}

static gboolean
is_joined (const KtLeaf *leaf, KtRecord *joined)
{
  return !leaf->deleted && leaf->bytes != NULL && strcmp (leaf->bytes, kt_record_get_bytes (joined)) == 0;
}

typedef enum { ANY_LIVE,
               EQUAL_LIVE,
               ANY_DELETED } Which;

/* The winner among the leaves of that sort; NULL when there is none. */
static const KtLeaf *
find_winner (const KtLeaf *leaves, guint n, Which which, KtRecord *joined)
{
  const KtLeaf *winner = NULL;

  for (guint i = 0; i < n; i++)
    {
      gboolean fits = which == ANY_DELETED ? leaves[i].deleted
                                           : !leaves[i].deleted && (which == ANY_LIVE || is_joined (&leaves[i], joined));

      if (fits && (winner == NULL || kt_rev_compare (leaves[i].rev, winner->rev) > 0))
        winner = &leaves[i];
    }
  return winner;
}

static int
compare_revs (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* The live leaves but kept, sorted by byte, and a tombstone for each. Returns: (transfer container). */
static GPtrArray *
bury_others (KtLeafPlan *plan, const KtLeaf *leaves, guint n, const KtLeaf *kept)
{
  GPtrArray *others = g_ptr_array_new_null_terminated (n, NULL, TRUE);

  for (guint i = 0; i < n; i++)
    if (!leaves[i].deleted && &leaves[i] != kept)
      g_ptr_array_add (others, (gpointer) leaves[i].rev);
  g_ptr_array_sort (others, compare_revs);
  for (guint i = 0; i < others->len; i++)
    {
      KtLeafWrite *write = g_new (KtLeafWrite, 1);

      write->parent = g_strdup (g_ptr_array_index (others, i));
      write->rev = kt_rev_for_tombstone (write->parent);
      g_ptr_array_add (plan->tombstones, write);
    }
  return others;
}

KtLeafPlan *
kt_leaf_plan (const KtLeaf *leaves, guint n_leaves, KtRecord *joined)
{
  const KtLeaf *equal = find_winner (leaves, n_leaves, EQUAL_LIVE, joined);
  const KtLeaf *parent = find_winner (leaves, n_leaves, ANY_LIVE, joined);
  g_autoptr (KtLeafPlan) plan = g_new0 (KtLeafPlan, 1);
  g_autoptr (GPtrArray) others = NULL;

  plan->tombstones = g_ptr_array_new_with_free_func (free_write);
  if (equal != NULL)
    {
      others = bury_others (plan, leaves, n_leaves, equal);
      plan->keep = g_strdup (equal->rev);
      return others->len == 0 ? NULL : g_steal_pointer (&plan);
    }
  if (parent == NULL)
    parent = find_winner (leaves, n_leaves, ANY_DELETED, joined);
  others = bury_others (plan, leaves, n_leaves, parent);
  plan->write = TRUE;
  plan->body.parent = parent != NULL ? g_strdup (parent->rev) : NULL;
  plan->body.rev = kt_rev_for_body (plan->body.parent, (const char *const *) others->pdata, kt_record_get_bytes (joined));
  return g_steal_pointer (&plan);
}
