/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* The example families (all invented) and the two workers who visit them, to look around with and to test against.
 * Two folders filled with the same options on the same day hold the same bytes: ids, devices and nonces are derived,
 * so they sync without a difference. Blocking; any thread, as store.h. */
#include "session/profile.h"
#include "store/store.h"

typedef struct {
  const char *lang;   /* "nl", "en", or NULL for the big family in both and the small ones in first_lang */
  const char *first_lang; /* "nl" or "en": which of the two comes first */
  int day;            /* today is D+day; later things are left out; KT_DEMO_LAST_DAY for all of it */
} KtDemoOptions;

#define KT_DEMO_LAST_DAY 149
/* From this day on the round table has decided; between the clash and it the two workers' stores differ. */
#define KT_DEMO_DECIDED_DAY 100
#define KT_DEMO_PASSPHRASE "keukentafel"

/* The workers, NULL-terminated: "ilse" (fixed worker) and "daan" (buddy). */
extern const char *const kt_demo_logins[];
/* "worker:…", always the same for a login. Returns: (transfer full). */
char *kt_demo_worker_id (const char *login);
/* The device a demo worker wrote on, and its key: anybody can derive it, so it says nothing outside of the demo.
 * Returns: (transfer full). */
char *kt_demo_device (const char *login);
KtSecret *kt_demo_signing_key (const char *login);
/* What login has in her store, all of it or nothing. */
gboolean kt_demo_fill (KtStore *store, const char *login, const KtDemoOptions *options, GError **error);
/* A new profile with the worker's login as nickname and everything in it. Half-made ones are removed.
 * Returns: (transfer full). */
KtProfile *kt_demo_make_profile (const char *data_dir, const char *login, const char *passphrase,
                                 const KtDemoOptions *options, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The records themselves, without a store. Returns: (transfer full) (element-type KtRecord). */
GPtrArray *kt_demo_records (const char *login, const KtDemoOptions *options, GError **error);
