/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* One HTTP exchange as the replicator sees it: a vtable with a real (transport-curl) and a network-free
 * implementation (tests/sync/transport-fake). Blocking; used from the sync thread only. */
#include <gio/gio.h>

typedef struct {
  guint status;            /* 0: no answer at all */
  char *body; gsize len;   /* NUL-terminated beyond len */
  char *content_type;      /* (nullable) */
  char *etag;              /* (nullable) */
  guint retry_after;       /* seconds; 0: not said */
} KtResponse;
void kt_response_clear (KtResponse *response);

typedef struct {
  const char *method;      /* "GET", "POST", "PUT", "DELETE" */
  const char *path;        /* "/kt-…-plan/_changes?…", already percent-encoded */
  const char *body; gsize len; /* (nullable) JSON */
  gboolean gzip;           /* compress the body */
} KtRequest;

typedef struct _KtTransport KtTransport;
struct _KtTransport {
  /* Fails only with KT_SYNC_ERROR: OFFLINE (no way, timeout, DNS, TLS not trusted, a portal's page). Any HTTP status
   * is a success here. The session cookie is renewed once on a 401 before the 401 is handed on. */
  gboolean (*exchange) (KtTransport *transport, const KtRequest *request, KtResponse *response,
                        GCancellable *cancellable, GError **error);
  /* Several at once, answers in place; the first failure is returned after all have ended. (nullable) */
  gboolean (*exchange_many) (KtTransport *transport, const KtRequest *requests, KtResponse *responses, guint n,
                             GCancellable *cancellable, GError **error);
  void (*free) (KtTransport *transport);
};
gboolean kt_transport_exchange (KtTransport *transport, const KtRequest *request, KtResponse *response,
                                GCancellable *cancellable, GError **error);
void kt_transport_free (KtTransport *transport);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KtTransport, kt_transport_free)
