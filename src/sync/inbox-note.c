/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-sync"
#include "sync/inbox-note.h"

#include <string.h>

#include "base/id.h"
#include "base/json.h"
#include "base/log.h"
#include "store/erase.h"
#include "store/outbox.h"
#include "sync/pass-order.h"

/* What a note of one type does. */
typedef gboolean (*TakeFunc) (KtStore *store, json_object *note, GHashTable *families, GError **error);

static gboolean
is_database_name (const char *name)
{
  if (name == NULL || !g_str_has_prefix (name, "kt-"))
    return FALSE;
  return strspn (name, "abcdefghijklmnopqrstuvwxyz0123456789_-") == strlen (name);
}

static gboolean
is_family_id (const char *id)
{
  return id != NULL && g_str_has_prefix (id, "family:") && id[strlen ("family:")] != '\0';
}

static gboolean
pass_over (void)
{
  kt_log_event (G_LOG_LEVEL_INFO, "sync.inbox-note-passed-over", KT_LOG_END);
  return TRUE;
}

static gboolean
take_database (KtStore *store, json_object *note, GHashTable *families, GError **error)
{
  const char *name = kt_json_get_string (note, "name"), *family = kt_json_get_string (note, "family");
  const char *scope_name = kt_json_get_string (note, "scope");
  KtScope scope;

  if (!is_database_name (name) || !is_family_id (family) || scope_name == NULL || !kt_scope_from_name (scope_name, &scope))
    return pass_over ();
  return kt_store_add_database (store, name, family, scope, error);
}

static gboolean
take_erasure (KtStore *store, json_object *note, GHashTable *families, GError **error)
{
  const char *database = kt_json_get_string (note, "database"), *family = kt_json_get_string (note, "family");
  g_auto (GStrv) ids = kt_json_dup_strv (kt_json_get_array (note, "ids"));
  gboolean all = kt_json_get_bool (note, "all");
  KtErased result = { 0 };

  if (!is_database_name (database) || (!all && ids[0] == NULL))
    return pass_over ();
  if (all ? !kt_store_erase_database (store, database, family, &result, error)
          : !kt_store_erase_records (store, (const char *const *) ids, &result, error))
    return FALSE;
  if (family != NULL && (result.records > 0 || all))
    g_hash_table_add (families, g_strdup (family));
  return TRUE;
}

/* "answer:UUID" is about "request:UUID". */
static gboolean
take_answer (KtStore *store, json_object *note, GHashTable *families, GError **error)
{
  const char *id = kt_json_get_string (note, "_id"), *outcome = kt_json_get_string (note, "outcome");
  g_autofree char *request = id != NULL ? g_strconcat ("request:", kt_id_get_tail (id), NULL) : NULL;

  if (request == NULL || outcome == NULL)
    return pass_over ();
  return kt_store_note_ask (store, request, g_str_equal (outcome, "done") ? KT_ASK_DONE : KT_ASK_REFUSED,
                            kt_json_get_string (note, "reason"), error);
}

/* Who may let somebody in is told how the team is now. */
static gboolean
take_family (KtStore *store, json_object *note, GHashTable *families, GError **error)
{
  const char *family = kt_json_get_string (note, "family");
  gint64 revision = kt_json_get_int (note, "revision", -1);

  if (!is_family_id (family) || revision < 0)
    return pass_over ();
  return kt_store_note_team (store, family, revision, error);
}

static gboolean
take_unsent (KtStore *store, json_object *note, GHashTable *families, GError **error)
{
  const char *family = kt_json_get_string (note, "family"), *id = kt_json_get_string (note, "_id");

  if (!is_family_id (family) || id == NULL)
    return pass_over ();
  g_hash_table_add (families, g_strdup (family));
  return kt_store_offer (store, id, note, error);
}

gboolean
kt_inbox_take_note (KtStore *store, const KtPulledLeaf *leaf, GHashTable *families, GError **error)
{
  static const struct {
    const char *type;
    TakeFunc take;
  } kinds[] = {
    { "inbox-database", take_database },
    { "inbox-erasure", take_erasure },
    { "inbox-answer", take_answer },
    { "inbox-family", take_family },
    { "inbox-unsent", take_unsent },
    { "inbox-digest", kt_pass_order_take_digest },
  };
  g_autoptr (json_object) note = leaf->bytes != NULL ? kt_json_parse (leaf->bytes, leaf->len, NULL) : NULL;

  if (note == NULL || !json_object_is_type (note, json_type_object))
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_strcmp0 (kt_json_get_string (note, "type"), kinds[i].type) == 0)
      return kinds[i].take (store, note, families, error);
  return TRUE;
}
