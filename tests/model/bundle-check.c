/* SPDX-License-Identifier: EUPL-1.2 */
/* For check-schema.py: `bundle-check schema` prints the schemas; without it each line is a bundle, answered by a line:
 * "ok", or "bad: " and why. */
#include "model/bundle.h"
#include "model/schema.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
print_schemas (void)
{
  g_autoptr (json_object) all = json_object_new_object ();
  json_object *types = json_object_new_object ();

  json_object_object_add (all, "bundle", kt_bundle_schema ());
  json_object_object_add (all, "types", types);
  for (const KtType *const *type = kt_types (); *type != NULL; type++)
    json_object_object_add (types, (*type)->name, kt_type_schema (*type));
  printf ("%s\n", json_object_to_json_string_ext (all, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE));
}

int
main (int argc, char *argv[])
{
  char *line = NULL;
  size_t size = 0;
  ssize_t len;

  if (argc > 1)
    {
      print_schemas ();
      return 0;
    }
  while ((len = getline (&line, &size, stdin)) > 0)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) items = kt_bundle_parse (line, len, &error);

      if (items != NULL)
        printf ("ok\n");
      else
        printf ("bad: %s\n", error->message);
      fflush (stdout);
    }
  free (line);
  return 0;
}
