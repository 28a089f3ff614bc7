/* SPDX-License-Identifier: EUPL-1.2 */
/* The signatures of an edit, one a dot (record-signed.h says over what). */
#define G_LOG_DOMAIN "keukentafel"
#include "model/edit.h"
#include "model/record-signed.h"

#include <string.h>

/* The entries one dot made, as `"field":"hash",…`. */
typedef struct {
  GString *of;
  guint n;
} Written;

static void
free_written (gpointer data)
{
  Written *written = data;

  g_string_free (written->of, TRUE);
  g_free (written);
}

static int
compare_dots (gconstpointer a, gconstpointer b, gpointer unused)
{
  return strcmp (a, b);
}

/* Fields come in the order of their keys, so each list is canonical. */
void
kt_edit_note_entry (KtEdit *edit, const char *dot, const char *key, const char *entry)
{
  Written *written;

  if (edit->info->sign == NULL)
    return;
  if (edit->written == NULL)
    edit->written = g_tree_new_full (compare_dots, NULL, g_free, free_written);
  written = g_tree_lookup (edit->written, dot);
  if (written == NULL)
    {
      written = g_new0 (Written, 1);
      written->of = g_string_new (NULL);
      g_tree_insert (edit->written, g_strdup (dot), written);
    }
  kt_signed_append_entry (written->of, key, (KtText) { entry, strlen (entry) });
  written->n++;
}

typedef struct {
  KtEdit *edit;
  const char *id, *family; /* id NULL: only the lists */
} Signing;

static gboolean
sign_dot (gpointer key, gpointer value, gpointer data)
{
  Signing *signing = data;
  const KtEditInfo *info = signing->edit->info;
  const Written *written = value;
  g_autofree char *plain = kt_edit_write_info (info, NULL, NULL), *text = NULL, *sig = NULL;

  if (signing->id != NULL)
    {
      text = kt_signed_write_text (key, plain, written->of->str, signing->id, signing->family);
      sig = info->sign (info->signer, text, strlen (text));
    }
  g_tree_replace (signing->edit->infos, g_strdup (key),
                  kt_edit_write_info (info, written->n > 1 ? written->of->str : NULL, sig));
  return FALSE;
}

void
kt_edit_sign (KtEdit *edit, const char *id, const char *family)
{
  Signing signing = { edit, id, family };

  if (edit->written != NULL)
    g_tree_foreach (edit->written, sign_dot, &signing);
}
