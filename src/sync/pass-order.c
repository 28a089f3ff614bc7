/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-sync"
#include "sync/pass-order.h"

#include <string.h>

#include "base/clock.h"

/* Both JSON: database → mark, as the last digest had it; and the databases that were not read since theirs changed. */
#define SEEN_SETTING "sync.digest"
#define CHANGED_SETTING "sync.changed"

/* A family's place: who is open, then visits as they come, then what changed, then the rest. */
enum { PLACE_OPEN,
       PLACE_VISIT,
       PLACE_CHANGED = 1000,
       PLACE_REST };

typedef struct {
  KtPass *pass;
  const char *first;       /* (nullable) */
  GHashTable *places;      /* family → place + 1 */
} Order;

/* An empty object when nothing readable is there. Returns: (transfer full); NULL with error. */
static json_object *
load_object (KtStore *store, const char *setting, GError **error)
{
  g_autofree char *text = NULL;
  json_object *object;

  if (!kt_store_get_setting (store, setting, &text, error))
    return NULL;
  object = text != NULL ? kt_json_parse (text, -1, NULL) : NULL;
  if (object != NULL && json_object_is_type (object, json_type_object))
    return object;
  json_object_put (object);
  return json_object_new_object ();
}

static gboolean
save_object (KtStore *store, const char *setting, json_object *object, GError **error)
{
  return kt_store_set_setting (store, setting, json_object_to_json_string_ext (object, JSON_C_TO_STRING_PLAIN), error);
}

/* ---- The digest ---- */

gboolean
kt_pass_order_take_digest (KtStore *store, json_object *note, GHashTable *families, GError **error)
{
  json_object *now = kt_json_get_object (note, "changed");
  g_autoptr (json_object) seen = load_object (store, SEEN_SETTING, error);
  g_autoptr (json_object) changed = seen != NULL ? load_object (store, CHANGED_SETTING, error) : NULL;

  if (changed == NULL)
    return FALSE;
  if (now == NULL)
    return TRUE;
  json_object_object_foreach (now, database, mark)
    if (g_strcmp0 (kt_json_get_string (seen, database), json_object_get_string (mark)) != 0)
      json_object_object_add (changed, database, json_object_new_boolean (TRUE));
  return save_object (store, SEEN_SETTING, now, error) && save_object (store, CHANGED_SETTING, changed, error);
}

/* ---- Places ---- */

static void
put_place (Order *order, const char *family, int place)
{
  if (family != NULL && !g_hash_table_contains (order->places, family))
    g_hash_table_insert (order->places, g_strdup (family), GINT_TO_POINTER (place + 1));
}

static int
compare_dates (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (kt_record_get_text (*(KtRecord *const *) a, "date"), kt_record_get_text (*(KtRecord *const *) b, "date"));
}

static gboolean
is_ahead (KtRecord *visit, const char *day)
{
  const char *date = kt_record_get_text (visit, "date"), *status = kt_record_get_text (visit, "status");

  return date != NULL && g_str_has_prefix (date, day) && (status == NULL || strcmp (status, "planned") == 0);
}

/* The visits of a day, as they come. */
static gboolean
put_visits (KtStore *store, Order *order, const char *day, int *place, GError **error)
{
  g_autofree char *sieve = g_strconcat ("\"v\":\"", day, NULL);
  g_autoptr (GPtrArray) visits = kt_store_list_sifted (store, "visit", sieve, NULL, error);

  if (visits == NULL)
    return FALSE;
  g_ptr_array_sort (visits, compare_dates);
  for (guint i = 0; i < visits->len && *place < PLACE_CHANGED; i++)
    if (is_ahead (visits->pdata[i], day))
      put_place (order, kt_record_get_family (visits->pdata[i]), (*place)++);
  return TRUE;
}

static gboolean
put_changed (KtStore *store, Order *order, GError **error)
{
  g_autoptr (json_object) changed = load_object (store, CHANGED_SETTING, error);

  if (changed == NULL)
    return FALSE;
  for (guint i = 0; i < order->pass->databases->len; i++)
    {
      const KtDatabase *info = ((KtPassDatabase *) order->pass->databases->pdata[i])->info;

      if (json_object_object_get_ex (changed, info->name, NULL))
        put_place (order, info->family, PLACE_CHANGED);
    }
  return TRUE;
}

static gboolean
find_places (KtStore *store, gpointer data, GError **error)
{
  Order *order = data;
  g_autofree char *today = kt_clock_today (), *tomorrow = kt_clock_add_days (today, 1);
  int place = PLACE_VISIT;

  put_place (order, order->first, PLACE_OPEN);
  return put_visits (store, order, today, &place, error) && put_visits (store, order, tomorrow, &place, error) &&
         put_changed (store, order, error);
}

/* ---- Sorting ---- */

static int
place_of (const Order *order, const KtDatabase *database)
{
  int place = GPOINTER_TO_INT (g_hash_table_lookup (order->places, database->family));

  return place > 0 ? place - 1 : PLACE_REST;
}

int
kt_pass_compare_scopes (const KtPassDatabase *a, const KtPassDatabase *b)
{
  static const int rank[KT_N_SCOPES] = { [KT_SCOPE_SAFE] = 0, [KT_SCOPE_PLAN] = 1, [KT_SCOPE_FILE] = 2, [KT_SCOPE_LOG] = 3 };

  return rank[a->info->scope] - rank[b->info->scope];
}

/* What is read of a family: a plan that was in before goes first, for consent that was taken back since lies in it and a
 * feed has the server's order; the rest of it is what changed since, little. The first time nothing can be withdrawn that
 * anybody here has seen, and safety comes first. */
static int
read_rank (const KtPassDatabase *database)
{
  return database->info->scope == KT_SCOPE_PLAN && database->info->complete ? 0 : 1;
}

static int
compare (gconstpointer a, gconstpointer b, gpointer data)
{
  const KtPassDatabase *x = *(KtPassDatabase *const *) a, *y = *(KtPassDatabase *const *) b;
  int by_place = place_of (data, x->info) - place_of (data, y->info);
  int by_family = by_place != 0 ? by_place : g_strcmp0 (x->info->family, y->info->family);

  int by_rank = by_family != 0 ? by_family : read_rank (x) - read_rank (y);

  return by_rank != 0 ? by_rank : kt_pass_compare_scopes (x, y);
}

gboolean
kt_pass_order_run (KtPass *pass, const char *first, GError **error)
{
  g_autoptr (GHashTable) places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Order order = { pass, first, places };

  if (!kt_pass_call_store (pass, find_places, &order, error))
    return FALSE;
  g_ptr_array_sort_with_data (pass->databases, compare, &order);
  return TRUE;
}

/* ---- Afterwards ---- */

gboolean
kt_pass_order_end (KtStore *store, KtPass *pass, GError **error)
{
  g_autoptr (json_object) changed = load_object (store, CHANGED_SETTING, error);
  int before = changed != NULL ? json_object_object_length (changed) : 0;

  if (changed == NULL)
    return FALSE;
  for (guint i = 0; i < pass->databases->len; i++)
    {
      const KtPassDatabase *database = pass->databases->pdata[i];

      if (database->read)
        json_object_object_del (changed, database->info->name);
    }
  return json_object_object_length (changed) == before || save_object (store, CHANGED_SETTING, changed, error);
}
