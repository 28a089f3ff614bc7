/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-terminal"
#include "terminal/program.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/i18n.h"
#include "base/log.h"
#include "terminal/explain.h"
#include "terminal/options.h"

G_DEFINE_QUARK (kt-usage-error-quark, kt_usage_error)

void
kt_answer_json (json_object *answer)
{
  g_print ("%s\n", json_object_to_json_string_ext (answer, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE));
  json_object_put (answer);
}

/* ---- Help ---- */
static void
print_options (const char *heading, const KtOption *options)
{
  if (options == NULL || options[0].name == NULL)
    return;
  g_print ("\n%s\n", heading);
  for (const KtOption *option = options; option->name != NULL; option++)
    {
      g_autofree char *left = option->value != NULL ? g_strdup_printf ("--%s %s", option->name, _(option->value))
                                                    : g_strdup_printf ("--%s", option->name);
      g_print ("  %-28s %s\n", left, _(option->help));
    }
}

static void
print_common_options (KtProgram *program)
{
  const KtOption common[] = {
    { "json", NULL, NULL, NULL, NULL, N_("answer in JSON") },
    { "help", NULL, NULL, NULL, NULL, N_("this help") },
    { NULL },
  };

  print_options (_("For every command:"), program->options);
  print_options ("", common);
}

static void
print_program_help (KtProgram *program)
{
  g_print ("%s\n\n%s %s %s\n\n%s\n", _(program->summary), _("Usage:"), program->name,
           _("[OPTION…] COMMAND [ARGUMENT…]"), _("Commands:"));
  for (guint i = 0; program->commands[i] != NULL; i++)
    {
      const KtCommand *command = program->commands[i];
      g_autofree char *left = g_strdup_printf ("%s %s", command->name, *command->arguments != '\0' ? _(command->arguments) : "");
      g_print ("  %-28s %s\n", left, _(command->summary));
    }
  print_common_options (program);
  g_print ("\n%s\n", _("Exit status: 0 done, 1 failed, 2 bad input, 3 locked or wrong passphrase, 4 no connection, "
                        "5 sign in again, 6 done, but something was set aside."));
}

static void
print_command_help (KtProgram *program, const KtCommand *command)
{
  g_print ("%s\n\n%s %s %s %s\n", _(command->summary), _("Usage:"), program->name, command->name,
           *command->arguments != '\0' ? _(command->arguments) : "");
  print_options (_("Options:"), command->options);
  print_common_options (program);
}

/* ---- Running ---- */
static int
report (KtProgram *program, const GError *error)
{
  g_autofree char *sentence = NULL;
  KtExit status = kt_explain (error, &sentence);

  g_printerr ("%s: %s\n", program->name, sentence);
  if (program->json)
    {
      json_object *answer = json_object_new_object (), *failure = json_object_new_object ();
      json_object_object_add (failure, "status", json_object_new_int (status));
      json_object_object_add (failure, "message", json_object_new_string (sentence));
      json_object_object_add (answer, "error", failure);
      kt_answer_json (answer);
    }
  return status;
}

/* A command of one or two words; *words_used says how many. */
static const KtCommand *
find_command (KtProgram *program, char **words, guint *words_used)
{
  g_autofree char *two = words[0] != NULL && words[1] != NULL ? g_strconcat (words[0], " ", words[1], NULL) : NULL;

  for (guint i = 0; words[0] != NULL && program->commands[i] != NULL; i++)
    {
      const char *name = program->commands[i]->name;
      if (g_str_equal (name, words[0]) || g_strcmp0 (name, two) == 0)
        {
          *words_used = strchr (name, ' ') != NULL ? 2 : 1;
          return program->commands[i];
        }
    }
  return NULL;
}

static int
run_command (KtProgram *program, const KtCommand *command, char **args, GError **error)
{
  guint n = g_strv_length (args);

  if (n < command->min || n > command->max)
    {
      g_set_error (error, KT_USAGE_ERROR, KT_USAGE_ERROR_BAD, n < command->min
                   /* Translators: the placeholders are a command and the arguments it needs. */
                                                                  ? _("“%s” needs %s; see --help")
                                                                  : _("“%s” takes no more than %s; see --help"),
                   command->name, *command->arguments != '\0' ? _(command->arguments) : "–");
      return -1;
    }
  return command->run (program, args, error);
}

static int
run_words (KtProgram *program, char **argv, GError **error)
{
  const KtOption own[] = {
    { "json", NULL, NULL, &program->json, NULL, NULL },
    { "help", NULL, NULL, &program->help, NULL, NULL },
    { NULL },
  };
  const KtOption *tables[] = { own, program->options, NULL, NULL };
  g_auto (GStrv) words = NULL;
  const KtCommand *command;
  guint used = 0;

  /* The command decides which options there are, so it is looked for first: values of options cannot hide it, because
   * only options of every command may stand before it. */
  g_auto (GStrv) leading = kt_options_skip (argv + 1, tables);
  command = find_command (program, leading, &used);
  tables[2] = command != NULL ? command->options : NULL;
  words = kt_options_parse (argv + 1, tables, error);
  if (words == NULL)
    return -1;
  if (program->help && command != NULL)
    print_command_help (program, command);
  else if (program->help)
    print_program_help (program);
  if (program->help)
    return KT_EXIT_DONE;
  if (command == NULL)
    {
      if (words[0] != NULL)
        g_set_error (error, KT_USAGE_ERROR, KT_USAGE_ERROR_BAD, _("there is no command “%s”; see --help"), words[0]);
      else
        g_set_error_literal (error, KT_USAGE_ERROR, KT_USAGE_ERROR_BAD, _("which command? See --help"));
      return -1;
    }
  return run_command (program, command, words + used, error);
}

int
kt_program_run (KtProgram *program, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  int status;

  kt_log_init ();
  kt_i18n_init ();
  g_set_prgname (program->name);
  status = run_words (program, argv, &error);
  if (status >= 0)
    return status;
  return report (program, error);
}
