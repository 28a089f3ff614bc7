/* SPDX-License-Identifier: EUPL-1.2 */
#include "model/leaf-sim.h"

#include "model/leaf-rule.h"
#include "support/random.h"

#include <string.h>

#define ID "goal:1"
#define FAMILY "family:1"
#define MAX_ROUNDS 40

typedef struct {
  char *rev, *parent; /* parent (nullable) */
  char *body;         /* as written; NULL: a tombstone */
} Rev;

/* Revisions in order of arrival. Whoever is nobody's parent here is a leaf. */
typedef struct {
  GPtrArray *revs;
  GHashTable *by_id, *parents;
} Tree;

typedef struct {
  char *name;
  Tree tree;
  GPtrArray *unsent; /* Rev, borrowed */
  KtRecord *joined;  /* of everything ever seen */
} Device;

typedef struct {
  Tree server, backup;
  Device *devices;
  guint n_devices;
  GHashTable *written, *covered; /* "key dot" */
} Sim;

/* ---- Trees ---- */

static void
free_rev (gpointer data)
{
  Rev *rev = data;

  g_free (rev->rev);
  g_free (rev->parent);
  g_free (rev->body);
  g_free (rev);
}

static void
init_tree (Tree *tree)
{
  tree->revs = g_ptr_array_new_with_free_func (free_rev);
  tree->by_id = g_hash_table_new (g_str_hash, g_str_equal);
  tree->parents = g_hash_table_new (g_str_hash, g_str_equal);
}

static void
clear_tree (Tree *tree)
{
  g_hash_table_unref (tree->by_id);
  g_hash_table_unref (tree->parents);
  g_ptr_array_unref (tree->revs);
}

/* NULL when it was there. */
static Rev *
put_rev (Tree *tree, const char *id, const char *parent, const char *body)
{
  Rev *rev;

  if (g_hash_table_contains (tree->by_id, id))
    return NULL;
  rev = g_new (Rev, 1);
  *rev = (Rev) { g_strdup (id), g_strdup (parent), g_strdup (body) };
  g_ptr_array_add (tree->revs, rev);
  g_hash_table_insert (tree->by_id, rev->rev, rev);
  if (rev->parent != NULL)
    g_hash_table_add (tree->parents, rev->parent);
  return rev;
}

static gboolean
is_leaf (const Tree *tree, const Rev *rev)
{
  return !g_hash_table_contains (tree->parents, rev->rev);
}

static void
copy_tree (Tree *to, const Tree *from)
{
  clear_tree (to);
  init_tree (to);
  for (guint i = 0; i < from->revs->len; i++)
    {
      Rev *rev = g_ptr_array_index (from->revs, i);
      put_rev (to, rev->rev, rev->parent, rev->body);
    }
}

static guint
count_live (const Tree *tree)
{
  guint n = 0;

  for (guint i = 0; i < tree->revs->len; i++)
    {
      Rev *rev = g_ptr_array_index (tree->revs, i);
      n += is_leaf (tree, rev) && rev->body != NULL;
    }
  return n;
}

/* ---- One device ---- */

static KtRecord *
read_body (const Rev *rev)
{
  g_autoptr (GError) error = NULL;
  KtRecord *record = kt_record_parse (rev->body, -1, rev->rev, &error);

  g_assert_no_error (error);
  return record;
}

/* A revision is here: what it says is part of what this device has seen, for ever (rule 1). */
static void
take_in (Device *device, const Rev *rev)
{
  g_autoptr (KtRecord) record = rev->body != NULL ? read_body (rev) : NULL;
  KtRecord *joined;

  if (record == NULL)
    return;
  joined = device->joined != NULL ? kt_record_join (device->joined, record) : kt_record_ref (record);
  g_clear_pointer (&device->joined, kt_record_unref);
  device->joined = joined;
}

static void
write_rev (Device *device, const char *id, const char *parent, const char *body)
{
  Rev *rev = put_rev (&device->tree, id, parent, body);

  if (rev != NULL)
    g_ptr_array_add (device->unsent, rev);
}

