/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-store"

#include "store/search-snippet.h"

#include <string.h>

#define WORDS_BEFORE 4
#define WORDS_SHOWN 14
#define HIT_START '\x01'
#define HIT_END '\x02'

typedef struct {
  const char *start, *end;
  gboolean hit;
} Word;

/* ---- Folding ---- */

static gboolean
is_word_char (gunichar c)
{
  return g_unichar_isalnum (c) || g_unichar_ismark (c);
}

/* The next run of letters, digits and marks at or after *p; FALSE at the end of the text. */
static gboolean
next_word (const char **p, Word *word)
{
  const char *q = *p;

  while (*q != '\0' && !g_unichar_isalnum (g_utf8_get_char (q)))
    q = g_utf8_next_char (q);
  word->start = q;
  while (*q != '\0' && is_word_char (g_utf8_get_char (q)))
    q = g_utf8_next_char (q);
  *p = word->end = q;
  return word->end > word->start;
}

static char *
fold (const char *start, gsize len)
{
  g_autofree char *apart = g_utf8_normalize (start, (gssize) len, G_NORMALIZE_NFD);
  GString *folded = g_string_sized_new (len);

  for (const char *p = apart; p != NULL && *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (!g_unichar_ismark (c))
        g_string_append_unichar (folded, g_unichar_tolower (c));
    }
  return g_string_free_and_steal (folded);
}

GStrv
kt_search_fold (const char *words)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  Word word;

  while (next_word (&words, &word))
    g_strv_builder_take (builder, fold (word.start, (gsize) (word.end - word.start)));
  return g_strv_builder_end (builder);
}

/* ---- Finding ---- */

/* wanted is folded; the last of it is a prefix. */
static gboolean
fits (const char *folded, gsize len, const char *wanted, gboolean is_last)
{
  gsize n = strlen (wanted);

  return (n == len || (is_last && n < len)) && g_ascii_strncasecmp (folded, wanted, n) == 0;
}

static gboolean
is_wanted (const char *start, gsize len, const char *const *wanted)
{
  for (gsize i = 0; wanted[i] != NULL; i++)
    if (fits (start, len, wanted[i], wanted[i + 1] == NULL))
      return TRUE;
  return FALSE;
}

/* Most words are plain ASCII and need no folding but that of case. */
static gboolean
is_hit (const Word *word, const char *const *wanted)
{
  gsize len = (gsize) (word->end - word->start);
  g_autofree char *folded = NULL;

  for (gsize i = 0; i < len; i++)
    if ((guchar) word->start[i] >= 0x80)
      {
        folded = fold (word->start, len);
        return is_wanted (folded, strlen (folded), wanted);
      }
  return is_wanted (word->start, len, wanted);
}

/* The words of text, hits marked. Returns: how many hits. */
static guint
read_words (const char *text, const char *const *wanted, GArray *words)
{
  guint hits = 0;
  Word word;

  g_array_set_size (words, 0);
  while (next_word (&text, &word))
    {
      word.hit = is_hit (&word, wanted);
      hits += word.hit;
      g_array_append_val (words, word);
    }
  return hits;
}

/* ---- Cutting ---- */

static void
append_on_one_line (GString *out, const char *start, const char *end)
{
  for (const char *p = start; p < end; p++)
    g_string_append_c (out, g_ascii_iscntrl (*p) ? ' ' : *p);
}

static guint
first_shown (GArray *words)
{
  guint first = 0;

  while (first < words->len && !g_array_index (words, Word, first).hit)
    first++;
  if (first == words->len)
    return 0;
  return first > WORDS_BEFORE ? first - WORDS_BEFORE : 0;
}

static char *
cut (const char *text, GArray *words)
{
  guint first = first_shown (words), last = MIN (first + WORDS_SHOWN, words->len);
  const char *p = first > 0 ? g_array_index (words, Word, first).start : text;
  GString *out = g_string_new (first > 0 ? "… " : "");

  for (guint i = first; i < last; i++)
    {
      const Word *word = &g_array_index (words, Word, i);

      append_on_one_line (out, p, word->start);
      if (word->hit)
        g_string_append_c (out, HIT_START);
      append_on_one_line (out, word->start, word->end);
      if (word->hit)
        g_string_append_c (out, HIT_END);
      p = word->end;
    }
  if (last < words->len)
    g_string_append (out, " …");
  else
    append_on_one_line (out, p, p + strlen (p));
  return g_strchomp (g_string_free_and_steal (out));
}

typedef struct {
  const char *const *wanted;
  GArray *words;           /* of Word */
  const char *field;       /* (nullable) the best so far, its text and its hits */
  const char *text;
  guint hits;
} Search;

static void
look_into_field (Search *search, KtRecord *record, const char *key)
{
  guint n = kt_record_n_entries (record, key);

  for (guint i = 0; i < n; i++)
    {
      KtEntry entry;
      guint hits;

      if (!kt_record_get_entry (record, key, i, &entry) || !json_object_is_type (entry.value, json_type_string))
        continue;
      hits = read_words (json_object_get_string (entry.value), search->wanted, search->words);
      if (search->field != NULL && hits <= search->hits)
        continue;
      search->field = key;
      search->text = json_object_get_string (entry.value);
      search->hits = hits;
    }
}

gboolean
kt_search_snippet (KtRecord *record, const char *const *wanted, char **field, char **snippet)
{
  g_autoptr (GArray) words = g_array_new (FALSE, FALSE, sizeof (Word));
  const KtType *type = kt_record_get_type (record);
  Search search = { wanted, words, NULL, NULL, 0 };

  for (const KtField *f = type != NULL ? type->fields : NULL; f != NULL && f->key != NULL; f++)
    if (f->searchable)
      look_into_field (&search, record, f->key);
  *field = g_strdup (search.field);
  if (search.field == NULL)
    {
      *snippet = g_strdup ("");
      return FALSE;
    }
  read_words (search.text, wanted, words);
  *snippet = cut (search.text, words);
  return search.hits > 0;
}
