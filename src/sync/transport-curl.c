/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-sync"
/* One multi handle keeps up to four connections open; a sliding window of requests goes over them. Callers on two
 * threads take turns by the lock. The session cookie lives in the share, in memory only. */
#include "sync/transport-curl.h"
#include <curl/curl.h>
#include <string.h>
#include <strings.h>
#include "base/json.h"
#include "sync/sync-error.h"
#include "sync/sync-tuning.h"

typedef struct {
  KtTransport base;
  GMutex lock;             /* guards everything below: one caller at a time */
  CURLM *multi;
  CURLSH *share;           /* cookies, TLS sessions, names */
  struct curl_slist *headers, *headers_gzip;
  GPtrArray *idle;         /* CURL*: handles kept for the next request */
  char *origin, *ca_file, *ca_pem, *user, *password;
  gboolean signed_in;
  gboolean denied;         /* the last sign-in was refused, and not merely broken */
  double upload_rate;      /* bytes a second of the last large body, its answer included; 0: not known yet */
  curl_off_t handshake;    /* microseconds the quickest TLS handshake took; 0: none yet */
} CurlTransport;

typedef struct {
  CURL *easy;
  KtRequest request;       /* its strings are the caller's */
  gpointer tag;
  GString *body;
  GBytes *packed;          /* (nullable) the compressed body */
  CURLcode result;
  gboolean too_long;
  char reason[CURL_ERROR_SIZE];
} Job;

/* Requests going over the connections. */
typedef struct {
  const KtStream *stream;
  GPtrArray *under_way;    /* Job* */
  GPtrArray *refused;      /* Job* whose cookie was not taken any more: for after the next sign-in */
  gboolean renewable;      /* a 401 leads to signing in again, once */
  GError *failure;         /* the first way that was closed */
} Run;

void
kt_server_clear (KtServer *server)
{
  if (server->password != NULL)
    explicit_bzero (server->password, strlen (server->password));
  g_clear_pointer (&server->url, g_free);
  g_clear_pointer (&server->ca_file, g_free);
  g_clear_pointer (&server->ca_pem, g_free);
  g_clear_pointer (&server->user, g_free);
  g_clear_pointer (&server->password, g_free);
}

static size_t
body_came_cb (char *data, size_t size, size_t n, void *user_data)
{
  Job *job = user_data;
  gsize most = job->request.most > 0 ? job->request.most : KT_TUNE_ANSWER_BYTES;

  if (job->body->len + size * n > most)
    {
      job->too_long = job->request.most > 0;
      return 0;
    }
  g_string_append_len (job->body, data, size * n);
  return size * n;
}

static GBytes *
pack (const char *body, gsize len)
{
  g_autoptr (GConverter) zip = G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, KT_TUNE_GZIP_LEVEL));
  g_autoptr (GBytes) plain = g_bytes_new_static (body, len);

  return g_converter_convert_bytes (zip, plain, NULL);
}

static gboolean
worth_packing (CurlTransport *self, const KtRequest *request)
{
  gboolean near = self->handshake > 0 && self->handshake < KT_TUNE_NEAR_US;

  if (!request->gzip || request->len < KT_TUNE_GZIP_BYTES)
    return FALSE;
  return near ? self->upload_rate > 0 && self->upload_rate < KT_TUNE_FAST_NEARBY : self->upload_rate < KT_TUNE_FAST_LINE;
}

