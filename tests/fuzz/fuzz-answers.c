/* SPDX-License-Identifier: EUPL-1.2 */
/* Answers to _bulk_get, _bulk_docs, _revs_diff and _local: any bytes under any status, read by every reader. */
#include "fuzz/fuzz.h"
#include "sync/checkpoint.h"
#include "sync/remote-database.h"

#include <string.h>

static void
read_bulk_get (const KtResponse *response)
{
  KtPulledDoc *docs[] = { kt_pulled_doc_new ("goal:1"), kt_pulled_doc_new ("goal:2") };
  const KtWantedLeaf wanted[] = { { docs[0], "2-a" }, { docs[0], "2-b" }, { docs[1], "1-a" } };
  g_autoptr (GError) error = NULL;
  gboolean ok = kt_remote_read_bulk_get (response, wanted, G_N_ELEMENTS (wanted), &error);

  g_assert_true (ok == (error == NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (docs); i++)
    {
      for (guint k = 0; k < docs[i]->leaves->len; k++)
        {
          const KtPulledLeaf *leaf = docs[i]->leaves->pdata[k];

          g_assert_nonnull (leaf->rev);
          g_assert_true (leaf->deleted || leaf->bytes != NULL);
        }
      kt_pulled_doc_free (docs[i]);
    }
}

static void
read_bulk_docs (const KtResponse *response)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) refused = kt_remote_read_bulk_docs (response, &error);

  g_assert_true ((refused == NULL) == (error != NULL));
  for (guint i = 0; refused != NULL && i < refused->len; i++)
    g_assert_nonnull (((KtRefusedRow *) refused->pdata[i])->id);
}

static void
read_revs_diff (const KtResponse *response)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) missing = kt_remote_read_revs_diff (response, &error);

  g_assert_true ((missing == NULL) == (error != NULL));
}

/* What is read as a checkpoint, written and read again is the same. */
static void
read_local (const KtResponse *response)
{
  g_autoptr (KtCheckpoint) checkpoint = kt_checkpoint_parse (response->body), again = NULL;
  g_autofree char *text = kt_checkpoint_write (checkpoint), *second = NULL, *remote = NULL;

  again = kt_checkpoint_parse (text);
  second = kt_checkpoint_write (again);
  g_assert_cmpstr (text, ==, second);
  remote = kt_checkpoint_write_remote (checkpoint, checkpoint->rev);
  g_assert_nonnull (remote);
  kt_checkpoint_is_restored (checkpoint, again);
}

static void
read_refusal (const KtResponse *response)
{
  const KtRequest request = { .method = "GET", .path = "/kt-x/_changes" };
  g_autofree char *code = NULL, *reason = NULL;

  kt_remote_read_refusal (response, &code, &reason);
  kt_response_is_portal (&request, response);
  kt_remote_check (response, NULL);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const guint statuses[] = { 200, 201, 302, 401, 403, 404, 409, 412, 413, 429, 500, 503 };
  gsize len = size > 0 ? size - 1 : 0;
  g_autofree char *body = g_malloc0 (len + 1);
  KtResponse response = { .body = body, .len = len };

  /* The first byte: the status. */
  response.status = size > 0 ? statuses[data[0] % G_N_ELEMENTS (statuses)] : 200;
  response.content_type = (char *) "application/json";
  if (len > 0)
    memcpy (body, data + 1, len);
  read_bulk_get (&response);
  read_bulk_docs (&response);
  read_revs_diff (&response);
  read_local (&response);
  read_refusal (&response);
  return 0;
}
