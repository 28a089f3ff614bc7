/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-terminal"
#include "terminal/reasons.h"

#include <glib/gi18n.h>
#include <string.h>

/* As base/ and model/ write them; tests/cli/bad-input.py sees to it that none is missing. A "%s" stands for a name. */
static const char *const reasons[] = {
  /* a text that is no JSON */
  N_("not UTF-8"),
  N_("the text ends too early"),
  N_("the text ends inside a string"),
  N_("more behind the value"),
  N_("nothing but null"),
  N_("a key that was there before"),
  N_("a \\u escape without four hex digits"),
  N_("half a surrogate pair"),
  N_("a control character inside a string"),
  N_("an unknown escape"),
  N_("not a number"),
  N_("not a value"),
  N_("a comma before the end"),
  N_("a number beyond 64 bits"),
  N_("a number that is not whole"),
  N_("two keys that are the same in NFC"),
  /* a bundle */
  N_("an object was expected"),
  N_("an object with a list \"docs\" was expected"),
  N_("missing"),
  N_("must begin with \"%s\""),
  N_("there is no type %s"),
  N_("type %s has no such field"),
  N_("the same as that of %s"),
  N_("a family's own id was expected"),
  N_("not a family's id"),
  N_("no such family, here or in this file"),
  N_("a record never moves to another family"),
  N_("this is here already with other words, and is never changed"),
  /* a value */
  N_("a text was expected"),
  N_("a text that is not UTF-8, or has a NUL in it"),
  N_("the id of a record was expected"),
  N_("a date was expected (YYYY, YYYY-MM, YYYY-MM-DD or YYYY-MM-DDTHH:MM)"),
  N_("not one of the choices"),
  N_("a list was expected"),
  N_("an empty element in a list"),
  N_("a whole number was expected"),
  N_("true or false was expected"),
  N_("not yes or no"),
};

/* Whether text reads as pattern, which may have one %s; *name is what stands there. */
static gboolean
matches (const char *pattern, const char *text, char **name)
{
  const char *hole = strstr (pattern, "%s");
  gsize before, after, len = strlen (text);

  if (hole == NULL)
    return strcmp (pattern, text) == 0;
  before = (gsize) (hole - pattern);
  after = strlen (hole + 2);
  if (len < before + after || strncmp (pattern, text, before) != 0 || strcmp (text + len - after, hole + 2) != 0)
    return FALSE;
  *name = g_strndup (text + before, len - before - after);
  return TRUE;
}

static char *
translate_reason (const char *text)
{
  for (gsize i = 0; i < G_N_ELEMENTS (reasons); i++)
    {
      g_autofree char *name = NULL;
      GString *said;

      if (!matches (reasons[i], text, &name))
        continue;
      said = g_string_new (_(reasons[i]));
      if (name != NULL)
        g_string_replace (said, "%s", name, 1);
      return g_string_free_and_steal (said);
    }
  return NULL;
}

/* "docs[3] (goal:…), field words", "byte 17", "field words" */
static char *
translate_place (const char *place)
{
  const char *field = strstr (place, "field ");
  g_autofree char *document = NULL;

  if (g_str_has_prefix (place, "byte "))
    /* Translators: the placeholder is a number: how far into a file. */
    return g_strdup_printf (_("at byte %s"), place + strlen ("byte "));
  if (field == NULL)
    return g_strdup (place);
  if (field == place)
    return g_strdup_printf (_("field “%s”"), field + strlen ("field "));
  document = g_strndup (place, (gsize) (field - place));
  /* Translators: the first placeholder is a document and ends in a comma and a space. */
  return g_strdup_printf (_("%sfield “%s”"), document, field + strlen ("field "));
}

char *
kt_reason_translate (const char *message)
{
  const char *colon = strstr (message, ": ");
  const char *comma = strstr (message, ", ");
  g_autofree char *place = NULL, *reason = NULL, *where = NULL;

  if (colon == NULL && comma == NULL)
    return g_strdup (message);
  /* A document that is no object has no field: "docs[3], an object was expected". */
  if (colon == NULL)
    colon = comma;
  reason = translate_reason (colon + 2);
  place = g_strndup (message, (gsize) (colon - message));
  where = translate_place (place);
  if (reason == NULL)
    /* Translators: a technical reason in English. */
    reason = g_strdup_printf (_("this cannot be read (%s)"), colon + 2);
  return g_strdup_printf ("%s: %s", where, reason);
}
