/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-sync"
#include "sync/transport.h"
#include <string.h>
#include "sync/sync-error.h"

void
kt_response_clear (KtResponse *response)
{
  g_clear_pointer (&response->body, g_free);
  g_clear_pointer (&response->content_type, g_free);
  g_clear_pointer (&response->etag, g_free);
  *response = (KtResponse) { 0 };
}

/* Statuses that say something about the server or the request whoever wrote the page around them. */
static gboolean
status_speaks_for_itself (guint status)
{
  return status == 413 || status == 429 || (status >= 500 && status != 511);
}

static gboolean
is_page (const KtResponse *response)
{
  return response->content_type != NULL && g_ascii_strncasecmp (response->content_type, "text/html", 9) == 0;
}

static gboolean
looks_like_json (const KtResponse *response)
{
  gsize i = 0;

  if (is_page (response))
    return FALSE;
  while (i < response->len && g_ascii_isspace (response->body[i]))
    i++;
  return i < response->len && strchr ("{[\"0123456789", response->body[i]) != NULL;
}

gboolean
kt_response_is_portal (const KtRequest *request, const KtResponse *response)
{
  if (status_speaks_for_itself (response->status))
    return FALSE;
  if (response->status < 200 || (response->status >= 300 && response->status < 400) || response->status == 511)
    return TRUE;
  return request->raw && response->status == 200 ? is_page (response) : !looks_like_json (response);
}

/* What the server asks for is remembered beside the answers, for whoever decides when to come back. */
static void
note_patience (KtTransport *transport, const KtResponse *responses, guint n)
{
  for (guint i = 0; i < n; i++)
    if ((responses[i].status == 429 || responses[i].status >= 500) &&
        (gint) responses[i].retry_after > g_atomic_int_get (&transport->retry_after))
      g_atomic_int_set (&transport->retry_after, (gint) responses[i].retry_after);
  for (guint i = 0; i < n; i++)
    if (responses[i].date > 0 && responses[i].status >= 200 && responses[i].status < 300)
      {
        gint64 ahead = g_get_real_time () / G_USEC_PER_SEC - responses[i].date;

        g_atomic_int_set (&transport->skew, (gint) CLAMP (ahead, -G_MAXINT, G_MAXINT));
      }
}

gboolean
kt_transport_exchange (KtTransport *transport, const KtRequest *request, KtResponse *response,
                       GCancellable *cancellable, GError **error)
{
  gboolean ok = transport->exchange (transport, request, response, cancellable, error);

  note_patience (transport, response, 1);
  return ok;
}

gboolean
kt_transport_exchange_many (KtTransport *transport, const KtRequest *requests, KtResponse *responses, guint n,
                            GCancellable *cancellable, GError **error)
{
  gboolean ok = TRUE;

  if (transport->exchange_many != NULL)
    ok = transport->exchange_many (transport, requests, responses, n, cancellable, error);
  for (guint i = 0; i < n && transport->exchange_many == NULL; i++)
    if (!transport->exchange (transport, &requests[i], &responses[i], cancellable, ok ? error : NULL))
      ok = FALSE;
  note_patience (transport, responses, n);
  return ok;
}

/* Looks at every answer on its way to the caller. */
typedef struct {
  KtTransport *transport;
  const KtStream *stream;
} Watched;

static gboolean
watched_next (gpointer user_data, KtRequest *request, gpointer *tag)
{
  const Watched *watched = user_data;

  return watched->stream->next (watched->stream->user_data, request, tag);
}

static void
watched_ended (gpointer user_data, gpointer tag, KtResponse *response)
{
  const Watched *watched = user_data;

  note_patience (watched->transport, response, 1);
  watched->stream->ended (watched->stream->user_data, tag, response);
}

static gboolean
one_after_another (KtTransport *transport, const KtStream *stream, GCancellable *cancellable, GError **error)
{
  KtRequest request = { 0 };
  gpointer tag = NULL;

  while (stream->next (stream->user_data, &request, &tag))
    {
      KtResponse response = { 0 };
      gboolean ok = transport->exchange (transport, &request, &response, cancellable, error);

      stream->ended (stream->user_data, tag, &response);
      if (!ok)
        return FALSE;
    }
  return TRUE;
}

gboolean
kt_transport_exchange_stream (KtTransport *transport, const KtStream *stream, GCancellable *cancellable, GError **error)
{
  Watched watched = { transport, stream };
  const KtStream watching = { watched_next, watched_ended, &watched };

  if (transport->exchange_stream != NULL)
    return transport->exchange_stream (transport, &watching, cancellable, error);
  return one_after_another (transport, &watching, cancellable, error);
}

void
kt_transport_free (KtTransport *transport)
{
  if (transport != NULL)
    transport->free (transport);
}
