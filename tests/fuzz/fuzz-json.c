/* SPDX-License-Identifier: EUPL-1.2 */
/* The parser, the canonical form and the reader of canonical text must agree on what is what. */
#include "fuzz/fuzz.h"
#include "base/json.h"

#include <string.h>

static gboolean
is_canonical (const char *text, gsize len)
{
  KtCanonical in;

  if (!g_utf8_validate_len (text, len, NULL))
    return FALSE;
  kt_canonical_init (&in, text, len);
  return kt_canonical_skip (&in) && kt_canonical_is_done (&in);
}

/* Its own length in brackets is the deepest a text can be. */
static gboolean
may_be_deep (const char *text, gsize len)
{
  guint brackets = 0;

  for (gsize i = 0; i < len; i++)
    brackets += text[i] == '[' || text[i] == '{';
  return brackets > KT_CANONICAL_MAX_DEPTH;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  const char *text = (const char *) data;
  g_autoptr (GError) error = NULL;
  g_autoptr (json_object) value = kt_json_parse (text, (gssize) size, &error), again = NULL;
  g_autofree char *canonical = value != NULL ? kt_json_canonical (value, NULL) : NULL, *twice = NULL;

  g_assert_true ((value != NULL) != (error != NULL));
  if (is_canonical (text, size) && !(size == 4 && memcmp (text, "null", 4) == 0))
    {
      g_assert_nonnull (canonical);
      g_assert_cmpmem (canonical, strlen (canonical), text, size);
    }
  if (canonical == NULL)
    return 0;
  g_assert_true (is_canonical (canonical, strlen (canonical)) || may_be_deep (canonical, strlen (canonical)));
  again = kt_json_parse (canonical, -1, NULL);
  twice = kt_json_canonical (again, NULL);
  g_assert_cmpstr (twice, ==, canonical);
  return 0;
}
