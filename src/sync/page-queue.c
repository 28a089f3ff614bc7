/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-sync"
#include "sync/page-queue.h"

typedef struct {
  gpointer item;
  gsize bytes;
} Entry;

struct _KtPageQueue {
  GMutex lock;             /* guards all below */
  GCond changed;
  GQueue entries;          /* Entry* */
  GDestroyNotify item_free;
  gsize bytes, most;
  gboolean ended, closed;
};

KtPageQueue *
kt_page_queue_new (GDestroyNotify item_free, gsize most_bytes)
{
  KtPageQueue *queue = g_new0 (KtPageQueue, 1);

  g_mutex_init (&queue->lock);
  g_cond_init (&queue->changed);
  g_queue_init (&queue->entries);
  queue->item_free = item_free;
  queue->most = most_bytes;
  return queue;
}

void
kt_page_queue_free (KtPageQueue *queue)
{
  Entry *entry;

  while ((entry = g_queue_pop_head (&queue->entries)) != NULL)
    {
      queue->item_free (entry->item);
      g_free (entry);
    }
  g_cond_clear (&queue->changed);
  g_mutex_clear (&queue->lock);
  g_free (queue);
}

gboolean
kt_page_queue_push (KtPageQueue *queue, gpointer item, gsize bytes)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&queue->lock);
  Entry *entry;

  while (!queue->closed && !g_queue_is_empty (&queue->entries) && queue->bytes + bytes > queue->most)
    g_cond_wait (&queue->changed, &queue->lock);
  if (queue->closed)
    {
      queue->item_free (item);
      return FALSE;
    }
  entry = g_new (Entry, 1);
  *entry = (Entry) { item, bytes };
  g_queue_push_tail (&queue->entries, entry);
  queue->bytes += bytes;
  g_cond_broadcast (&queue->changed);
  return TRUE;
}

void
kt_page_queue_end (KtPageQueue *queue)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&queue->lock);

  queue->ended = TRUE;
  g_cond_broadcast (&queue->changed);
}

gpointer
kt_page_queue_pop (KtPageQueue *queue)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&queue->lock);
  Entry *entry;
  gpointer item = NULL;

  while (!queue->ended && g_queue_is_empty (&queue->entries))
    g_cond_wait (&queue->changed, &queue->lock);
  entry = g_queue_pop_head (&queue->entries);
  if (entry != NULL)
    {
      item = entry->item;
      queue->bytes -= entry->bytes;
      g_free (entry);
      g_cond_broadcast (&queue->changed);
    }
  return item;
}

void
kt_page_queue_close (KtPageQueue *queue)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&queue->lock);

  queue->closed = TRUE;
  g_cond_broadcast (&queue->changed);
}
