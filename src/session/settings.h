/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* The settings an unlocked store keeps (encrypted), and the server among them. Blocking; any thread, as store.h. */
#include "store/store.h"
#include "sync/transport-curl.h"

#define KT_SETTING_WORKER KT_STORE_SETTING_WORKER /* "worker:…": who this profile is */
#define KT_SETTING_CONTACT "sync.last-contact" /* ISO time of the last whole pass */

/* Fills server (kt_server_clear it). Returns: TRUE when a server is set; FALSE without error when none is. */
gboolean kt_settings_load_server (KtStore *store, KtServer *server, GError **error);
/* ca_file is read and kept as ca_pem: the file may be gone tomorrow. Best within a transaction. */
gboolean kt_settings_save_server (KtStore *store, const KtServer *server, GError **error);
/* A second device of one worker is that worker: a profile in which nothing was written yet becomes worker (nullable:
 * nothing happens). One that has records stays who it is: they say who wrote them. */
gboolean kt_settings_adopt_worker (KtStore *store, const char *worker, GError **error);
/* What a colleague in the room may see of it: no password. Deep copy into target. */
void kt_server_copy (const KtServer *server, KtServer *target);