static void
set_server (CurlTransport *self, CURL *easy)
{
  curl_easy_setopt (easy, CURLOPT_SHARE, self->share);
  curl_easy_setopt (easy, CURLOPT_COOKIEFILE, "");
  curl_easy_setopt (easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt (easy, CURLOPT_PROTOCOLS_STR, "https");
  curl_easy_setopt (easy, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt (easy, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt (easy, CURLOPT_SSL_VERIFYHOST, 2L);
  if (self->ca_file != NULL)
    curl_easy_setopt (easy, CURLOPT_CAINFO, self->ca_file);
  if (self->ca_pem != NULL)
    {
      struct curl_blob blob = { self->ca_pem, strlen (self->ca_pem), CURL_BLOB_NOCOPY };

      curl_easy_setopt (easy, CURLOPT_CAINFO_BLOB, &blob);
    }
  curl_easy_setopt (easy, CURLOPT_CONNECTTIMEOUT, (long) KT_TUNE_CONNECT_SECONDS);
  curl_easy_setopt (easy, CURLOPT_LOW_SPEED_LIMIT, 1L);
  curl_easy_setopt (easy, CURLOPT_LOW_SPEED_TIME, (long) KT_TUNE_SILENCE_SECONDS);
  curl_easy_setopt (easy, CURLOPT_ACCEPT_ENCODING, "");
  curl_easy_setopt (easy, CURLOPT_BUFFERSIZE, 256 * 1024L);
  curl_easy_setopt (easy, CURLOPT_UPLOAD_BUFFERSIZE, 256 * 1024L);
  curl_easy_setopt (easy, CURLOPT_TCP_KEEPALIVE, 1L);
  curl_easy_setopt (easy, CURLOPT_USERAGENT, "Keukentafel");
  curl_easy_setopt (easy, CURLOPT_WRITEFUNCTION, body_came_cb);
}

static CURL *
take_handle (CurlTransport *self)
{
  CURL *easy;

  if (self->idle->len > 0)
    return g_ptr_array_steal_index_fast (self->idle, self->idle->len - 1);
  easy = curl_easy_init ();
  set_server (self, easy);
  return easy;
}

static void
set_body (CurlTransport *self, Job *job)
{
  const char *body = job->request.body != NULL ? job->request.body : "";
  gsize len = job->request.body != NULL ? job->request.len : 0;

  if (worth_packing (self, &job->request))
    job->packed = pack (body, len);
  if (job->packed != NULL)
    body = g_bytes_get_data (job->packed, &len);
  /* A refusal that comes while curl has not yet noted that everything is sent would cost the connection. Of a body that
   * is on its way already nothing is saved by stopping; of a large one (413) a minute on a poor line. */
  curl_easy_setopt (job->easy, CURLOPT_KEEP_SENDING_ON_ERROR, (long) (len <= KT_TUNE_SEND_ON_BYTES));
  curl_easy_setopt (job->easy, CURLOPT_HTTPHEADER, job->packed != NULL ? self->headers_gzip : self->headers);
  if (strcmp (job->request.method, "GET") == 0)
    {
      curl_easy_setopt (job->easy, CURLOPT_HTTPGET, 1L);
      curl_easy_setopt (job->easy, CURLOPT_CUSTOMREQUEST, NULL);
      return;
    }
  curl_easy_setopt (job->easy, CURLOPT_POST, 1L);
  curl_easy_setopt (job->easy, CURLOPT_CUSTOMREQUEST, job->request.method);
  curl_easy_setopt (job->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t) len);
  curl_easy_setopt (job->easy, CURLOPT_POSTFIELDS, body);
}

static void
job_free (Job *job)
{
  g_clear_pointer (&job->packed, g_bytes_unref);
  if (job->body != NULL)
    g_string_free (job->body, TRUE);
  g_free (job);
}

static void
start_job (CurlTransport *self, Run *run, Job *job)
{
  g_autofree char *url = g_strconcat (self->origin, job->request.path, NULL);

  job->easy = take_handle (self);
  job->body = g_string_new (NULL);
  curl_easy_setopt (job->easy, CURLOPT_URL, url);
  curl_easy_setopt (job->easy, CURLOPT_WRITEDATA, job);
  curl_easy_setopt (job->easy, CURLOPT_PRIVATE, job);
  curl_easy_setopt (job->easy, CURLOPT_ERRORBUFFER, job->reason);
  set_body (self, job);
  curl_multi_add_handle (self->multi, job->easy);
  g_ptr_array_add (run->under_way, job);
}

static char *
dup_header (CURL *easy, const char *name)
{
  struct curl_header *header;

  return curl_easy_header (easy, name, 0, CURLH_HEADER, -1, &header) == CURLHE_OK ? g_strdup (header->value) : NULL;
}

static void
note_rate (CurlTransport *self, Job *job)
{
  curl_off_t rate = 0, sent = 0, connected = 0, secured = 0;

  curl_easy_getinfo (job->easy, CURLINFO_CONNECT_TIME_T, &connected);
  curl_easy_getinfo (job->easy, CURLINFO_APPCONNECT_TIME_T, &secured);
  if (secured > connected && (self->handshake == 0 || secured - connected < self->handshake))
    self->handshake = secured - connected;
  curl_easy_getinfo (job->easy, CURLINFO_SIZE_UPLOAD_T, &sent);
  if (sent < 64 * 1024)
    return;
  curl_easy_getinfo (job->easy, CURLINFO_SPEED_UPLOAD_T, &rate);
  self->upload_rate = rate;
}

static void
take_answer (CurlTransport *self, Job *job, KtResponse *response)
{
  g_autofree char *retry = NULL, *date = NULL;
  long status = 0;

  curl_easy_getinfo (job->easy, CURLINFO_RESPONSE_CODE, &status);
  note_rate (self, job);
  retry = dup_header (job->easy, "retry-after");
  response->status = status;
  response->content_type = dup_header (job->easy, "content-type");
  response->etag = dup_header (job->easy, "etag");
  date = dup_header (job->easy, "date");
  response->date = date != NULL ? MAX ((gint64) curl_getdate (date, NULL), 0) : 0;
  response->retry_after = retry != NULL ? CLAMP (g_ascii_strtoll (retry, NULL, 10), 0, 3600) : 0;
  response->len = job->body->len;
  response->body = g_string_free (g_steal_pointer (&job->body), FALSE);
}

/* Takes the job off the line; what came stands in response. */
static void
end_job (CurlTransport *self, Run *run, Job *job, KtResponse *response)
{
  curl_multi_remove_handle (self->multi, job->easy);
  if (job->result == CURLE_OK)
    take_answer (self, job, response);
  curl_easy_setopt (job->easy, CURLOPT_POSTFIELDS, NULL);
  curl_easy_setopt (job->easy, CURLOPT_ERRORBUFFER, NULL);
  g_ptr_array_add (self->idle, g_steal_pointer (&job->easy));
  g_clear_pointer (&job->packed, g_bytes_unref);
  if (job->body != NULL)
    g_string_free (g_steal_pointer (&job->body), TRUE);
  g_ptr_array_remove_fast (run->under_way, job);
}

/* Whatever curl could not do is the way to the server: name, route, TLS, half an answer. */
static gboolean
judge_job (Job *job, KtResponse *response, GError **error)
{
  if (job->result != CURLE_OK)
    g_set_error (error, KT_SYNC_ERROR, KT_SYNC_ERROR_OFFLINE, "%s",
                 *job->reason != '\0' ? job->reason : curl_easy_strerror (job->result));
  else if (kt_response_is_portal (&job->request, response))
    g_set_error (error, KT_SYNC_ERROR, KT_SYNC_ERROR_OFFLINE, "status %u, %s: not the server's own answer",
                 response->status, response->content_type != NULL ? response->content_type : "untyped");
  else
    return TRUE;
  kt_response_clear (response);
  return FALSE;
}

static void
hand_answer (CurlTransport *self, Run *run, Job *job)
{
  KtResponse response = { 0 };

  end_job (self, run, job, &response);
  judge_job (job, &response, run->failure == NULL ? &run->failure : NULL);
  if (response.status == 401 && run->renewable)
    {
      kt_response_clear (&response);
      g_ptr_array_add (run->refused, job);
      return;
    }
  run->stream->ended (run->stream->user_data, job->tag, &response);
  job_free (job);
}

static gboolean
collect_ended (CurlTransport *self, Run *run)
{
  CURLMsg *message;
  gboolean any = FALSE;
  int left;

  while ((message = curl_multi_info_read (self->multi, &left)) != NULL)
    {
      Job *job = NULL;
      CURLcode result = message->data.result;

      if (message->msg != CURLMSG_DONE)
        continue;
      curl_easy_getinfo (message->easy_handle, CURLINFO_PRIVATE, (char **) &job);
      /* Longer than what was asked for can be: what came of it is the answer, and no trouble of the line. */
      job->result = job->too_long && result == CURLE_WRITE_ERROR ? CURLE_OK : result;
      hand_answer (self, run, job);
      any = TRUE;
    }
  return any;
}

static void
abort_jobs (CurlTransport *self, Run *run)
{
  while (run->under_way->len > 0)
    {
      Job *job = run->under_way->pdata[0];

      job->result = CURLE_ABORTED_BY_CALLBACK;
      hand_answer (self, run, job);
    }
}

/* As much of a large body as the line takes now: the server begins with it while the next is made here. */
static void
send_begun (CurlTransport *self, Job *job)
{
  curl_off_t before, sent = -1;
  int running;

  if (job->request.len <= KT_TUNE_SEND_ON_BYTES)
    return;
  do
    {
      before = sent;
      curl_multi_perform (self->multi, &running);
      curl_easy_getinfo (job->easy, CURLINFO_SIZE_UPLOAD_T, &sent);
    }
  while (sent > before);
}

static void
start_more (CurlTransport *self, Run *run)
{
  KtRequest request = { 0 };
  gpointer tag = NULL;

  while (run->failure == NULL && run->refused->len == 0 && run->under_way->len < KT_TUNE_CONNECTIONS &&
         run->stream->next (run->stream->user_data, &request, &tag))
    {
      Job *job = g_new0 (Job, 1);

      job->request = request;
      job->tag = tag;
      start_job (self, run, job);
      send_begun (self, job);
    }
}

/* Until nothing is under way and nothing new comes (or may come, while cookies are refused). */
static gboolean
run_line (CurlTransport *self, Run *run, GCancellable *cancellable, GError **error)
{
  int running;

  for (start_more (self, run); run->under_way->len > 0; start_more (self, run))
    {
      curl_multi_perform (self->multi, &running);
      if (g_cancellable_is_cancelled (cancellable))
        {
          abort_jobs (self, run);
          return !g_cancellable_set_error_if_cancelled (cancellable, error);
        }
      if (!collect_ended (self, run))
        curl_multi_poll (self->multi, NULL, 0, 500, NULL);
    }
  return TRUE;
}

static void
hand_refused (Run *run)
{
  for (guint i = 0; i < run->refused->len; i++)
    {
      KtResponse nothing = { 0 };

      run->stream->ended (run->stream->user_data, ((Job *) run->refused->pdata[i])->tag, &nothing);
      job_free (run->refused->pdata[i]);
    }
  g_ptr_array_set_size (run->refused, 0);
}

/* What was refused goes first, before anything new is asked for. */
static void
start_refused (CurlTransport *self, Run *run)
{
  while (run->refused->len > 0)
    start_job (self, run, g_ptr_array_steal_index (run->refused, 0));
}

static gboolean sign_in (CurlTransport *self, GCancellable *cancellable, GError **error);

static gboolean
run_and_renew (CurlTransport *self, Run *run, GCancellable *cancellable, GError **error)
{
  if (!run_line (self, run, cancellable, error))
    return FALSE;
  if (run->refused->len == 0 || run->failure != NULL)
    return TRUE;
  /* The cookie's ten minutes are over: once, not again for the same answer. */
  run->renewable = FALSE;
  if (!sign_in (self, cancellable, error))
    return FALSE;
  start_refused (self, run);
  return run_line (self, run, cancellable, error);
}

static gboolean
run_stream (CurlTransport *self, const KtStream *stream, gboolean renewable, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) under_way = g_ptr_array_new (), refused = g_ptr_array_new ();
  Run run = { stream, under_way, refused, renewable, NULL };
  gboolean ok = run_and_renew (self, &run, cancellable, error);

  hand_refused (&run);
  if (run.failure == NULL)
    return ok;
  if (ok)
    g_propagate_error (error, run.failure);
  else
    g_error_free (run.failure);
  return FALSE;
}

/* ---- Requests that are known beforehand ---- */

typedef struct {
  const KtRequest *requests;
  KtResponse *responses;
  guint n, next;
} List;

static gboolean
list_next (gpointer user_data, KtRequest *request, gpointer *tag)
{
  List *list = user_data;

  if (list->next == list->n)
    return FALSE;
  *request = list->requests[list->next];
  *tag = &list->responses[list->next++];
  return TRUE;
}

static void
list_ended (gpointer user_data, gpointer tag, KtResponse *response)
{
  KtResponse *place = tag;

  kt_response_clear (place);
  *place = *response;
}

/* Puts the session cookie into the share. A refusal is no failure: the 401s it leads to say it. */
static gboolean
sign_in (CurlTransport *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (json_object) credentials = json_object_new_object ();
  KtRequest request = { .method = "POST", .path = "/_session" };
  KtResponse response = { 0 };
  List list = { &request, &response, 1, 0 };
  const KtStream stream = { list_next, list_ended, &list };
  char *text;
  gboolean ok;

  json_object_object_add (credentials, "name", json_object_new_string (self->user));
  json_object_object_add (credentials, "password", json_object_new_string (self->password != NULL ? self->password : ""));
  text = (char *) json_object_to_json_string_ext (credentials, JSON_C_TO_STRING_PLAIN);
  request.body = text;
  request.len = strlen (text);
  ok = run_stream (self, &stream, FALSE, cancellable, error);
  explicit_bzero (text, request.len);
  self->signed_in = ok && response.status == 200;
  self->denied = ok && response.status == 401;
  kt_response_clear (&response);
  return ok;
}

/* A wrong password is tried once, or the account would be locked in the end: what was refused just now is not asked
 * for again. */
static gboolean
stream_locked (CurlTransport *self, const KtStream *stream, GCancellable *cancellable, GError **error)
{
  gboolean fresh = self->user != NULL && !self->signed_in;

  if (fresh && !sign_in (self, cancellable, error))
    return FALSE;
  return run_stream (self, stream, self->user != NULL && !(fresh && self->denied), cancellable, error);
}

static void
cancelled_cb (GCancellable *cancellable, gpointer multi)
{
  curl_multi_wakeup (multi);
}

static gboolean
exchange_stream (KtTransport *transport, const KtStream *stream, GCancellable *cancellable, GError **error)
{
  CurlTransport *self = (CurlTransport *) transport;
  gulong handler;
  gboolean ok;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  g_mutex_lock (&self->lock);
  handler = cancellable != NULL ? g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb), self->multi, NULL) : 0;
  ok = stream_locked (self, stream, cancellable, error);
  g_cancellable_disconnect (cancellable, handler);
  g_mutex_unlock (&self->lock);
  return ok;
}

