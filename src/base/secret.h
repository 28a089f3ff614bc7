/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* Bytes that must not stay behind: locked in memory when the system allows, wiped when freed. Any thread. */
#include <glib.h>

typedef struct _KtSecret KtSecret;

KtSecret *kt_secret_new (gsize len);                            /* zeroed */
KtSecret *kt_secret_new_copy (gconstpointer bytes, gsize len);
KtSecret *kt_secret_new_random (gsize len);
guint8 *kt_secret_bytes (KtSecret *secret);
gsize kt_secret_len (const KtSecret *secret);
void kt_secret_free (KtSecret *secret);                         /* wipes; NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KtSecret, kt_secret_free)