static void
free_leaf (gpointer data)
{
  g_free ((char *) ((KtLeaf *) data)->bytes);
}

static GArray *
list_leaves (const Tree *tree)
{
  GArray *leaves = g_array_new (FALSE, FALSE, sizeof (KtLeaf));

  g_array_set_clear_func (leaves, free_leaf);
  for (guint i = 0; i < tree->revs->len; i++)
    {
      const Rev *rev = g_ptr_array_index (tree->revs, i);
      KtLeaf leaf = { rev->rev, rev->body == NULL, NULL };
      g_autoptr (KtRecord) record = NULL;

      if (!is_leaf (tree, rev))
        continue;
      record = rev->body != NULL ? read_body (rev) : NULL;
      if (record != NULL && !kt_record_is_foreign (record))
        leaf.bytes = g_strdup (kt_record_get_bytes (record));
      g_array_append_val (leaves, leaf);
    }
  return leaves;
}

/* Leaves one live leaf, equal to the join. Returns whether anything had to be written. */
static gboolean
collect (Device *device)
{
  g_autoptr (GArray) leaves = NULL;
  g_autoptr (KtLeafPlan) plan = NULL;

  if (device->joined == NULL)
    return FALSE;
  leaves = list_leaves (&device->tree);
  plan = kt_leaf_plan ((const KtLeaf *) leaves->data, leaves->len, device->joined);
  if (plan == NULL)
    return FALSE;
  if (plan->write)
    write_rev (device, plan->body.rev, plan->body.parent, kt_record_get_bytes (device->joined));
  for (guint i = 0; i < plan->tombstones->len; i++)
    {
      const KtLeafWrite *write = g_ptr_array_index (plan->tombstones, i);
      write_rev (device, write->rev, write->parent, NULL);
    }
  return TRUE;
}

/* ---- What survives ---- */

static void
note_entries (GHashTable *set, KtRecord *record, KtRecord *but_not_in)
{
  static const char *const keys[] = { "words", "required_by", "whose" };

  for (gsize k = 0; record != NULL && k < G_N_ELEMENTS (keys); k++)
    {
      KtEntry entry, other;

      for (guint i = 0; kt_record_get_entry (record, keys[k], i, &entry); i++)
        {
          gboolean found = FALSE;

          for (guint j = 0; but_not_in != NULL && kt_record_get_entry (but_not_in, keys[k], j, &other); j++)
            found |= strcmp (entry.dot, other.dot) == 0;
          if (!found)
            g_hash_table_add (set, g_strconcat (keys[k], " ", entry.dot, NULL));
        }
    }
}

/* ---- What happens ---- */

static void
edit (Sim *sim, Device *device, json_object *op)
{
  g_autofree char *by = g_strconcat ("worker:", device->name, NULL);
  const KtEditInfo info = { .device = device->name, .by = by, .at = kt_json_get_string (op, "at"), .agreed = kt_json_get_bool (op, "agreed") };
  json_object *changes = kt_json_get_object (op, "changes");
  g_autoptr (GError) error = NULL;
  KtRecord *edited = device->joined != NULL
                         ? kt_record_edit (device->joined, NULL, &info, changes, &error)
                         : kt_record_new (kt_type_find ("goal"), ID, FAMILY, &info, changes, &error);

  g_assert_no_error (error);
  note_entries (sim->written, edited, device->joined);
  note_entries (sim->covered, device->joined, edited);
  g_clear_pointer (&device->joined, kt_record_unref);
  device->joined = edited;
  collect (device);
}