static gboolean
exchange_many (KtTransport *transport, const KtRequest *requests, KtResponse *responses, guint n,
               GCancellable *cancellable, GError **error)
{
  List list = { requests, responses, n, 0 };
  const KtStream stream = { list_next, list_ended, &list };

  return exchange_stream (transport, &stream, cancellable, error);
}

static gboolean
exchange (KtTransport *transport, const KtRequest *request, KtResponse *response, GCancellable *cancellable,
          GError **error)
{
  return exchange_many (transport, request, response, 1, cancellable, error);
}

static void
wipe (char *secret)
{
  if (secret != NULL)
    explicit_bzero (secret, strlen (secret));
  g_free (secret);
}

static void
free_transport (KtTransport *transport)
{
  CurlTransport *self = (CurlTransport *) transport;

  g_ptr_array_unref (self->idle);
  curl_multi_cleanup (self->multi);
  curl_share_cleanup (self->share);
  curl_slist_free_all (self->headers);
  curl_slist_free_all (self->headers_gzip);
  g_free (self->origin);
  g_free (self->ca_file);
  g_free (self->ca_pem);
  g_free (self->user);
  wipe (self->password);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/* "https://host[:port][/prefix]", without slashes at the end, or NULL. */
static char *
dup_origin (const char *url)
{
  g_autoptr (GUri) uri = url != NULL ? g_uri_parse (url, G_URI_FLAGS_NONE, NULL) : NULL;
  char *origin;

  if (uri == NULL || g_strcmp0 (g_uri_get_scheme (uri), "https") != 0 || g_uri_get_host (uri) == NULL ||
      *g_uri_get_host (uri) == '\0' || g_uri_get_userinfo (uri) != NULL || g_uri_get_query (uri) != NULL)
    return NULL;
  origin = g_uri_to_string (uri);
  while (g_str_has_suffix (origin, "/"))
    origin[strlen (origin) - 1] = '\0';
  return origin;
}

static void
init_curl (CurlTransport *self)
{
  static gsize once = 0;

  if (g_once_init_enter (&once))
    {
      curl_global_init (CURL_GLOBAL_DEFAULT);
      g_once_init_leave (&once, 1);
    }
  self->multi = curl_multi_init ();
  curl_multi_setopt (self->multi, CURLMOPT_MAX_HOST_CONNECTIONS, (long) KT_TUNE_CONNECTIONS);
  curl_multi_setopt (self->multi, CURLMOPT_MAXCONNECTS, (long) KT_TUNE_CONNECTIONS);
  self->share = curl_share_init ();
  curl_share_setopt (self->share, CURLSHOPT_SHARE, CURL_LOCK_DATA_COOKIE);
  curl_share_setopt (self->share, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION);
  curl_share_setopt (self->share, CURLSHOPT_SHARE, CURL_LOCK_DATA_DNS);
  self->headers = curl_slist_append (NULL, "Content-Type: application/json");
  self->headers = curl_slist_append (self->headers, "Accept: application/json");
  self->headers = curl_slist_append (self->headers, "Expect:");
  self->headers_gzip = curl_slist_append (NULL, "Content-Type: application/json");
  self->headers_gzip = curl_slist_append (self->headers_gzip, "Accept: application/json");
  self->headers_gzip = curl_slist_append (self->headers_gzip, "Expect:");
  self->headers_gzip = curl_slist_append (self->headers_gzip, "Content-Encoding: gzip");
}

KtTransport *
kt_transport_curl_new (const KtServer *server, GError **error)
{
  g_autofree char *origin = dup_origin (server->url);
  CurlTransport *self;

  if (origin == NULL)
    {
      g_set_error_literal (error, KT_SYNC_ERROR, KT_SYNC_ERROR_PROTOCOL, "the address is not one of the form https://host");
      return NULL;
    }
  self = g_new0 (CurlTransport, 1);
  self->base = (KtTransport) {
    .exchange = exchange, .exchange_many = exchange_many, .exchange_stream = exchange_stream, .free = free_transport
  };
  g_mutex_init (&self->lock);
  self->idle = g_ptr_array_new_with_free_func (curl_easy_cleanup);
  self->origin = g_steal_pointer (&origin);
  self->ca_file = g_strdup (server->ca_file);
  self->ca_pem = g_strdup (server->ca_pem);
  self->user = g_strdup (server->user);
  self->password = g_strdup (server->password);
  init_curl (self);
  return &self->base;
}
