/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-terminal"
#include "terminal/options.h"

#include <glib/gi18n.h>
#include <string.h>

static const KtOption *
find_option (const char *name, gsize len, const KtOption *const *tables)
{
  for (guint i = 0; tables[i] != NULL; i++)
    for (const KtOption *option = tables[i]; option->name != NULL; option++)
      if (strlen (option->name) == len && strncmp (option->name, name, len) == 0)
        return option;
  return NULL;
}

/* The option a word names, and where its value starts if "=" gives it. */
static const KtOption *
option_of (const char *word, const KtOption *const *tables, const char **value)
{
  const char *equals = strchr (word + 2, '=');

  *value = equals != NULL ? equals + 1 : NULL;
  return find_option (word + 2, equals != NULL ? (gsize) (equals - word - 2) : strlen (word + 2), tables);
}

static gboolean
is_option (const char *word)
{
  return g_str_has_prefix (word, "-") && word[1] != '\0';
}

static gboolean
store_value (const KtOption *option, const char *word, const char *value, GError **error)
{
  if (option->value == NULL && value != NULL)
    {
      g_set_error (error, KT_USAGE_ERROR, KT_USAGE_ERROR_BAD, _("%s takes no value"), word);
      return FALSE;
    }
  if (option->flag != NULL)
    *option->flag = TRUE;
  if (option->text != NULL)
    g_set_str (option->text, value);
  if (option->list != NULL)
    {
      if (*option->list == NULL)
        *option->list = g_ptr_array_new_null_terminated (4, g_free, TRUE);
      g_ptr_array_add (*option->list, g_strdup (value));
    }
  return TRUE;
}

GStrv
kt_options_parse (char **argv, const KtOption *const *tables, GError **error)
{
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();
  gboolean ended = FALSE;

  for (guint i = 0; argv[i] != NULL; i++)
    {
      const KtOption *option;
      const char *value = NULL, *word = argv[i];

      if (!g_utf8_validate (word, -1, NULL))
        {
          g_set_error (error, KT_USAGE_ERROR, KT_USAGE_ERROR_BAD, _("argument %u is not UTF-8"), i + 1);
          return NULL;
        }
      if (ended || !is_option (word))
        {
          g_strv_builder_add (words, word);
          continue;
        }
      ended = strcmp (word, "--") == 0;
      if (ended)
        continue;
      option = option_of (word, tables, &value);
      if (!g_str_has_prefix (word, "--") || option == NULL)
        {
          g_set_error (error, KT_USAGE_ERROR, KT_USAGE_ERROR_BAD, _("there is no option “%s” here; see --help"), word);
          return NULL;
        }
      if (option->value != NULL && value == NULL && (value = argv[++i]) == NULL)
        {
          g_set_error (error, KT_USAGE_ERROR, KT_USAGE_ERROR_BAD, _("%s needs a value"), word);
          return NULL;
        }
      if (!store_value (option, word, value, error))
        return NULL;
    }
  return g_strv_builder_end (words);
}

GStrv
kt_options_skip (char **argv, const KtOption *const *tables)
{
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();

  for (guint i = 0; argv[i] != NULL; i++)
    {
      const char *value;
      const KtOption *option;

      if (!is_option (argv[i]))
        {
          g_strv_builder_add (words, argv[i]);
          continue;
        }
      if (strcmp (argv[i], "--") == 0)
        continue;
      option = strlen (argv[i]) > 2 ? option_of (argv[i], tables, &value) : NULL;
      if (option != NULL && option->value != NULL && value == NULL && argv[i + 1] != NULL)
        i++;
    }
  return g_strv_builder_end (words);
}
