/* SPDX-License-Identifier: EUPL-1.2 */
/* Properties of the join over random histories: two to five devices that edit, look at old screens and exchange bodies;
 * one of them runs a newer app (fields and a top-level key nobody here knows), and now and then a program that is not
 * ours writes. What must survive is counted by a book kept beside, which knows nothing of joins: an entry lives from
 * the edit that made it until an edit that covered it. */
#include "support/random.h"
#include "support/records.h"

#include <string.h>

#define MAX_DEVICES 5

typedef struct {
  char *key, *dot;
  gboolean covered;
} Written;

typedef struct {
  KtRandom random;
  guint n_devices;
  KtRecord *bodies[MAX_DEVICES];  /* what each device holds now */
  GPtrArray *all;                 /* KtRecord: every body there ever was */
  GPtrArray *book;                /* Written */
  guint n_foreign;
} World;

static void
free_written (gpointer data)
{
  Written *written = data;

  g_free (written->key);
  g_free (written->dot);
  g_free (written);
}

/* ---- The book ---- */

static Written *
find_written (World *world, const char *key, const char *dot)
{
  for (guint i = 0; i < world->book->len; i++)
    {
      Written *written = g_ptr_array_index (world->book, i);

      if (strcmp (written->key, key) == 0 && strcmp (written->dot, dot) == 0)
        return written;
    }
  return NULL;
}

typedef void (*EntryFunc) (World *world, KtRecord *record, KtRecord *other, const char *key, const char *dot);

/* All fields of a body, those of newer apps too. */
static void
each_entry (World *world, KtRecord *record, KtRecord *other, EntryFunc func)
{
  g_autoptr (json_object) tree = kt_test_json (kt_record_get_bytes (record));

  json_object_object_foreach (kt_json_get_object (tree, "fields"), key, entries)
    for (gsize i = 0; i < json_object_array_length (entries); i++)
      func (world, record, other, key, kt_json_get_string (json_object_array_get_idx (entries, i), "dot"));
}

static gboolean
has_dot (KtRecord *record, const char *key, const char *dot)
{
  KtEntry entry;

  for (guint i = 0; kt_record_get_entry (record, key, i, &entry); i++)
    if (strcmp (entry.dot, dot) == 0)
      return TRUE;
  return FALSE;
}

static void
note_new (World *world, KtRecord *record, KtRecord *other, const char *key, const char *dot)
{
  Written *written;

  if (find_written (world, key, dot) != NULL)
    return;
  written = g_new0 (Written, 1);
  written->key = g_strdup (key);
  written->dot = g_strdup (dot);
  g_ptr_array_add (world->book, written);
}

/* Was on the author's screen, and is not in the edited body: covered. */
static void
note_covered (World *world, KtRecord *seen, KtRecord *edited, const char *key, const char *dot)
{
  if (!has_dot (edited, key, dot))
    find_written (world, key, dot)->covered = TRUE;
}

/* Everything the device held but had not on the screen is still there. */
static void
assert_kept (World *world, KtRecord *before, KtRecord *edited, const char *key, const char *dot)
{
  Written *written = find_written (world, key, dot);

  g_assert_true (has_dot (edited, key, dot) || written->covered);
}

static void
keep_body (World *world, guint device, KtRecord *record)
{
  g_clear_pointer (&world->bodies[device], kt_record_unref);
  world->bodies[device] = record;
  g_ptr_array_add (world->all, kt_record_ref (record));
}

/* ---- What happens ---- */

static char *
random_changes (KtRandom *random)
{
  static const char *const keys[] = { "words", "wording", "required_by", "status", "whose", "domains", "position", "deleted" };
  const char *key = keys[kt_random_below (random, G_N_ELEMENTS (keys))];
  guint number = kt_random_below (random, 5);

  if (strcmp (key, "whose") == 0)
    return g_strdup_printf ("{'whose':['member:%u','member:%u'],'wording':'w%u'}", number, kt_random_below (random, 5), number);
  if (strcmp (key, "domains") == 0)
    return number == 0 ? g_strdup ("{'domains':[]}") : g_strdup_printf ("{'domains':['d%u','d%u','d9']}", number, number + 1);
  if (strcmp (key, "status") == 0)
    return number == 0 ? g_strdup ("{'status':null}") : g_strdup_printf ("{'status':'%s'}", number % 2 ? "paused" : "reached");
  if (strcmp (key, "position") == 0)
    return g_strdup_printf ("{'position':%u,'words':'Zo\u00eb %u'}", number, number);
  if (strcmp (key, "deleted") == 0)
    return g_strdup_printf ("{'deleted':%s}", number < 2 ? "true" : "false");
  return g_strdup_printf ("{'%s':'%c'}", key, 'A' + (char) number);
}

