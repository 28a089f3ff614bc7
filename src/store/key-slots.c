/* SPDX-License-Identifier: EUPL-1.2 */
/* A slot: {"kind","kdf","salt","passes"?,"memory"?,"nonce","box"}. box is the store's key under XChaCha20-Poly1305 with
 * the key made from the words; the rest of the slot is the authenticated data, so no parameter can be lowered. */
#define G_LOG_DOMAIN "kt-store"

#include "store/key-slots.h"

#include "base/log.h"
#include "store/key-check.h"
#include "store/key-file.h"
#include "store/key-kdf.h"

#include <sodium.h>
#include <string.h>

#define STORE_KEY_BYTES 32
#define CHECK_BYTES 16
#define NONCE_BYTES crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define BOX_BYTES (STORE_KEY_BYTES + crypto_aead_xchacha20poly1305_ietf_ABYTES)
#define PASSPHRASE "passphrase"
#define RECOVERY "recovery"

/* ---- One slot ---- */

static char *
bound_text (json_object *slot)
{
  g_autoptr (json_object) rest = kt_json_copy (slot);

  json_object_object_del (rest, "box");
  return kt_json_canonical (rest, NULL);
}

static void
wrap (json_object *slot, KtSecret *wrapping, KtSecret *key)
{
  guint8 nonce[NONCE_BYTES], box[BOX_BYTES];
  g_autofree char *bound = NULL;

  randombytes_buf (nonce, sizeof nonce);
  kt_key_file_put_hex (slot, "nonce", nonce, sizeof nonce);
  bound = bound_text (slot);
  crypto_aead_xchacha20poly1305_ietf_encrypt (box, NULL, kt_secret_bytes (key), kt_secret_len (key), (guint8 *) bound,
                                              strlen (bound), NULL, nonce, kt_secret_bytes (wrapping));
  kt_key_file_put_hex (slot, "box", box, sizeof box);
}

static gboolean
fail_damaged (GError **error)
{
  g_set_error_literal (error, KT_STORE_ERROR, KT_STORE_ERROR_SLOTS_DAMAGED, "a key slot makes no sense");
  return FALSE;
}

static KtSecret *
unwrap (json_object *slot, KtSecret *wrapping, GError **error)
{
  g_autoptr (KtSecret) key = kt_secret_new (STORE_KEY_BYTES);
  guint8 nonce[NONCE_BYTES], box[BOX_BYTES];
  g_autofree char *bound = bound_text (slot);

  if (bound == NULL || !kt_key_file_get_hex (slot, "nonce", nonce, sizeof nonce) ||
      !kt_key_file_get_hex (slot, "box", box, sizeof box))
    {
      fail_damaged (error);
      return NULL;
    }
  if (crypto_aead_xchacha20poly1305_ietf_decrypt (kt_secret_bytes (key), NULL, NULL, box, sizeof box, (guint8 *) bound,
                                                  strlen (bound), nonce, kt_secret_bytes (wrapping)) == 0)
    return g_steal_pointer (&key);
  g_set_error_literal (error, KT_STORE_ERROR, KT_STORE_ERROR_WRONG_KEY, "wrong passphrase or recovery code");
  return NULL;
}

static json_object *
new_slot (const char *kind, const char *kdf, guint8 *salt)
{
  json_object *slot = json_object_new_object ();

  randombytes_buf (salt, KT_KDF_SALT_BYTES);
  json_object_object_add (slot, "kind", json_object_new_string (kind));
  json_object_object_add (slot, "kdf", json_object_new_string (kdf));
  kt_key_file_put_hex (slot, "salt", salt, KT_KDF_SALT_BYTES);
  return slot;
}

static json_object *
make_passphrase_slot (KtSecret *key, const char *passphrase, GError **error)
{
  guint8 salt[KT_KDF_SALT_BYTES];
  g_autoptr (json_object) slot = new_slot (PASSPHRASE, "argon2id13", salt);
  g_autoptr (KtSecret) wrapping = NULL;
  KtKdfCost cost;

  if (!kt_kdf_choose_cost (&cost, error))
    return NULL;
  json_object_object_add (slot, "passes", json_object_new_int64 ((gint64) cost.passes));
  json_object_object_add (slot, "memory", json_object_new_int64 ((gint64) cost.memory));
  wrapping = kt_kdf_passphrase (passphrase, salt, &cost, error);
  if (wrapping == NULL)
    return NULL;
  wrap (slot, wrapping, key);
  return g_steal_pointer (&slot);
}

static json_object *
make_recovery_slot (KtSecret *key, const char *written)
{
  guint8 salt[KT_KDF_SALT_BYTES];
  json_object *slot = new_slot (RECOVERY, "blake2b", salt);
  g_autoptr (KtSecret) code = kt_recovery_code_read (written);
  g_autoptr (KtSecret) wrapping = kt_kdf_recovery (code, salt);

  wrap (slot, wrapping, key);
  return slot;
}

static KtSecret *
open_passphrase_slot (json_object *slot, const char *words, GError **error)
{
  guint8 salt[KT_KDF_SALT_BYTES];
  KtKdfCost cost = { (guint64) kt_json_get_int (slot, "passes", 0), (guint64) kt_json_get_int (slot, "memory", 0) };
  g_autoptr (KtSecret) wrapping = NULL;

  if (!kt_kdf_is_sane (&cost) || !kt_key_file_get_hex (slot, "salt", salt, sizeof salt))
    {
      fail_damaged (error);
      return NULL;
    }
  wrapping = kt_kdf_passphrase (words, salt, &cost, error);
  return wrapping != NULL ? unwrap (slot, wrapping, error) : NULL;
}

