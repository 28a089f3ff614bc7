/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* Worker profiles under the data folder: profiles/<slug>/ each with a store and `profile.json` (nickname, language,
 * last used, a count of what waits; nothing of a family). Blocking, main thread or CLI. */
#include <gio/gio.h>

typedef struct { char *slug; char *nickname; char *dir; char *language; gint64 last_used; guint waiting; } KtProfile;
void kt_profile_free (KtProfile *profile);
KtProfile *kt_profile_copy (const KtProfile *profile);           /* (transfer full) */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KtProfile, kt_profile_free)

/* KEUKENTAFEL_DATA_DIR, else XDG_DATA_HOME/keukentafel. Returns: (transfer full). */
char *kt_data_dir (void);
/* Whether profiles can be kept there: KT_STORE_ERROR_READ_ONLY when the folder, or the nearest above it that exists,
 * may not be written to. Makes nothing. */
gboolean kt_data_dir_check (const char *data_dir, GError **error);
/* Last used first. Returns: (transfer full) (element-type KtProfile). */
GPtrArray *kt_profile_list (const char *data_dir, GError **error);
/* However the nickname is capitalised: nobody tells "Ilse" and "ilse" apart by ear. */
gboolean kt_profile_is_called (const KtProfile *profile, const char *slug_or_nickname);
KtProfile *kt_profile_find (const char *data_dir, const char *slug_or_nickname, GError **error);
/* A new profile and its store; worker_id NULL: a new random one. recovery_code (out). Half-made ones are removed. */
KtProfile *kt_profile_create (const char *data_dir, const char *nickname, const char *passphrase, const char *worker_id,
                              char **recovery_code, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean kt_profile_touch (KtProfile *profile, guint waiting, const char *language, GError **error);
/* What waits, when it is another number than before; nobody used the profile, so its place in the list stays. */
gboolean kt_profile_keep_waiting (KtProfile *profile, guint waiting, GError **error);
/* Removes a profile that its maker could not finish filling; never one that a person has worked in (R1). */
void kt_profile_remove (KtProfile *profile);
