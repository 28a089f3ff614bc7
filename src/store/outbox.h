/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* What this laptop asks of the organisation: kept here from its making to its answer, put into the worker's inbox by
 * sync/outbox. Blocking; same thread rule as store.h. */
#include "base/json.h"
#include "store/store.h"

/* DISMISSED: refused, and whoever asked has read that. */
typedef enum { KT_ASK_WAITS, KT_ASK_SENT, KT_ASK_DONE, KT_ASK_REFUSED, KT_ASK_DISMISSED } KtAskState;
typedef struct {
  char *id;                /* "request:UUID" */
  char *kind;
  char *family;            /* (nullable) */
  char *reason;            /* (nullable) why it was refused: a code of the registrar's, or the server's own words */
  char *at;                /* ISO time of its making */
  char *body;              /* the document; "" once it was done */
  KtAskState state;
  gboolean piece;          /* it carries a piece of a picture: nothing a person need be told of */
} KtAsk;
void kt_ask_free (KtAsk *ask);

/* Makes a request: {"_id","type":"inbox-request","kind","family"} and the members of more (nullable). One that lets
 * somebody in says which team it was made for ("expects"), as far as that is known; one that takes somebody out never waits
 * for that. id (nullable): its id. May be part of a caller's transaction. */
gboolean kt_store_ask (KtStore *store, const char *kind, const char *family, json_object *more, char **id, GError **error);
/* Whether a request of the kind for the family waits, or waits for its answer. */
gboolean kt_store_is_asking (KtStore *store, const char *kind, const char *family, gboolean *asking, GError **error);
/* All, oldest first. Returns: (transfer full) (element-type KtAsk). */
GPtrArray *kt_store_list_asks (KtStore *store, GError **error);
/* Those of one state. */
GPtrArray *kt_store_list_asks_in (KtStore *store, KtAskState state, GError **error);
/* The server has it (SENT), or it was answered. Never backwards. A sealed escrow goes with SENT: it was for the server. */
gboolean kt_store_note_ask (KtStore *store, const char *id, KtAskState state, const char *reason, GError **error);
/* What was refused leaves the list of what was asked; that it was asked, and what it held of unsent work, stays. Errors:
 * NOT_FOUND: no such request was refused. */
gboolean kt_store_dismiss_ask (KtStore *store, const char *id, GError **error);
/* Which revision the family's team has, as the office tells those who may change it. */
gboolean kt_store_note_team (KtStore *store, const char *family, gint64 revision, GError **error);
/* The server went back in time: what has no answer yet is put there again. */
gboolean kt_store_ask_again (KtStore *store, GError **error);

/* ---- Families made offline, and putting away ---- */
/* Each family that is here and has no database at the server asks for them ("family-new"), once; an example never. */
gboolean kt_store_ask_for_families (KtStore *store, GError **error);
/* The family is an example, to look around with. */
gboolean kt_store_note_example (KtStore *store, const char *family, GError **error);
/* Examples that stay on this device: no database of theirs is known to be at the server. Ids. Returns: (transfer full). */
GHashTable *kt_store_list_examples (KtStore *store, GError **error);
/* Answered requests whose document may still lie in the inbox. Returns: (transfer full) (element-type KtAsk). */
GPtrArray *kt_store_list_answered_asks (KtStore *store, GError **error);
/* The inbox is rid of it: what was done is gone here, too; what was refused stays to be read, without its body. */
gboolean kt_store_forget_ask (KtStore *store, const char *id, GError **error);

/* ---- Work of a database that was closed to us ---- */
/* Makes requests "unsent-work" for what nobody else has in closed databases, once for each revision. Nothing changes
 * but that: the work stays where it is. *made (nullable): how many. */
gboolean kt_store_hand_over_unsent (KtStore *store, guint *made, GError **error);
/* Makes the next few of the requests that carry the pieces of such pictures: as many as others were answered. */
gboolean kt_store_hand_over_pieces (KtStore *store, GError **error);

/* ---- Work of colleagues that is offered to us ---- */
typedef struct {
  char *id;                /* "unsent:UUID" */
  char *family, *author, *at;
  char *taken;             /* (nullable) ISO time */
  char *body;              /* the note: {"records":[{"_id","bytes"…}],"drafts":{key:text}}; drafts: not placed yet */
} KtOffered;
void kt_offered_free (KtOffered *offered);
/* A note of the inbox; the same one again changes nothing. A piece of a picture that was taken over is put in its place. */
gboolean kt_store_offer (KtStore *store, const char *id, json_object *note, GError **error);
/* Without the pieces of pictures, which go with their record. Returns: (transfer full) (element-type KtOffered), oldest
 * first. */
GPtrArray *kt_store_list_offered (KtStore *store, GError **error);
/* Ids of what was taken over and is at the server whole: the inbox need not keep it. Returns: (element-type char*). */
GPtrArray *kt_store_list_settled_offers (KtStore *store, GError **error);
/* The inbox does not have it any more: its copy here is emptied, that it was taken over stays known. */
gboolean kt_store_settle_offer (KtStore *store, const char *id, GError **error);
/* records: joined with what is here. drafts: half-written words that stand in their field or form now; drafts_left: where
 * we have words of our own standing; they wait in the offer until those are saved, and it is taken over again. */
typedef struct { guint records, drafts, drafts_left; } KtTakenOver;
/* Joins the work with what is here, as revisions that wait to be sent; all or nothing. taken: (nullable). Errors:
 * NOT_FOUND; ERASED. */
gboolean kt_store_take_over (KtStore *store, const char *id, KtTakenOver *taken, GError **error);
