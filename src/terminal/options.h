/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* Options by table: --name VALUE, --name=VALUE, --switch; "--" ends them and "-" is no option. Any order. Pure. */
#include "terminal/program.h"

/* tables: NULL-terminated array of option tables. Returns: (transfer full) the words that are no options, or NULL
 * with KT_USAGE_ERROR. */
GStrv kt_options_parse (char **argv, const KtOption *const *tables, GError **error);
/* The words that are no options, as far as these tables know; stores nothing and never fails. */
GStrv kt_options_skip (char **argv, const KtOption *const *tables);
