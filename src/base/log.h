/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* A log in which nobody's name or words can stand. What we have to say is an event, a fixed code ("sync.pull"), with
 * facts that are numbers, ids or codes. Any other message (of a library, or a stray g_warning) is stripped to words
 * that cannot come from a family. Any thread. */
#include <glib.h>

/* Installs the writer for the whole process; once, before anything is logged. Goes to stderr, a line a message;
 * levels below "message" only with KEUKENTAFEL_LOG=debug. */
void kt_log_init (void);

typedef enum {
  KT_LOG_END,   /* ends the list */
  KT_LOG_INT,   /* followed by name, gint64 */
  KT_LOG_ID,    /* name, const char *: a record's id, a database's name or a revision; anything else is shown as "?" */
  KT_LOG_CODE,  /* name, const char *: lower-case letters, digits, "." "_" "-", at most 40; anything else is "?" */
  KT_LOG_ERROR, /* name, const GError *: its domain and code, never its message */
} KtLogFact;

/* kt_log_event (G_LOG_LEVEL_INFO, "sync.pull", KT_LOG_INT, "records", (gint64) n, KT_LOG_END). */
void kt_log_event (GLogLevelFlags level, const char *event, ...);

/* What is left of a message that is not an event. Returns: (transfer full). */
char *kt_log_redact (const char *message);
