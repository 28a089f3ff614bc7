/* SPDX-License-Identifier: EUPL-1.2 */
/* Runs the schedules it is given, a line each, and answers each with a line. join-sim.py asks. */
#include "model/leaf-sim.h"

#include <stdio.h>
#include <stdlib.h>

int
main (void)
{
  char *line = NULL;
  size_t size = 0;
  ssize_t len;

  while ((len = getline (&line, &size, stdin)) > 0)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (json_object) schedule = kt_json_parse (line, len, &error), result = NULL;

      g_assert_no_error (error);
      result = kt_leaf_sim_run (schedule);
      printf ("%s\n", json_object_to_json_string_ext (result, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE));
      fflush (stdout);
    }
  free (line);
  return 0;
}
