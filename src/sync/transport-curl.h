/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* HTTPS by libcurl: TLS always verified, an organisation's CA possible, cookie sign-in, kept-alive connections. */
#include "sync/transport.h"

typedef struct { char *url; char *ca_file; char *ca_pem; char *user; char *password; } KtServer; /* ca_*: nullable */
void kt_server_clear (KtServer *server);
/* Only https. Returns: (transfer full). */
KtTransport *kt_transport_curl_new (const KtServer *server, GError **error) G_GNUC_WARN_UNUSED_RESULT;
