/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* One written value of a script as a value of a record. */
#include "demo/script.h"

/* "@key" and "@@login" as ids. Returns: (transfer full) or NULL with error for a key nobody made. */
typedef char *(*KtScriptLookUp) (gpointer data, const char *reference, GError **error);

/* Returns: (transfer full). */
json_object *kt_script_value (const KtScript *script, json_object *written, KtScriptLookUp look_up, gpointer data,
                              GError **error);
