/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-office"
#include "office/guard.h"

#include <string.h>

#include "model/types.h"
#include "office/office-data.h"

typedef struct {
  KtGuard guard;
  const char *family;      /* (nullable) */
  gboolean narrowest;      /* the database is the family's "safe" */
} Source;

static gboolean
is_append_only (const KtType *type)
{
  return type->append_only;
}

static gboolean
is_safe (const KtType *type)
{
  return type->scope == KT_SCOPE_SAFE;
}

/* Types of the model's table as a JavaScript array. */
static char *
list_types (gboolean (*wanted) (const KtType *type))
{
  GString *list = g_string_new ("[");

  for (const KtType *const *type = kt_types (); wanted != NULL && *type != NULL; type++)
    if (wanted (*type))
      g_string_append_printf (list, "%s'%s'", list->len > 1 ? ", " : "", (*type)->name);
  g_string_append_c (list, ']');
  return g_string_free_and_steal (list);
}

static GString *
load_source (KtGuard guard, GError **error)
{
  static const char *const names[] = { "validation.js", "validation-inbox.js", "validation-organisation.js" };
  g_autofree char *path = g_strconcat ("/io/github/keukentafel/office/", names[guard], NULL);
  g_autoptr (GBytes) source = g_resource_lookup_data (kt_office_get_resource (), path, 0, error);

  /* The comment before it is for who reads the file. */
  return source != NULL ? g_string_new (strstr (g_bytes_get_data (source, NULL), "function (newDoc")) : NULL;
}

static gboolean
edit_design (json_object *document, gpointer data, GError **error)
{
  const Source *source = data;
  g_autoptr (GString) text = load_source (source->guard, error);
  g_autofree char *append_only = list_types (is_append_only);
  g_autofree char *too_narrow = list_types (source->narrowest ? NULL : is_safe);

  if (text == NULL)
    return FALSE;
  if (source->family != NULL)
    g_string_replace (text, "FAMILY_ID", source->family, 0);
  g_string_replace (text, "APPEND_ONLY", append_only, 0);
  g_string_replace (text, "TOO_NARROW", too_narrow, 0);
  json_object_object_add (document, "language", json_object_new_string ("javascript"));
  json_object_object_add (document, "validate_doc_update", json_object_new_string (text->str));
  return TRUE;
}

gboolean
kt_office_guard (KtCouch *couch, const char *database, KtGuard guard, const char *family, GError **error)
{
  Source source = { guard, family, g_str_has_suffix (database, "-safe") };

  return !couch->is_couchdb ||
         kt_couch_ensure_document (couch, database, "_design/keukentafel", edit_design, &source, "write validation", error);
}
