/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* What each laptop says of itself in its worker's inbox, at most once a day:
 *
 *   {"_id":"device:DEVICE", "type":"inbox-device", "at", "version", "unsent", "set_aside", "disputed"}
 *
 * Counts and no words; no list is made of who worked when. Blocking. */
#include "office/couch.h"

typedef struct {
  char *login, *device;
  char *at;                /* ISO time of its last word */
  char *version;
  guint unsent, set_aside, disputed;
} KtDeviceSaid;
void kt_device_said_free (KtDeviceSaid *said);

/* Of one worker. Returns: (transfer full) (element-type KtDeviceSaid), empty when no device said anything. */
GPtrArray *kt_devices_of (KtCouch *couch, const char *login, GError **error);