static void
edit (World *world, guint device)
{
  KtRecord *held = world->bodies[device];
  /* an older body of any device may still be on the screen */
  KtRecord *seen = kt_random_chance (&world->random, 70)
                       ? held
                       : g_ptr_array_index (world->all, kt_random_below (&world->random, world->all->len));
  g_autofree char *text = random_changes (&world->random), *name = g_strdup_printf ("d%u", device);
  g_autofree char *at = g_strdup_printf ("2026-01-01T00:00:%02uZ", kt_random_below (&world->random, 60));
  const KtEditInfo info = { .device = name, .by = "worker:1", .at = at, .agreed = kt_random_chance (&world->random, 40) };
  g_autoptr (json_object) changes = kt_test_json (text);
  g_autoptr (GError) error = NULL;
  g_autoptr (KtRecord) edited = kt_record_edit (held, seen, &info, changes, &error);

  g_assert_no_error (error);
  each_entry (world, edited, NULL, note_new);
  each_entry (world, seen, edited, note_covered);
  each_entry (world, held, edited, assert_kept);
  g_assert_true (kt_record_covers (edited, held) && kt_record_covers (edited, seen));
  keep_body (world, device, g_steal_pointer (&edited));
}

typedef struct {
  guint device;
  guint number;
} Newer;

/* What a newer app's edit of its own field `mood` does to a body. */
static void
edit_mood (json_object *tree, gpointer data)
{
  const Newer *newer = data;
  json_object *clock = kt_json_get_object (tree, "clock"), *fields = kt_json_get_object (tree, "fields");
  g_autofree char *device = g_strdup_printf ("d%u", newer->device);
  gint64 counter = kt_json_get_int (clock, device, 0) + 1;
  g_autofree char *entry = g_strdup_printf ("[{'dot':'%s:%" G_GINT64_FORMAT "','v':{'n':%u}}]", device, counter, newer->number);

  json_object_object_add (clock, device, json_object_new_int64 (counter));
  json_object_object_add (fields, "mood", kt_test_json (entry));
  if (newer->number == 0)
    json_object_object_add (tree, "sig", json_object_new_int64 (counter));
}

static void
edit_as_newer (World *world, guint device)
{
  KtRecord *held = world->bodies[device];
  Newer newer = { device, kt_random_below (&world->random, 3) };
  g_autofree char *bytes = kt_test_rewrite (held, edit_mood, &newer, TRUE);
  g_autoptr (GError) error = NULL;
  g_autoptr (KtRecord) edited = kt_record_parse (bytes, -1, NULL, &error);

  g_assert_no_error (error);
  each_entry (world, edited, NULL, note_new);
  each_entry (world, held, edited, note_covered);
  keep_body (world, device, g_steal_pointer (&edited));
}

/* Another program puts its own body over the leaf; a device takes that in. */
static void
write_foreign (World *world, guint device)
{
  KtRecord *held = world->bodies[device];
  g_autofree char *rev = g_strdup_printf ("%u-f", ++world->n_foreign);
  g_autofree char *text = g_strdup_printf ("{\"_id\":\"%s\",\"type\":\"goal\",\"family\":\"" KT_TEST_FAMILY "\",\"words\":\"F%u\","
                                           "\"whose\":[\"member:1\",\"member:7\"]}",
                                           kt_record_get_id (held), kt_random_below (&world->random, 3));
  g_autoptr (GError) error = NULL;
  g_autoptr (KtRecord) foreign = kt_record_parse (text, -1, rev, &error);

  g_assert_no_error (error);
  each_entry (world, foreign, NULL, note_new);
  g_ptr_array_add (world->all, kt_record_ref (foreign));
  keep_body (world, device, kt_test_join (held, foreign));
}

static void
exchange (World *world, guint device)
{
  KtRecord *other = kt_random_chance (&world->random, 50)
                        ? world->bodies[kt_random_below (&world->random, world->n_devices)]
                        : g_ptr_array_index (world->all, kt_random_below (&world->random, world->all->len));

  keep_body (world, device, kt_test_join (world->bodies[device], other));
}

static void
happen (World *world)
{
  guint device = kt_random_below (&world->random, world->n_devices), what = kt_random_below (&world->random, 100);

  if (what < 45)
    edit (world, device);
  else if (what < 60)
    edit_as_newer (world, device);
  else if (what < 65)
    write_foreign (world, device);
  else
    exchange (world, device);
}

