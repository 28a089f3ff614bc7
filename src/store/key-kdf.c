/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-store"

#include "store/key-kdf.h"

#include <sodium.h>
#include <string.h>

#define MIB ((guint64) 1024 * 1024)
#define LEAST_MEMORY (64 * MIB)
#define MOST_MEMORY (256 * MIB)
#define SANE_MEMORY (4096 * MIB)
#define TARGET_US (400 * 1000)
#define LEAST_PASSES 2
#define MOST_PASSES 16
#define SANE_PASSES 1000

/* Crockford's: no I, L, O, U, so nothing is read wrongly from paper. */
static const char signs[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
#define CODE_SIGNS 32
#define CODE_BYTES 20
#define GROUP 4

/* ---- Cost ---- */

static guint64
free_memory (void)
{
  g_autofree char *text = NULL;
  const char *line;

  if (!g_file_get_contents ("/proc/meminfo", &text, NULL, NULL))
    return 0;
  line = strstr (text, "MemAvailable:");
  return line != NULL ? g_ascii_strtoull (line + strlen ("MemAvailable:"), NULL, 10) * 1024 : 0;
}

static gboolean
derive (guint8 *out, const char *words, const guint8 *salt, const KtKdfCost *cost)
{
  return crypto_pwhash (out, KT_KDF_KEY_BYTES, words, strlen (words), salt, cost->passes, (size_t) cost->memory,
                        crypto_pwhash_ALG_ARGON2ID13) == 0;
}

static gboolean
fail_memory (GError **error)
{
  g_set_error_literal (error, KT_STORE_ERROR, KT_STORE_ERROR_NO_MEMORY, "not enough free memory to check a passphrase");
  return FALSE;
}

/* One pass is timed, the rest follows: Argon2's time is its passes times its memory. */
static gint64
time_one_pass (KtKdfCost *cost)
{
  const guint8 salt[KT_KDF_SALT_BYTES] = { 0 };
  guint8 out[KT_KDF_KEY_BYTES];

  cost->passes = 1;
  while (cost->memory >= LEAST_MEMORY)
    {
      gint64 start = g_get_monotonic_time ();

      if (derive (out, "how long does a pass take", salt, cost))
        return MAX (g_get_monotonic_time () - start, 1);
      cost->memory /= 2;
    }
  return 0;
}

gboolean
kt_kdf_choose_cost (KtKdfCost *cost, GError **error)
{
  gint64 pass;

  if (g_strcmp0 (g_getenv ("KEUKENTAFEL_FAST_KDF"), "1") == 0)
    {
      *cost = (KtKdfCost) { crypto_pwhash_OPSLIMIT_MIN, crypto_pwhash_MEMLIMIT_MIN };
      return TRUE;
    }
  cost->memory = CLAMP (free_memory () / 4, LEAST_MEMORY, MOST_MEMORY);
  pass = time_one_pass (cost);
  if (pass == 0)
    return fail_memory (error);
  cost->passes = (guint64) CLAMP ((TARGET_US + pass / 2) / pass, LEAST_PASSES, MOST_PASSES);
  return TRUE;
}

gboolean
kt_kdf_is_sane (const KtKdfCost *cost)
{
  return cost->passes >= crypto_pwhash_OPSLIMIT_MIN && cost->passes <= SANE_PASSES &&
         cost->memory >= crypto_pwhash_MEMLIMIT_MIN && cost->memory <= SANE_MEMORY;
}

/* ---- Passphrase ---- */

static void
wipe_free (char *text)
{
  if (text != NULL)
    sodium_memzero (text, strlen (text));
  g_free (text);
}

KtSecret *
kt_kdf_passphrase (const char *words, const guint8 *salt, const KtKdfCost *cost, GError **error)
{
  g_autoptr (KtSecret) key = kt_secret_new (KT_KDF_KEY_BYTES);
  char *composed = g_utf8_normalize (words, -1, G_NORMALIZE_NFC);
  gboolean done = derive (kt_secret_bytes (key), composed != NULL ? composed : words, salt, cost);

  wipe_free (composed);
  if (done)
    return g_steal_pointer (&key);
  fail_memory (error);
  return NULL;
}

/* ---- Recovery code ---- */

char *
kt_recovery_code_new (void)
{
  g_autoptr (KtSecret) random = kt_secret_new_random (CODE_BYTES);
  const guint8 *bytes = kt_secret_bytes (random);
  GString *code = g_string_sized_new (CODE_SIGNS + CODE_SIGNS / GROUP);

  for (guint i = 0; i < CODE_SIGNS; i++)
    {
      guint bit = i * 5, pair = (guint) bytes[bit / 8] << 8 | (bit / 8 + 1 < CODE_BYTES ? bytes[bit / 8 + 1] : 0);

      if (i > 0 && i % GROUP == 0)
        g_string_append_c (code, '-');
      g_string_append_c (code, signs[pair >> (11 - bit % 8) & 31]);
    }
  return g_string_free_and_steal (code);
}

static char
read_sign (char c)
{
  c = g_ascii_toupper (c);
  if (c == 'O')
    return '0';
  return c == 'I' || c == 'L' ? '1' : c;
}

KtSecret *
kt_recovery_code_read (const char *words)
{
  g_autoptr (KtSecret) code = kt_secret_new (CODE_SIGNS);
  gsize n = 0;

  for (const char *p = words; *p != '\0'; p++)
    {
      char c = read_sign (*p);

      if (g_ascii_isspace (c) || c == '-')
        continue;
      if (n == CODE_SIGNS || strchr (signs, c) == NULL)
        return NULL;
      kt_secret_bytes (code)[n++] = (guint8) c;
    }
  return n == CODE_SIGNS ? g_steal_pointer (&code) : NULL;
}

KtSecret *
kt_kdf_recovery (KtSecret *code, const guint8 *salt)
{
  KtSecret *key = kt_secret_new (KT_KDF_KEY_BYTES);

  crypto_generichash (kt_secret_bytes (key), KT_KDF_KEY_BYTES, kt_secret_bytes (code), kt_secret_len (code), salt,
                      KT_KDF_SALT_BYTES);
  return key;
}
