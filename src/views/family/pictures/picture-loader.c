/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-family"
#include "views/family/pictures/picture-loader.h"

#include "widgets/picture-decode.h"

#define KEY "kt-picture-loader"
#define MOST_KEPT 200 /* a quarter of a megabyte each */

typedef struct {
  GHashTable *thumbs; /* digest → GdkTexture */
  GQueue waiting;     /* Request, owned */
  gboolean running;
} Loader;

typedef struct {
  KtFamilyContext *context; /* owned: it holds the loader */
  GWeakRef widget;
  char *id, *digest;
  guint most;
  KtPictureLoaded loaded;
} Request;

static void run_next (KtFamilyContext *context);

static void
request_free (Request *request)
{
  g_weak_ref_clear (&request->widget);
  g_object_unref (request->context);
  g_free (request->id);
  g_free (request->digest);
  g_free (request);
}

static void
loader_free (gpointer data)
{
  Loader *loader = data;

  g_queue_clear_full (&loader->waiting, (GDestroyNotify) request_free);
  g_hash_table_unref (loader->thumbs);
  g_free (loader);
}

static Loader *
ensure_loader (KtFamilyContext *context)
{
  Loader *loader = g_object_get_data (G_OBJECT (context), KEY);

  if (loader != NULL)
    return loader;
  loader = g_new0 (Loader, 1);
  loader->thumbs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  g_queue_init (&loader->waiting);
  g_object_set_data_full (G_OBJECT (context), KEY, loader, loader_free);
  return loader;
}

/* ---- One after another ---- */

static void
keep_thumb (Request *request, GdkTexture *texture)
{
  Loader *loader = ensure_loader (request->context);

  if (request->most != KT_PICTURE_THUMB || request->digest == NULL)
    return;
  if (g_hash_table_size (loader->thumbs) >= MOST_KEPT)
    g_hash_table_remove_all (loader->thumbs);
  g_hash_table_insert (loader->thumbs, g_strdup (request->digest), g_object_ref (texture));
}

/* request: (transfer full). */
static void
answer (Request *request, GdkTexture *texture, const GError *error)
{
  g_autoptr (GtkWidget) widget = g_weak_ref_get (&request->widget);
  g_autoptr (KtFamilyContext) context = g_object_ref (request->context);

  if (texture != NULL)
    keep_thumb (request, texture);
  if (widget != NULL)
    request->loaded (widget, request->id, texture, error);
  request_free (request);
  ensure_loader (context)->running = FALSE;
  run_next (context);
}

static void
decoded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkTexture) texture = g_task_propagate_pointer (G_TASK (result), &error);

  answer (user_data, texture, error);
}

static void
decode_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  GdkTexture *texture = kt_picture_decode (data, GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (task), "most")), cancellable,
                                           &error);

  if (texture != NULL)
    g_task_return_pointer (task, texture, g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Request *request = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = kt_session_load_picture_finish (KT_SESSION (source), result, &error);
  g_autoptr (GTask) task = NULL;

  if (bytes == NULL)
    {
      answer (request, NULL, error);
      return;
    }
  task = g_task_new (NULL, NULL, decoded_cb, request);
  g_object_set_data (G_OBJECT (task), "most", GUINT_TO_POINTER (request->most));
  g_task_set_task_data (task, g_steal_pointer (&bytes), (GDestroyNotify) g_bytes_unref);
  g_task_run_in_thread (task, decode_in_thread);
}

static gboolean
is_wanted (Request *request)
{
  g_autoptr (GtkWidget) widget = g_weak_ref_get (&request->widget);

  return widget != NULL;
}

static void
run_next (KtFamilyContext *context)
{
  Loader *loader = ensure_loader (context);
  Request *request;

  if (loader->running)
    return;
  while ((request = g_queue_pop_head (&loader->waiting)) != NULL && !is_wanted (request))
    request_free (request);
  if (request == NULL)
    return;
  loader->running = TRUE;
  kt_session_load_picture_async (kt_family_context_get_session (context), request->id, NULL, read_cb, request);
}

/* ---- Asking ---- */

static void
drop_earlier (Loader *loader, GtkWidget *widget)
{
  for (GList *at = loader->waiting.head, *next; at != NULL; at = next)
    {
      g_autoptr (GtkWidget) other = g_weak_ref_get (&((Request *) at->data)->widget);

      next = at->next;
      if (other != widget)
        continue;
      request_free (at->data);
      g_queue_delete_link (&loader->waiting, at);
    }
}

void
kt_picture_load (KtFamilyContext *context, GtkWidget *widget, KtRecord *picture, guint most, KtPictureLoaded loaded)
{
  Loader *loader = ensure_loader (context);
  const char *digest = kt_record_get_text (picture, "digest");
  GdkTexture *known = digest != NULL && most == KT_PICTURE_THUMB ? g_hash_table_lookup (loader->thumbs, digest) : NULL;
  Request *request;

  drop_earlier (loader, widget);
  if (known != NULL)
    {
      loaded (widget, kt_record_get_id (picture), known, NULL);
      return;
    }
  request = g_new0 (Request, 1);
  request->context = g_object_ref (context);
  g_weak_ref_init (&request->widget, widget);
  request->id = g_strdup (kt_record_get_id (picture));
  request->digest = g_strdup (digest);
  request->most = most;
  request->loaded = loaded;
  if (most == KT_PICTURE_LARGE)
    g_queue_push_head (&loader->waiting, request);
  else
    g_queue_push_tail (&loader->waiting, request);
  run_next (context);
}
