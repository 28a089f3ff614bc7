/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* A command-line program: a table of commands, each with a table of options, and one way to parse, to help, to answer
 * and to fail. Main thread. */
#include <gio/gio.h>
#include <json-c/json.h>

/* What a program ends with; scripts rely on it. */
typedef enum {
  KT_EXIT_DONE = 0,
  KT_EXIT_FAILED = 1,
  KT_EXIT_BAD_INPUT = 2,  /* says what and where; nothing was written */
  KT_EXIT_LOCKED = 3,     /* locked, or wrong passphrase */
  KT_EXIT_OFFLINE = 4,
  KT_EXIT_SIGN_IN = 5,
  KT_EXIT_SET_ASIDE = 6,  /* done, but something was set aside */
} KtExit;

typedef struct {
  const char *name;       /* "passphrase-file" */
  const char *value;      /* N_("FILE"); NULL: a switch */
  char **text;            /* where a value goes (a fresh string) … */
  gboolean *flag;         /* … or a switch */
  GPtrArray **list;       /* … or every value of an option that may be repeated */
  const char *help;       /* N_() */
} KtOption;               /* a table ends with name == NULL */

typedef struct _KtProgram KtProgram;
/* args: the words after the command, at least min of them. Returns: an exit status, or -1 with error set. */
typedef int (*KtCommandFunc) (KtProgram *program, char **args, GError **error);

typedef struct {
  const char *name;       /* "import", or two words: "user add" */
  const char *arguments;  /* N_("FILE|-"); "" for none */
  guint min, max;         /* how many arguments */
  const char *summary;    /* N_() one sentence */
  const KtOption *options; /* (nullable) */
  KtCommandFunc run;
} KtCommand;

struct _KtProgram {
  const char *name;       /* "keukentafel-cli" */
  const char *summary;    /* N_() */
  const KtOption *options; /* of every command */
  const KtCommand *const *commands; /* NULL-terminated */
  gboolean json;          /* --json was given; every program has it */
  gboolean help;
};

/* Parses, runs, reports. Returns: the exit status of the process. */
int kt_program_run (KtProgram *program, int argc, char **argv);

/* The answer for scripts, one line of JSON on standard output. answer: (transfer full). */
void kt_answer_json (json_object *answer);

/* What is wrong with how a command was used: bad input. message is a translated sentence. */
#define KT_USAGE_ERROR (kt_usage_error_quark ())
GQuark kt_usage_error_quark (void);
typedef enum { KT_USAGE_ERROR_BAD } KtUsageError;