static KtSecret *
open_recovery_slot (json_object *slot, KtSecret *code)
{
  guint8 salt[KT_KDF_SALT_BYTES];
  g_autoptr (KtSecret) wrapping = NULL;

  if (!kt_key_file_get_hex (slot, "salt", salt, sizeof salt))
    return NULL;
  wrapping = kt_kdf_recovery (code, salt);
  return unwrap (slot, wrapping, NULL);
}

/* ---- The check ---- */

static void
compute_check (KtSecret *key, guint8 *check)
{
  static const char what[] = "keukentafel: the key of this store";

  crypto_generichash (check, CHECK_BYTES, (const guint8 *) what, sizeof what - 1, kt_secret_bytes (key), kt_secret_len (key));
}

KtKeyCheck
kt_key_check (const char *dir, KtSecret *key)
{
  gboolean whole;
  g_autoptr (json_object) file = kt_key_file_load (dir, &whole, NULL);
  guint8 said[CHECK_BYTES], computed[CHECK_BYTES];

  if (file == NULL || !kt_key_file_get_hex (file, "check", said, sizeof said))
    return KT_KEY_UNKNOWN;
  compute_check (key, computed);
  return sodium_memcmp (said, computed, sizeof said) == 0 ? KT_KEY_FITS : KT_KEY_OTHER;
}

/* ---- All slots ---- */

static gboolean
refuse_overwriting (const char *dir, GError **error)
{
  g_autoptr (GError) absent = NULL;
  gboolean whole;
  g_autoptr (json_object) file = kt_key_file_load (dir, &whole, &absent);

  if (g_error_matches (absent, KT_STORE_ERROR, KT_STORE_ERROR_NOT_FOUND))
    return TRUE;
  g_set_error_literal (error, KT_STORE_ERROR, KT_STORE_ERROR_FAILED, "there are key slots already");
  return FALSE;
}

KtSecret *
kt_key_slots_create (const char *dir, const char *passphrase, char **recovery_code, GError **error)
{
  g_autoptr (KtSecret) key = kt_secret_new_random (STORE_KEY_BYTES);
  g_autoptr (json_object) file = json_object_new_object ();
  g_autofree char *code = kt_recovery_code_new ();
  json_object *slot;
  guint8 check[CHECK_BYTES];

  if (!refuse_overwriting (dir, error))
    return NULL;
  slot = make_passphrase_slot (key, passphrase, error);
  if (slot == NULL)
    return NULL;
  kt_key_file_put_slot (file, slot);
  kt_key_file_put_slot (file, make_recovery_slot (key, code));
  compute_check (key, check);
  kt_key_file_put_hex (file, "check", check, sizeof check);
  json_object_object_add (file, "serial", json_object_new_int64 (1));
  if (!kt_key_file_save (dir, file, error))
    return NULL;
  *recovery_code = g_steal_pointer (&code);
  return g_steal_pointer (&key);
}

/* What looks like a recovery code is tried as one first: that costs nothing. */
static KtSecret *
open_any (json_object *file, const char *words, GError **error)
{
  json_object *passphrase = kt_key_file_find_slot (file, PASSPHRASE);
  json_object *recovery = kt_key_file_find_slot (file, RECOVERY);
  g_autoptr (KtSecret) code = kt_recovery_code_read (words);
  KtSecret *key = code != NULL && recovery != NULL ? open_recovery_slot (recovery, code) : NULL;

  if (key != NULL)
    return key;
  if (passphrase != NULL)
    return open_passphrase_slot (passphrase, words, error);
  fail_damaged (error);
  return NULL;
}

KtSecret *
kt_key_slots_unlock (const char *dir, const char *words, GError **error)
{
  gboolean whole;
  g_autoptr (json_object) file = kt_key_file_load (dir, &whole, error);
  g_autoptr (GError) mending = NULL;
  KtSecret *key = file != NULL ? open_any (file, words, error) : NULL;

  /* A full disk is no reason not to open. */
  if (key != NULL && !whole && !kt_key_file_save (dir, file, &mending))
    kt_log_event (G_LOG_LEVEL_MESSAGE, "keys.not-mended", KT_LOG_ERROR, "why", mending, KT_LOG_END);
  return key;
}

/* The file to put another slot in: that of this key, whole or mended. Returns: (transfer full). */
static json_object *
load_of_key (const char *dir, KtSecret *key, GError **error)
{
  gboolean whole;
  g_autoptr (json_object) file = kt_key_file_load (dir, &whole, error);

  if (file == NULL || kt_key_check (dir, key) == KT_KEY_FITS)
    return g_steal_pointer (&file);
  g_set_error_literal (error, KT_STORE_ERROR, KT_STORE_ERROR_WRONG_KEY, "these slots wrap another key");
  return NULL;
}

/* Both copies, each fsynced before the other is touched. slot: (transfer full). */
static gboolean
exchange_slot (const char *dir, json_object *file, json_object *slot, GError **error)
{
  kt_key_file_put_slot (file, slot);
  json_object_object_add (file, "serial", json_object_new_int64 (kt_json_get_int (file, "serial", 0) + 1));
  return kt_key_file_save (dir, file, error);
}

gboolean
kt_key_slots_set_passphrase (const char *dir, KtSecret *key, const char *passphrase, GError **error)
{
  g_autoptr (json_object) file = load_of_key (dir, key, error);
  json_object *slot = file != NULL ? make_passphrase_slot (key, passphrase, error) : NULL;

  return slot != NULL && exchange_slot (dir, file, slot, error);
}

char *
kt_key_slots_renew_recovery (const char *dir, KtSecret *key, GError **error)
{
  g_autoptr (json_object) file = load_of_key (dir, key, error);
  g_autofree char *code = kt_recovery_code_new ();

  if (file == NULL || !exchange_slot (dir, file, make_recovery_slot (key, code), error))
    return NULL;
  return g_steal_pointer (&code);
}
