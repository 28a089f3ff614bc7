/* SPDX-License-Identifier: EUPL-1.2 */
/* Libraries put what they were given into their messages: pango the text it cannot parse, GIO the name of a file. So
 * what they say is not searched for what must go; only what may stay stays: names of functions and types, and a few
 * words that hold such a sentence together. */
#define G_LOG_DOMAIN "keukentafel"
#include "base/log.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define EVENT_FIELD "KT_EVENT"
#define MAX_CODE 40
#define MAX_ID 120
#define HIDDEN "…"

static const char *const glue[] = {
  "a", "an", "and", "as", "assertion", "at", "attempt", "be", "but", "by", "cannot", "class", "code", "could", "critical", "error",
  "failed", "finalize", "finalizing", "for", "function", "has", "have", "in", "instance", "invalid", "is", "it", "more",
  "no", "not", "null", "object", "of", "on", "or", "pointer", "property", "reference", "references", "signal", "still",
  "than", "the", "to", "type", "unable", "unexpected", "unknown", "unreferenced", "was", "warning", "widget",
  "with", "without", "==", "!=", ">", "<", ">=", "<=", NULL
};

/* ---- What may stay ---- */

/* gtk_box_append, GtkBox, GTK_IS_BOX: a prefix of a library's, and nothing but the letters of a name in C. */
static gboolean
is_identifier (const char *word, gsize len)
{
  static const char *const prefixes[] = { "g_", "gtk_", "gdk_", "gsk_", "adw_", "pango_", "cairo_", "kt_", "G_", "GTK_", "GDK_",
                                          "GSK_", "ADW_", "PANGO_", "Gtk", "Gdk", "Gsk", "Adw", "Pango", "Kt" };

  for (gsize i = 0; i < len; i++)
    if (!g_ascii_isalnum (word[i]) && word[i] != '_')
      return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (prefixes); i++)
    {
      gsize n = strlen (prefixes[i]);

      /* a type's name goes on with a capital: "Gtk" + "Box", but not "Kt" + "aylor" */
      if (len > n && strncmp (word, prefixes[i], n) == 0 && (prefixes[i][n - 1] == '_' || g_ascii_isupper (word[n])))
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_glue (const char *word, gsize len)
{
  g_autofree char *lower = g_ascii_strdown (word, (gssize) len);

  return g_strv_contains (glue, lower);
}

static gboolean
is_shown (const char *word, gsize len)
{
  return is_identifier (word, len) || is_glue (word, len);
}

static gboolean
belongs_to_word (char c)
{
  return (guchar) c > ' ' && strchr ("'\"`()[]{},;:", c) == NULL;
}

/* One "…" for hidden words in a row. */
static void
append_hidden (GString *out)
{
  gsize len = out->len;

  while (len > 0 && out->str[len - 1] == ' ')
    len--;
  if (len >= strlen (HIDDEN) && strncmp (out->str + len - strlen (HIDDEN), HIDDEN, strlen (HIDDEN)) == 0)
    g_string_truncate (out, len);
  else
    g_string_append (out, HIDDEN);
}

char *
kt_log_redact (const char *message)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (const char *p = message; *p != '\0';)
    {
      const char *from = p;
      gsize len;

      while (belongs_to_word (*p) && *p != '\0')
        p++;
      len = (gsize) (p - from);
      if (len == 0)
        g_string_append_c (out, (guchar) *p <= ' ' ? ' ' : *p);
      else if (is_shown (from, len))
        g_string_append_len (out, from, (gssize) len);
      else
        append_hidden (out);
      p += len == 0;
    }
  return g_strstrip (g_string_free_and_steal (g_steal_pointer (&out)));
}

/* ---- Events ---- */

/* Letters of codes and ids, no capitals: a name or a sentence does not pass by accident. */
static gboolean
is_code (const char *text, gsize max)
{
  gsize n = text == NULL ? 0 : strspn (text, "abcdefghijklmnopqrstuvwxyz0123456789._-");

  return n > 0 && text[n] == '\0' && n <= max;
}