/* Bodies before tombstones (rule 3); what a cut keeps from going stays unsent. */
static void
push (Sim *sim, Device *device, json_object *cut)
{
  g_autoptr (GPtrArray) queue = g_ptr_array_new ();
  KtRandom random = { (guint64) json_object_get_int64 (cut) };
  guint n;

  for (int tombstones = 0; tombstones < 2; tombstones++)
    for (guint i = 0; i < device->unsent->len; i++)
      {
        Rev *rev = g_ptr_array_index (device->unsent, i);
        if ((rev->body == NULL) == tombstones)
          g_ptr_array_add (queue, rev);
      }
  n = cut != NULL ? kt_random_below (&random, queue->len + 1) : queue->len;
  for (guint i = 0; i < n; i++)
    {
      Rev *rev = g_ptr_array_index (queue, i);
      put_rev (&sim->server, rev->rev, rev->parent, rev->body);
      g_ptr_array_remove (device->unsent, rev);
    }
}

static void
pull (Sim *sim, Device *device, json_object *cut)
{
  KtRandom random = { (guint64) json_object_get_int64 (cut) };

  for (guint i = 0; i < sim->server.revs->len; i++)
    {
      const Rev *there = g_ptr_array_index (sim->server.revs, i);
      const Rev *here;

      if (g_hash_table_contains (device->tree.by_id, there->rev))
        continue;
      if (cut != NULL && (!kt_random_chance (&random, 60) ||
                          (!is_leaf (&sim->server, there) && !kt_random_chance (&random, 30))))
        continue;
      here = put_rev (&device->tree, there->rev, there->parent, there->body);
      take_in (device, here);
    }
}

/* Another program puts a plain body of its own over the server's winner. */
static void
write_foreign (Sim *sim, json_object *fields)
{
  g_autoptr (json_object) body = kt_json_copy (fields);
  const Rev *winner = NULL;
  g_autofree char *text = NULL, *hashed = NULL, *hash = NULL, *rev = NULL;

  for (guint i = 0; i < sim->server.revs->len; i++)
    {
      const Rev *leaf = g_ptr_array_index (sim->server.revs, i);
      if (is_leaf (&sim->server, leaf) && leaf->body != NULL && (winner == NULL || kt_rev_compare (leaf->rev, winner->rev) > 0))
        winner = leaf;
    }
  if (winner == NULL)
    return;
  json_object_object_add (body, "_id", json_object_new_string (ID));
  json_object_object_add (body, "type", json_object_new_string ("goal"));
  json_object_object_add (body, "family", json_object_new_string (FAMILY));
  text = kt_json_canonical (body, NULL);
  hashed = g_strconcat ("foreign\n", winner->rev, "\n", text, NULL);
  hash = kt_sha256_hex (hashed, -1);
  rev = g_strdup_printf ("%d-%.32s", kt_rev_generation (winner->rev) + 1, hash);
  put_rev (&sim->server, rev, winner->rev, text);
}

/* The server is an old copy. Every device finds that out and sends what is missing there. */
static void
restore (Sim *sim)
{
  copy_tree (&sim->server, &sim->backup);
  for (guint d = 0; d < sim->n_devices; d++)
    {
      Device *device = &sim->devices[d];

      g_ptr_array_set_size (device->unsent, 0);
      for (guint i = 0; i < device->tree.revs->len; i++)
        {
          Rev *rev = g_ptr_array_index (device->tree.revs, i);
          if (!g_hash_table_contains (sim->server.by_id, rev->rev))
            g_ptr_array_add (device->unsent, rev);
        }
    }
}

static void
happen (Sim *sim, json_object *op)
{
  const char *name = kt_json_get_string (op, "op");
  Device *device = &sim->devices[kt_json_get_int (op, "r", 0)];
  json_object *cut = json_object_object_get (op, "cut");

  if (strcmp (name, "edit") == 0)
    edit (sim, device, op);
  else if (strcmp (name, "push") == 0)
    push (sim, device, cut);
  else if (strcmp (name, "pull") == 0)
    pull (sim, device, cut);
  else if (strcmp (name, "collect") == 0)
    collect (device);
  else if (strcmp (name, "foreign") == 0)
    write_foreign (sim, kt_json_get_object (op, "fields"));
  else if (strcmp (name, "backup") == 0)
    copy_tree (&sim->backup, &sim->server);
  else if (strcmp (name, "restore") == 0)
    restore (sim);
  else
    g_assert_not_reached ();
}

