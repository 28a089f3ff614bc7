/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* One request a laptop left in its worker's inbox, and its answer. Whoever owns the inbox asks: nobody else can write
 * there. Blocking. Errors: KT_SYNC_ERROR; a refusal is an answer, no error.
 *
 *   {"_id":"request:UUID", "type":"inbox-request", "kind", "family", "expects":"revision" or null, "number", …}
 *   {"_id":"answer:UUID", "type":"inbox-answer", "kind", "family", "outcome":"done" or "refused", "reason"}
 *
 * number counts what one laptop asked, so that it is done in that order. A laptop that has read the answer removes its
 * request; the registrar then removes the answer.
 *
 * The order is: into the registry (with the UUID), onto the server, then the answer. A request whose answer is there is
 * never looked at again; one that is in the registry changes nothing there, and is carried out again. */
#include "office/couch.h"

typedef struct {
  const char *uuid, *login; /* borrowed, as all here */
  const char *kind;
  const char *family;       /* (nullable) */
  json_object *document;
} KtAsked;

/* Does what is asked, or refuses with KT_OFFICE_REFUSED, the message being the reason's code. */
typedef gboolean (*KtRequestFunc) (KtCouch *couch, const KtAsked *asked, GError **error);
typedef struct {
  const char *kind;
  KtRequestFunc apply;
} KtRequestKind;

/* The kinds of one file each; tables end with kind == NULL. */
extern const KtRequestKind kt_request_family_kinds[], kt_request_key_kinds[], kt_request_unsent_kinds[];

/* document: a request in login's inbox that has no answer yet. Of a kind nobody here knows: left for a newer office. */
gboolean kt_request_answer (KtCouch *couch, const char *login, json_object *document, GError **error);
