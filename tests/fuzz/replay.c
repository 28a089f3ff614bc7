/* SPDX-License-Identifier: EUPL-1.2 */
/* Feeds every file of a folder to the fuzz target it is linked with, and each of them cut short and with single bytes
 * changed too: cheap neighbours of what was once interesting. Speaks TAP, a line a file. */
#include "fuzz/fuzz.h"

#include <gio/gio.h>
#include <stdio.h>
#include <string.h>

static void
feed (const char *bytes, gsize len)
{
  /* a copy of exactly that size, so that a sanitizer sees a read behind the end */
  g_autofree guint8 *exact = g_memdup2 (bytes, len);

  LLVMFuzzerTestOneInput (exact, len);
}

static void
feed_neighbours (const char *bytes, gsize len)
{
  static const guint8 flips[] = { 0x01, 0x20, 0x80, 0xff };
  gsize step = len / 200 + 1;

  for (gsize i = 0; i < len; i += step)
    {
      feed (bytes, i);
      for (gsize f = 0; f < G_N_ELEMENTS (flips); f++)
        {
          g_autofree char *changed = g_memdup2 (bytes, len);

          changed[i] ^= (char) flips[f];
          feed (changed, len);
        }
    }
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static GPtrArray *
list_files (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  return names;
}

int
main (int argc, char *argv[])
{
  g_autoptr (GPtrArray) names = list_files (argv[1]);

  g_assert_cmpuint (names->len, >, 0);
  printf ("1..%u\n", names->len);
  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *path = g_build_filename (argv[1], g_ptr_array_index (names, i), NULL);
      g_autofree char *bytes = NULL;
      g_autoptr (GError) error = NULL;
      gsize len;

      g_assert_true (g_file_get_contents (path, &bytes, &len, &error));
      feed (bytes, len);
      feed_neighbours (bytes, len);
      printf ("ok %u - %s\n", i + 1, (char *) g_ptr_array_index (names, i));
      fflush (stdout);
    }
  return 0;
}
