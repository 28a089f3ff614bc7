/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
#include <glib.h>

#define KT_SYNC_ERROR (kt_sync_error_quark ())
GQuark kt_sync_error_quark (void);
typedef enum {
  KT_SYNC_ERROR_OFFLINE,      /* no connection, a portal, wrong certificate: "no internet yet"; nothing is lost (R12) */
  KT_SYNC_ERROR_UNAUTHORIZED, /* sign in again; work goes on */
  KT_SYNC_ERROR_FORBIDDEN,    /* this database is not ours (any more) */
  KT_SYNC_ERROR_BUSY,         /* 429, 5xx: try later */
  KT_SYNC_ERROR_PROTOCOL,     /* an answer that makes no sense; nothing of it was kept */
  KT_SYNC_ERROR_NO_DATABASE,  /* 404: it is not there; nothing is deleted here, and it is not made there */
} KtSyncError;
