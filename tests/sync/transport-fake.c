/* SPDX-License-Identifier: EUPL-1.2 */
#include "sync/transport-fake.h"

#include "sync/sync-error.h"

#include <string.h>

static gboolean
line_is_down (GError **error)
{
  g_set_error_literal (error, KT_SYNC_ERROR, KT_SYNC_ERROR_OFFLINE, "the line is down");
  return FALSE;
}

static void
say (KtResponse *response, guint status, const char *type, const char *body)
{
  kt_response_clear (response);
  response->status = status;
  response->content_type = g_strdup (type);
  response->body = g_strdup (body);
  response->len = strlen (body);
}

static gboolean
is_lasting (Trouble trouble)
{
  return trouble == TROUBLE_CUT || trouble == TROUBLE_LOST || trouble == TROUBLE_STATUS_ON ||
         trouble == TROUBLE_PORTAL || trouble == TROUBLE_HTML || trouble == TROUBLE_DENY;
}

static void
halve (KtResponse *response)
{
  response->len /= 2;
  response->body[response->len] = '\0';
}

/* The answer as the line made it. FALSE: none at all. */
static gboolean
spoil (FakeTransport *fake, const KtRequest *request, KtResponse *response)
{
  gboolean first = fake->requests == fake->at;

  switch (fake->trouble)
    {
    case TROUBLE_LOST:
      if (first)
        couch_memory_handle (fake->couch, request, response);
      return FALSE;
    case TROUBLE_STATUS:
    case TROUBLE_STATUS_ON:
      say (response, fake->status, "application/json", "{\"error\":\"fault\",\"reason\":\"on order\"}");
      response->retry_after = fake->retry_after;
      return TRUE;
    case TROUBLE_PORTAL:
      say (response, 302, "text/html", "<html>");
      return TRUE;
    case TROUBLE_HTML:
      say (response, 200, "text/html; charset=utf-8", "<!DOCTYPE html><title>Welcome</title>");
      return TRUE;
    case TROUBLE_DENY:
      say (response, 403, "text/html", "<h1>Blocked</h1>");
      return TRUE;
    case TROUBLE_EMPTY:
      say (response, 200, "application/json", "");
      return TRUE;
    case TROUBLE_HALF:
      couch_memory_handle (fake->couch, request, response);
      halve (response);
      return TRUE;
    case TROUBLE_GARBAGE:
      couch_memory_handle (fake->couch, request, response);
      say (response, 200, "application/json", "{\"weather\":[1,2,{\"sun\":true}]}");
      return TRUE;
    case TROUBLE_NONE:
    case TROUBLE_CUT:
    case TROUBLE_BLINK:
      break;
    }
  return FALSE;
}

static gboolean
exchange (KtTransport *transport, const KtRequest *request, KtResponse *response, GCancellable *cancellable,
          GError **error)
{
  FakeTransport *fake = (FakeTransport *) transport;
  gboolean now;

  fake->requests++;
  fake->bytes_out += request->len;
  g_ptr_array_add (fake->log, g_strdup_printf ("%s %s", request->method, request->path));
  if (fake->meanwhile != NULL)
    fake->meanwhile (fake->user_data, fake->requests);
  if (fake->cancel_at != NULL && fake->requests == fake->at)
    g_cancellable_cancel (fake->cancel_at);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  now = fake->trouble != TROUBLE_NONE &&
        (fake->requests == fake->at || (fake->requests > fake->at && is_lasting (fake->trouble)));
  if (!now)
    couch_memory_handle (fake->couch, request, response);
  else if (!spoil (fake, request, response))
    {
      kt_response_clear (response);
      return line_is_down (error);
    }
  fake->bytes_in += response->len;
  response->date = fake->date;
  if (!kt_response_is_portal (request, response))
    return TRUE;
  kt_response_clear (response);
  return line_is_down (error);
}

static gboolean
exchange_many (KtTransport *transport, const KtRequest *requests, KtResponse *responses, guint n,
               GCancellable *cancellable, GError **error)
{
  static GMutex lock;
  gboolean ok = TRUE;

  g_mutex_lock (&lock);
  for (guint i = 0; i < n; i++)
    if (!exchange (transport, &requests[i], &responses[i], cancellable, ok ? error : NULL))
      ok = FALSE;
  g_mutex_unlock (&lock);
  return ok;
}

static void
free_base (KtTransport *transport)
{
  fake_transport_free ((FakeTransport *) transport);
}

FakeTransport *
fake_transport_new (CouchMemory *couch)
{
  FakeTransport *fake = g_new0 (FakeTransport, 1);

  fake->base = (KtTransport) { .exchange = exchange, .free = free_base };
  fake->couch = couch;
  fake->log = g_ptr_array_new_with_free_func (g_free);
  return fake;
}

void
fake_transport_free (FakeTransport *fake)
{
  g_ptr_array_unref (fake->log);
  g_free (fake);
}

void
fake_transport_allow_many (FakeTransport *fake)
{
  fake->base.exchange_many = exchange_many;
}

guint
fake_transport_count (FakeTransport *fake, const char *part)
{
  guint n = 0;

  for (guint i = 0; i < fake->log->len; i++)
    n += strstr (fake->log->pdata[i], part) != NULL;
  return n;
}
