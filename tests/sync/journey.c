/* SPDX-License-Identifier: EUPL-1.2 */
#include "sync/journey.h"

#include "base/id.h"

void
journey_set_up (Journey *journey, HttpsServer *server)
{
  *journey = (Journey) { .server = server, .family = kt_id_new ("family") };
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *hex = kt_random_hex (6);
      const char *const families[] = { journey->family, NULL };

      journey->login[i] = g_strconcat ("worker-", hex, NULL);
      https_add_worker (server, journey->login[i], NULL, families);
      journey->laptop[i] = laptop_new (NULL);
      journey->line[i] = https_line (server, journey->login[i], NULL);
    }
  const char *const logins[] = { journey->login[0], journey->login[1], NULL };

  https_add_family (server, journey->family, logins);
}

void
journey_tear_down (Journey *journey)
{
  https_remove_family (journey->server, journey->family);
  for (guint i = 0; i < 2; i++)
    {
      https_remove_worker (journey->server, journey->login[i]);
      kt_transport_free (journey->line[i]);
      laptop_free (journey->laptop[i]);
      g_free (journey->login[i]);
    }
  g_free (journey->family);
}

guint
journey_sync (Journey *journey, guint who)
{
  g_autoptr (GError) error = NULL;
  KtSyncResult result;
  gboolean ok = laptop_try_line (journey->laptop[who], journey->line[who], journey->login[who], &result, &error);
  guint n = result.pulled + result.pushed;

  g_assert_no_error (error);
  g_assert_true (ok);
  g_assert_cmpuint (result.databases_failed, ==, 0);
  kt_sync_result_clear (&result);
  return n;
}

char *
journey_add_goal (Journey *journey, guint who, const char *words)
{
  g_autofree char *changes = g_strdup_printf ("{\"words\":\"%s\"}", words);
  g_autoptr (KtRecord) record = save (journey->laptop[who]->store, "goal", NULL, journey->family, changes);

  return g_strdup (kt_record_get_id (record));
}

void
journey_change_goal (Journey *journey, guint who, const char *id, const char *words)
{
  g_autofree char *changes = g_strdup_printf ("{\"words\":\"%s\"}", words);

  kt_record_unref (save (journey->laptop[who]->store, "goal", id, journey->family, changes));
}

void
journey_assert_same (Journey *journey, const char *id)
{
  g_autofree char *a = laptop_dup_bytes (journey->laptop[0], id), *b = laptop_dup_bytes (journey->laptop[1], id);

  g_assert_cmpstr (a, ==, b);
}

void
journey_assert_settled (Journey *journey)
{
  for (guint i = 0; i < 2; i++)
    {
      KtCounts counts;

      g_assert_cmpuint (journey_sync (journey, i), ==, 0);
      laptop_counts (journey->laptop[i], &counts);
      g_assert_cmpuint (counts.here + counts.sent + counts.set_aside, ==, 0);
      g_assert_nonnull (counts.complete);
      kt_counts_clear (&counts);
      assert_sound (journey->laptop[i]->store);
    }
}

static void
assert_disputed (Journey *journey, const char *id, gboolean disputed)
{
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (KtRecord) record = laptop_load (journey->laptop[i], id);

      g_assert_cmpint (kt_record_is_disputed (record, "words"), ==, disputed);
    }
}

void
journey_run (Journey *journey)
{
  g_autofree char *id = journey_add_goal (journey, 0, "Samen één keer per week koken – 's avonds 🍲");
  g_autoptr (KtRecord) note = save (journey->laptop[0]->store, "note", NULL, journey->family, "{\"words\":\"gezien\"}");

  g_assert_cmpuint (journey_sync (journey, 0), ==, 2);
  g_assert_cmpuint (journey_sync (journey, 1), ==, 2);
  journey_assert_same (journey, id);
  journey_assert_same (journey, kt_record_get_id (note));
  journey_change_goal (journey, 0, id, "Laat mij fietsen maken, met de school");
  journey_change_goal (journey, 1, id, "Zelf naar school fietsen, met Yassin en Samira");
  journey_sync (journey, 0);
  journey_sync (journey, 1);
  journey_sync (journey, 0);
  journey_assert_same (journey, id);
  assert_disputed (journey, id, TRUE);
  journey_change_goal (journey, 1, id, "Samen fietsen maken");
  journey_sync (journey, 1);
  journey_sync (journey, 0);
  journey_assert_same (journey, id);
  assert_disputed (journey, id, FALSE);
  journey_assert_settled (journey);
}
