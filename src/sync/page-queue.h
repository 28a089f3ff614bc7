/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* A queue between the thread that fetches and the one that inserts, bounded by bytes so that a fast line cannot fill
 * the memory. One item always fits. Any thread. */
#include <glib.h>

typedef struct _KtPageQueue KtPageQueue;
KtPageQueue *kt_page_queue_new (GDestroyNotify item_free, gsize most_bytes);
void kt_page_queue_free (KtPageQueue *queue);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KtPageQueue, kt_page_queue_free)
/* item: (transfer full). Waits while full. FALSE: closed by the taker; the item is freed. */
gboolean kt_page_queue_push (KtPageQueue *queue, gpointer item, gsize bytes);
/* No more items come. */
void kt_page_queue_end (KtPageQueue *queue);
/* Waits. Returns: (transfer full), or NULL at the end. */
gpointer kt_page_queue_pop (KtPageQueue *queue);
/* The taker has had enough: whoever pushes is sent away. */
void kt_page_queue_close (KtPageQueue *queue);
