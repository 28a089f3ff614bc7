/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* A transport without a network: requests go to a CouchMemory, and the line does what the test ordered. */
#include "sync/couch-memory.h"

typedef enum {
  TROUBLE_NONE,
  TROUBLE_CUT,         /* the request never arrives; the line stays down */
  TROUBLE_LOST,        /* it arrives and is done, the answer is lost; the line stays down */
  TROUBLE_BLINK,       /* the request never arrives; the next one does */
  TROUBLE_STATUS,      /* answered by `status` as a JSON refusal, nothing done; only this request */
  TROUBLE_STATUS_ON,   /* this request and all that follow */
  TROUBLE_PORTAL,      /* 302; from now on */
  TROUBLE_HTML,        /* 200 with a page; from now on */
  TROUBLE_EMPTY,       /* 200 with nothing */
  TROUBLE_HALF,        /* done; half of the answer's bytes, well wrapped */
  TROUBLE_GARBAGE,     /* done; JSON that is none of ours */
  TROUBLE_DENY,        /* 403 with a web page: a portal's, not the server's; from now on */
} Trouble;

typedef struct {
  KtTransport base;
  CouchMemory *couch;      /* borrowed */
  Trouble trouble;
  guint at;                /* from 1: the request it happens to */
  guint status;
  guint retry_after;
  gint64 date;             /* the server's clock in every answer; 0: not said */
  guint requests;          /* seen so far */
  gsize bytes_in, bytes_out;
  GPtrArray *log;          /* "METHOD path" of each */
  /* Called before a request is answered: another laptop at work. (nullable) */
  void (*meanwhile) (gpointer user_data, guint request);
  gpointer user_data;
  GCancellable *cancel_at; /* (nullable) cancelled at request `at` */
} FakeTransport;

FakeTransport *fake_transport_new (CouchMemory *couch);
void fake_transport_free (FakeTransport *fake);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FakeTransport, fake_transport_free)
/* Several requests at once, as a real transport: the feed then runs in its own thread. */
void fake_transport_allow_many (FakeTransport *fake);
guint fake_transport_count (FakeTransport *fake, const char *part);