/* Rounds until a whole one changed nothing. */
static guint
settle (Sim *sim)
{
  guint rounds = 0;

  for (gboolean changed = TRUE; changed && rounds < MAX_ROUNDS; rounds++)
    {
      changed = FALSE;
      for (guint d = 0; d < sim->n_devices; d++)
        {
          Device *device = &sim->devices[d];

          pull (sim, device, NULL);
          changed |= collect (device);
          changed |= device->unsent->len > 0;
          push (sim, device, NULL);
        }
    }
  return rounds;
}

/* ---- What came out ---- */

static int
compare_revs (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(Rev *const *) a)->rev, (*(Rev *const *) b)->rev);
}

static json_object *
list_lost (Sim *sim)
{
  json_object *lost = json_object_new_array ();
  g_autoptr (GHashTable) kept = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GHashTableIter iter;
  gpointer written;

  note_entries (kept, sim->devices[0].joined, NULL);
  g_hash_table_iter_init (&iter, sim->written);
  while (g_hash_table_iter_next (&iter, &written, NULL))
    if (!g_hash_table_contains (kept, written) && !g_hash_table_contains (sim->covered, written))
      json_object_array_add (lost, json_object_new_string (written));
  return lost;
}

static json_object *
report (Sim *sim, guint rounds)
{
  json_object *result = json_object_new_object (), *bodies = json_object_new_array (), *live = json_object_new_array ();
  json_object *revs = json_object_new_array ();

  for (guint d = 0; d < sim->n_devices; d++)
    {
      json_object_array_add (bodies, json_object_new_string (kt_record_get_bytes (sim->devices[d].joined)));
      json_object_array_add (live, json_object_new_int ((int) count_live (&sim->devices[d].tree)));
    }
  json_object_array_add (live, json_object_new_int ((int) count_live (&sim->server)));
  g_ptr_array_sort (sim->server.revs, compare_revs);
  for (guint i = 0; i < sim->server.revs->len; i++)
    json_object_array_add (revs, json_object_new_string (((Rev *) g_ptr_array_index (sim->server.revs, i))->rev));
  json_object_object_add (result, "bodies", bodies);
  json_object_object_add (result, "live", live);
  json_object_object_add (result, "revs", revs);
  json_object_object_add (result, "rounds", json_object_new_int ((int) rounds));
  json_object_object_add (result, "lost", list_lost (sim));
  return result;
}

static void
begin (Sim *sim, guint n_devices)
{
  init_tree (&sim->server);
  init_tree (&sim->backup);
  sim->written = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  sim->covered = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  sim->n_devices = n_devices;
  sim->devices = g_new0 (Device, n_devices);
  for (guint d = 0; d < n_devices; d++)
    {
      sim->devices[d].name = g_strdup_printf ("d%u", d);
      sim->devices[d].unsent = g_ptr_array_new ();
      init_tree (&sim->devices[d].tree);
    }
}

static void
end (Sim *sim)
{
  for (guint d = 0; d < sim->n_devices; d++)
    {
      g_free (sim->devices[d].name);
      g_ptr_array_unref (sim->devices[d].unsent);
      clear_tree (&sim->devices[d].tree);
      kt_record_unref (sim->devices[d].joined);
    }
  g_free (sim->devices);
  g_hash_table_unref (sim->written);
  g_hash_table_unref (sim->covered);
  clear_tree (&sim->server);
  clear_tree (&sim->backup);
}

json_object *
kt_leaf_sim_run (json_object *schedule)
{
  json_object *ops = kt_json_get_array (schedule, "ops"), *result;
  Sim sim;

  begin (&sim, (guint) kt_json_get_int (schedule, "devices", 1));
  for (gsize i = 0; i < json_object_array_length (ops); i++)
    happen (&sim, json_object_array_get_idx (ops, i));
  result = report (&sim, settle (&sim));
  end (&sim);
  return result;
}