static void
begin (World *world, guint64 seed)
{
  memset (world, 0, sizeof *world);
  world->random.state = seed;
  world->n_devices = 2 + kt_random_below (&world->random, MAX_DEVICES - 1);
  world->all = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_record_unref);
  world->book = g_ptr_array_new_with_free_func (free_written);
  keep_body (world, 0, kt_test_new ("goal", "d0", "{'words':'start','whose':['member:1']}"));
  each_entry (world, world->bodies[0], NULL, note_new);
  for (guint i = 1; i < world->n_devices; i++)
    keep_body (world, i, kt_record_ref (world->bodies[0]));
  for (guint i = 5 + kt_random_below (&world->random, 40); i > 0; i--)
    happen (world);
}

static void
end (World *world)
{
  for (guint i = 0; i < world->n_devices; i++)
    kt_record_unref (world->bodies[i]);
  g_ptr_array_unref (world->all);
  g_ptr_array_unref (world->book);
}

/* ---- What must hold ---- */

static KtRecord *
pick (World *world)
{
  return g_ptr_array_index (world->all, kt_random_below (&world->random, world->all->len));
}

static void
assert_laws (World *world)
{
  for (int i = 0; i < 5; i++)
    {
      KtRecord *a = pick (world), *b = pick (world), *c = pick (world);
      g_autoptr (KtRecord) aa = kt_record_join (a, a), ab = kt_test_join (a, b), bc = kt_test_join (b, c);
      g_autoptr (KtRecord) left = kt_test_join (ab, c), right = kt_test_join (a, bc), again = kt_test_join (left, b);

      g_assert_true (aa == a);
      g_assert_cmpstr (kt_record_get_bytes (left), ==, kt_record_get_bytes (right));
      g_assert_cmpstr (kt_record_get_bytes (again), ==, kt_record_get_bytes (left));
    }
}

/* Joins what lies in pool, two at a time, until one is left. */
static KtRecord *
join_all (World *world, gboolean as_tree)
{
  g_autoptr (GPtrArray) pool = g_ptr_array_copy (world->all, (GCopyFunc) (gpointer) kt_record_ref, NULL);

  g_ptr_array_set_free_func (pool, (GDestroyNotify) kt_record_unref);
  while (pool->len > 1)
    {
      g_autoptr (KtRecord) a = g_ptr_array_steal_index_fast (pool, kt_random_below (&world->random, pool->len));
      g_autoptr (KtRecord) b = g_ptr_array_steal_index_fast (pool, as_tree ? kt_random_below (&world->random, pool->len) : 0);

      g_ptr_array_insert (pool, 0, kt_record_join (a, b));
    }
  return kt_record_ref (g_ptr_array_index (pool, 0));
}

/* In any order and any grouping: the same bytes. */
static KtRecord *
assert_converges (World *world)
{
  g_autoptr (KtRecord) final = join_all (world, FALSE);

  for (int i = 0; i < 4; i++)
    {
      g_autoptr (KtRecord) other = join_all (world, i % 2);
      g_assert_cmpstr (kt_record_get_bytes (other), ==, kt_record_get_bytes (final));
    }
  return g_steal_pointer (&final);
}

static void
count_entry (World *world, KtRecord *record, KtRecord *other, const char *key, const char *dot)
{
  Written *written = find_written (world, key, dot);

  g_assert_nonnull (written);
  g_assert_false (written->covered); /* what was covered does not come back */
}

static void
assert_book (World *world, KtRecord *final)
{
  each_entry (world, final, NULL, count_entry);
  for (guint i = 0; i < world->book->len; i++)
    {
      Written *written = g_ptr_array_index (world->book, i);

      /* what nobody covered is not lost */
      g_assert_true (written->covered || has_dot (final, written->key, written->dot));
    }
}

/* `edits` holds no dot that does not survive, and all of ours that do. */
static void
assert_edits (KtRecord *final)
{
  g_autoptr (json_object) tree = kt_test_json (kt_record_get_bytes (final));
  g_autoptr (GHashTable) dots = g_hash_table_new (g_str_hash, g_str_equal);

  json_object_object_foreach (kt_json_get_object (tree, "fields"), key, entries)
    for (gsize i = 0; i < json_object_array_length (entries); i++)
      {
        const char *dot = kt_json_get_string (json_object_array_get_idx (entries, i), "dot");

        g_hash_table_add (dots, (gpointer) dot);
        if (!g_str_has_prefix (dot, "rev:") && strcmp (key, "mood") != 0)
          g_assert_nonnull (kt_json_get_object (kt_json_get_object (tree, "edits"), dot));
      }
  json_object_object_foreach (kt_json_get_object (tree, "edits"), dot_of_edit, edit_info)
    {
      g_assert_nonnull (edit_info);
      g_assert_true (g_hash_table_contains (dots, dot_of_edit));
    }
}

