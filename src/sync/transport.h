/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* One HTTP exchange as the replicator sees it: a vtable with a real (transport-curl) and a network-free
 * implementation (tests/sync/transport-fake). Blocking. A transport with exchange_many is called from the sync thread
 * and from the one that fetches ahead, and takes turns by itself; one without is called from the sync thread only. */
#include <gio/gio.h>

typedef struct {
  guint status;            /* 0: no answer at all */
  char *body; gsize len;   /* NUL-terminated beyond len */
  char *content_type;      /* (nullable) */
  char *etag;              /* (nullable) */
  guint retry_after;       /* seconds; 0: not said */
  gint64 date;             /* the server's clock, seconds since 1970; 0: not said */
} KtResponse;
void kt_response_clear (KtResponse *response);

typedef struct {
  const char *method;      /* "GET", "POST", "PUT", "DELETE" */
  const char *path;        /* "/kt-…-plan/_changes?…", already percent-encoded */
  const char *body; gsize len; /* (nullable) JSON */
  gboolean gzip;           /* compress the body */
  gboolean raw;            /* what is asked for is bytes, not JSON */
  gsize most;              /* a longer answer is none; 0: as long as any */
} KtRequest;

/* Requests that are made while others are under way: the next is asked for as soon as there is a connection for it. */
typedef struct {
  /* Fills in the next request (its strings stay valid until its end) and a tag. FALSE: nothing, until one has ended. */
  gboolean (*next) (gpointer user_data, KtRequest *request, gpointer *tag);
  /* One has ended. response: to be taken over or cleared; status 0: it was not answered. */
  void (*ended) (gpointer user_data, gpointer tag, KtResponse *response);
  gpointer user_data;
} KtStream;

/* Whether something between us and the server wrote this: a redirect, a web page, nothing at all where CouchDB always
 * answers JSON. Then it is "no internet yet", whatever the status says: a portal's 403 must not close a family (R12). */
gboolean kt_response_is_portal (const KtRequest *request, const KtResponse *response);

typedef struct _KtTransport KtTransport;
struct _KtTransport {
  /* Fails only with KT_SYNC_ERROR: OFFLINE (no way, timeout, DNS, TLS not trusted, a portal's page). Any HTTP status
   * is a success here. The session cookie is renewed once on a 401 before the 401 is handed on. */
  gboolean (*exchange) (KtTransport *transport, const KtRequest *request, KtResponse *response,
                        GCancellable *cancellable, GError **error);
  /* Several at once, answers in place; the first failure is returned when those under way have ended, and those that
   * were answered have a status other than 0. (nullable) */
  gboolean (*exchange_many) (KtTransport *transport, const KtRequest *requests, KtResponse *responses, guint n,
                             GCancellable *cancellable, GError **error);
  /* A stream over several connections, until nothing is under way and next() has nothing. Once one was not answered,
   * nothing new is begun. (nullable: then one after another) */
  gboolean (*exchange_stream) (KtTransport *transport, const KtStream *stream, GCancellable *cancellable, GError **error);
  void (*free) (KtTransport *transport);
  gint skew;               /* seconds this device's clock is ahead of the server's, as of the last answer; atomic */
  gint retry_after;        /* the longest a 429 or 5xx has asked for since it was last zeroed; atomic */
};
gboolean kt_transport_exchange (KtTransport *transport, const KtRequest *request, KtResponse *response,
                                GCancellable *cancellable, GError **error);
gboolean kt_transport_exchange_many (KtTransport *transport, const KtRequest *requests, KtResponse *responses, guint n,
                                     GCancellable *cancellable, GError **error);
/* next() and ended() are called on the caller's thread and must not use the transport. FALSE: cancelled, or one was not
 * answered. */
gboolean kt_transport_exchange_stream (KtTransport *transport, const KtStream *stream, GCancellable *cancellable,
                                       GError **error);
void kt_transport_free (KtTransport *transport);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KtTransport, kt_transport_free)
