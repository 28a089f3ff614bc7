/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* Whether edits are from whom they say. A device signs each edit it makes (model/record-signed.h); the organisation makes
 * known which public key belongs to which device and worker. Records are taken in unchecked, and looked at afterwards, a
 * piece at a time. A doubt never hides or drops anything: it is shown, and asked about. Blocking; thread rule of store.h. */
#include "store/store.h"

typedef enum {
  KT_VERDICT_GOOD,      /* signed by the device's own key, and the device is its author's */
  KT_VERDICT_UNSIGNED,  /* no signature, of a device without a known key: an older app, or another program */
  KT_VERDICT_UNKNOWN,   /* signed, by a device whose key is not known here (yet) */
  KT_VERDICT_CHANGED,   /* not what this device signed: altered, moved here from elsewhere, or its signature taken off */
  KT_VERDICT_STRANGER,  /* well signed, by a device of somebody else than it says */
} KtVerdict;
/* The two that people are told of. */
#define kt_verdict_is_doubt(verdict) ((verdict) >= KT_VERDICT_CHANGED)
/* "good", "unsigned", "unknown", "changed", "stranger": for JSON. */
const char *kt_verdict_name (KtVerdict verdict);

/* ---- Reading: any connection ---- */
/* Whether the organisation's keys were ever read here. Until then nobody is told anything. */
gboolean kt_store_knows_keys (KtStore *store, gboolean *knows, GError **error);
/* One record's edits, checked now (well under a millisecond each). *verdicts: (transfer full) (nullable) dot → KtVerdict,
 * for kt_verdicts_get(); NULL when the keys are not known here. */
gboolean kt_store_judge (KtStore *store, KtRecord *record, GHashTable **verdicts, GError **error);
/* verdicts: (nullable). A dot nobody could have signed is UNSIGNED. */
KtVerdict kt_verdicts_get (GHashTable *verdicts, const char *dot);
typedef struct { char *id; char *family; char *dot; KtVerdict verdict; } KtDoubt;
void kt_doubt_free (KtDoubt *doubt);
/* What was found so far; empty until the keys are known. family NULL: all. Returns: (transfer full) (element-type KtDoubt). */
GPtrArray *kt_store_list_doubts (KtStore *store, const char *family, GError **error);
/* Dots signed by devices whose key is not known here, each device once. Returns: (transfer full). */
GStrv kt_store_list_unknown_devices (KtStore *store, GError **error);
/* This device's public key, base64, and the worker the organisation knows it as (nullable). (transfer full) */
gboolean kt_store_get_own_key (KtStore *store, char **public_key, char **worker, GError **error);

/* ---- Writing: one transaction each ---- */
/* What the organisation says of a device. What was judged otherwise before is looked at again. */
gboolean kt_store_put_device_key (KtStore *store, const char *device, const char *worker, const char *public_key,
                                  GError **error);
/* From now on there is something to check against. */
gboolean kt_store_set_keys_known (KtStore *store, GError **error);
/* Looks at up to most records. *looked: at how many; fewer than most when that were all. Does nothing while the keys
 * are not known. */
gboolean kt_store_check_signatures (KtStore *store, guint most, guint *looked, GError **error);
/* What one call looks at while people are at work: a save waits for it no longer than a blink. */
#define KT_CHECK_AT_ONCE 100
