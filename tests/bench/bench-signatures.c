/* SPDX-License-Identifier: EUPL-1.2 */
/* What signatures cost: making one, and looking at 10,000 records that came in. One JSON object a row. */
#include "base/signature.h"
#include "store/signatures.h"
#include "store/support.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#define RECORDS 10000
#define ROUNDS 2000
#define DAAN "worker:22222222222222222222222222222222"

static double
ms_since (gint64 start)
{
  return (double) (g_get_monotonic_time () - start) / 1000;
}

static KtRecord *
make_record (KtStore *store, guint n, gboolean sign)
{
  g_autofree char *changes =
      g_strdup_printf ("{\"words\":\"Samen fietsen maken, nummer %u, en dan naar school\",\"status\":\"open\",\"position\":%u}", n, n);
  g_autoptr (json_object) fields = parse_json (changes);
  KtEditInfo info = { .by = DAAN, .note = "na een gesprek met school" };

  kt_store_fill_in (store, &info);
  if (!sign)
    info.sign = NULL;
  return kt_record_new (kt_type_find ("goal"), NULL, FAMILY_A, &info, fields, NULL);
}

static double
time_edits (KtStore *store, gboolean sign)
{
  gint64 start = g_get_monotonic_time ();

  for (guint i = 0; i < ROUNDS; i++)
    kt_record_unref (make_record (store, i, sign));
  return ms_since (start) / ROUNDS;
}

static gboolean
adopt_all (KtStore *store, gpointer theirs, GError **error)
{
  for (guint i = 0; i < RECORDS; i++)
    {
      g_autoptr (KtRecord) record = make_record (theirs, i, TRUE);

      g_assert_true (kt_store_adopt (store, record, NULL, NULL));
    }
  return TRUE;
}

static double
time_check (KtStore *store)
{
  guint looked = KT_CHECK_AT_ONCE, all = 0;
  gint64 start = g_get_monotonic_time ();

  for (; looked == KT_CHECK_AT_ONCE; all += looked)
    g_assert_true (kt_store_check_signatures (store, KT_CHECK_AT_ONCE, &looked, NULL));
  g_assert_cmpuint (all, ==, RECORDS);
  return ms_since (start);
}

/* As many bare verifications of a text as long as ours. */
static double
time_bare (void)
{
  guint8 public_key[crypto_sign_PUBLICKEYBYTES], key[crypto_sign_SECRETKEYBYTES], signature[crypto_sign_BYTES], text[450] = { 7 };
  gint64 start;

  crypto_sign_keypair (public_key, key);
  crypto_sign_detached (signature, NULL, text, sizeof text, key);
  start = g_get_monotonic_time ();
  for (guint i = 0; i < RECORDS; i++)
    g_assert_true (crypto_sign_verify_detached (signature, text, sizeof text, public_key) == 0);
  return ms_since (start);
}

static double
time_bare_sign (void)
{
  guint8 public_key[crypto_sign_PUBLICKEYBYTES], key[crypto_sign_SECRETKEYBYTES], signature[crypto_sign_BYTES], text[450] = { 7 };
  gint64 start;

  crypto_sign_keypair (public_key, key);
  start = g_get_monotonic_time ();
  for (guint i = 0; i < ROUNDS; i++)
    crypto_sign_detached (signature, NULL, text, sizeof text, key);
  return ms_since (start) / ROUNDS;
}

int
main (int argc, char *argv[])
{
  Fixture ours, theirs;
  g_autofree char *public_key = NULL, *as = NULL;
  g_autoptr (GPtrArray) doubts = NULL;
  double plain, signed_edit, checked;

  fixture_set_up (&ours, NULL);
  fixture_set_up (&theirs, NULL);
  plain = time_edits (theirs.store, FALSE);
  signed_edit = time_edits (theirs.store, TRUE);
  printf ("{\"name\":\"signing one edit\",\"unit\":\"ms\",\"ours\":%.4f,\"limit\":%.4f,\"note\":\"a first body, signed less unsigned; "
          "Ed25519 alone\"}\n",
          signed_edit - plain, time_bare_sign ());
  g_assert_true (kt_store_get_own_key (theirs.store, &public_key, &as, NULL));
  g_assert_true (kt_store_put_device_key (ours.store, kt_store_get_device (theirs.store), DAAN, public_key, NULL));
  g_assert_true (kt_store_set_keys_known (ours.store, NULL));
  g_assert_true (kt_store_transaction (ours.store, adopt_all, theirs.store, NULL));
  checked = time_check (ours.store);
  doubts = kt_store_list_doubts (ours.store, NULL, NULL);
  g_assert_cmpuint (doubts->len, ==, 0);
  printf ("{\"name\":\"looking at the signatures of 10,000 records\",\"unit\":\"ms\",\"ours\":%.1f,\"limit\":%.1f,\"note\":\"in the "
          "background, %d at a time; as many bare verifications\"}\n",
          checked, time_bare (), KT_CHECK_AT_ONCE);
  fixture_tear_down (&ours, NULL);
  fixture_tear_down (&theirs, NULL);
  return 0;
}