static void
assert_reads (KtRecord *record)
{
  g_auto (GStrv) disputed = kt_record_dup_disputed (record);
  g_autoptr (json_object) plain = kt_record_to_plain (record);

  g_assert_true (kt_record_validate (record, NULL));
  for (gsize i = 0; disputed[i] != NULL; i++)
    g_assert_cmpuint (kt_record_n_entries (record, disputed[i]), >, 1);
  for (const KtField *field = kt_record_get_type (record)->fields; field->key != NULL; field++)
    if (strcmp (field->key, "deleted") != 0)
      g_assert_cmpint (kt_record_get (record, field->key) != NULL, ==, kt_record_n_entries (record, field->key) > 0);
  g_assert_cmpstr (kt_json_get_string (plain, "words"), ==, kt_record_get_text (record, "words"));
}

static void
assert_reparses (KtRecord *record)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KtRecord) back = kt_record_parse (kt_record_get_bytes (record), -1, NULL, &error), at_length = NULL;
  g_autofree char *spaced = g_strconcat (" ", kt_record_get_bytes (record), NULL);

  g_assert_no_error (error);
  at_length = kt_record_parse (spaced, -1, NULL, &error); /* what is not quite canonical goes through the parser */
  g_assert_no_error (error);
  g_assert_cmpstr (kt_record_get_bytes (back), ==, kt_record_get_bytes (record));
  g_assert_cmpstr (kt_record_get_bytes (at_length), ==, kt_record_get_bytes (record));
}

static void
run (guint64 seed)
{
  World world;
  g_autoptr (KtRecord) final = NULL;

  begin (&world, seed);
  assert_laws (&world);
  final = assert_converges (&world);
  assert_book (&world, final);
  assert_edits (final);
  assert_reads (final);
  assert_reparses (final);
  end (&world);
}

static void
test_random_histories (void)
{
  kt_test_property (300, run);
}

/* Two bodies that claim the same dot for different values (a copied store, a liar): still the same bytes. */
static void
lie (json_object *tree, gpointer value)
{
  json_object *fields = kt_json_get_object (tree, "fields"), *edits = kt_json_get_object (tree, "edits");

  json_object_object_add (fields, "words", kt_test_json (value));
  json_object_object_add (edits, "a:1", kt_test_json (strchr (value, 'X') != NULL ? "{'by':'worker:9'}" : "{'by':'worker:8'}"));
}

static void
test_same_dot (void)
{
  g_autoptr (KtRecord) a = kt_test_new ("goal", "a", "{'words':'A'}");
  g_autofree char *x = kt_test_rewrite (a, lie, (gpointer) "[{'dot':'a:1','v':'X'}]", TRUE);
  g_autofree char *y = kt_test_rewrite (a, lie, (gpointer) "[{'dot':'a:1','v':'Y'}]", TRUE);
  g_autoptr (KtRecord) b = kt_record_parse (x, -1, NULL, NULL), c = kt_record_parse (y, -1, NULL, NULL);
  g_autoptr (KtRecord) ab = kt_test_join (a, b), bc = kt_test_join (b, c), left = kt_test_join (ab, c), right = kt_test_join (a, bc);

  g_assert_true (kt_record_equal (left, right));
  g_assert_cmpuint (kt_record_n_entries (left, "words"), ==, 1);
  g_assert_cmpstr (kt_record_get_text (left, "words"), ==, "Y");
}

/* Even what cannot be, one id with two types or families, comes out the same for all. */
static void
move (json_object *tree, gpointer value)
{
  json_object_object_add (tree, "family", json_object_new_string (value));
  json_object_object_add (tree, "newer", strchr (value, '2') != NULL ? NULL : json_object_new_string (value));
}

static void
test_identity_differs (void)
{
  g_autoptr (KtRecord) a = kt_test_new ("goal", "a", "{'words':'A'}");
  g_autofree char *x = kt_test_rewrite (a, move, (gpointer) "family:2", TRUE);
  g_autofree char *y = kt_test_rewrite (a, move, (gpointer) "family:3", TRUE);
  g_autoptr (KtRecord) b = kt_record_parse (x, -1, NULL, NULL), c = kt_record_parse (y, -1, NULL, NULL);
  g_autoptr (KtRecord) ab = kt_test_join (a, b), bc = kt_test_join (b, c), left = kt_test_join (ab, c), right = kt_test_join (a, bc);

  g_assert_true (kt_record_equal (left, right));
  g_assert_cmpstr (kt_record_get_family (left), ==, "family:3");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/model/join/random-histories", test_random_histories);
  g_test_add_func ("/model/join/same-dot", test_same_dot);
  g_test_add_func ("/model/join/identity-differs", test_identity_differs);
  return g_test_run ();
}