/* What is random in an id: hex digits and dashes, and too many of them to be somebody's name ("bea", "ada"). */
static gboolean
is_hex (const char *text)
{
  return strlen (text) >= 16 && text[strspn (text, "0123456789abcdef-")] == '\0';
}

/* "goal:5c0e…", "kt-5c0e…-plan", "7-5c0e…". */
static gboolean
is_id (const char *text)
{
  const char *colon = text == NULL ? NULL : strchr (text, ':');
  g_autofree char *type = colon == NULL ? NULL : g_strndup (text, (gsize) (colon - text));

  if (text == NULL || strlen (text) > MAX_ID)
    return FALSE;
  if (colon != NULL)
    return is_code (type, MAX_CODE) && is_hex (colon + 1);
  if (g_str_has_prefix (text, "kt-"))
    return strspn (text + 3, "0123456789abcdef") == 32 && is_code (text, MAX_ID);
  return is_hex (text);
}

static void
append_fact (GString *line, KtLogFact kind, va_list *args)
{
  const char *name = va_arg (*args, const char *);

  g_string_append_printf (line, " %s=", name);
  if (kind == KT_LOG_INT)
    g_string_append_printf (line, "%" G_GINT64_FORMAT, va_arg (*args, gint64));
  else if (kind == KT_LOG_ERROR)
    {
      const GError *error = va_arg (*args, const GError *);

      if (error != NULL)
        g_string_append_printf (line, "%s/%d", g_quark_to_string (error->domain), error->code);
      else
        g_string_append (line, "none");
    }
  else
    {
      const char *text = va_arg (*args, const char *);

      g_string_append (line, (kind == KT_LOG_ID ? is_id (text) : is_code (text, MAX_CODE)) ? text : "?");
    }
}

void
kt_log_event (GLogLevelFlags level, const char *event, ...)
{
  g_autoptr (GString) line = g_string_new (event);
  va_list args;
  KtLogFact kind;

  va_start (args, event);
  while ((kind = va_arg (args, KtLogFact)) != KT_LOG_END)
    append_fact (line, kind, &args);
  va_end (args);
  g_log_structured (G_LOG_DOMAIN, level, EVENT_FIELD, event, "MESSAGE", "%s", line->str);
}

/* ---- The writer ---- */

static const char *
find_field (const GLogField *fields, gsize n, const char *key)
{
  for (gsize i = 0; i < n; i++)
    if (strcmp (fields[i].key, key) == 0 && fields[i].length < 0)
      return fields[i].value;
  return NULL;
}

static const char *
level_name (GLogLevelFlags level)
{
  if (level & G_LOG_LEVEL_ERROR)
    return "error";
  if (level & G_LOG_LEVEL_CRITICAL)
    return "critical";
  if (level & G_LOG_LEVEL_WARNING)
    return "warning";
  return level & G_LOG_LEVEL_MESSAGE ? "message" : level & G_LOG_LEVEL_INFO ? "info"
                                                                            : "debug";
}

static gboolean
is_wanted (GLogLevelFlags level, gboolean event)
{
  if (level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING | G_LOG_LEVEL_MESSAGE))
    return TRUE;
  return event && g_strcmp0 (g_getenv ("KEUKENTAFEL_LOG"), "debug") == 0;
}

static GLogWriterOutput
write_log (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer unused)
{
  gboolean event = find_field (fields, n_fields, EVENT_FIELD) != NULL;
  const char *message = find_field (fields, n_fields, "MESSAGE");
  const char *domain = find_field (fields, n_fields, "GLIB_DOMAIN");
  g_autofree char *said = NULL, *line = NULL;

  if (!is_wanted (level, event) || message == NULL)
    return G_LOG_WRITER_HANDLED;
  said = event ? g_strdup (message) : kt_log_redact (message);
  line = g_strdup_printf ("%s %s: %s\n", domain != NULL ? domain : "-", level_name (level), said);
  /* one write a line, so that the lines of two threads do not mix; there is nobody to tell that it failed */
  if (write (STDERR_FILENO, line, strlen (line)) < 0)
    return G_LOG_WRITER_UNHANDLED;
  return G_LOG_WRITER_HANDLED;
}

void
kt_log_init (void)
{
  g_log_set_writer_func (write_log, NULL, NULL);
}
