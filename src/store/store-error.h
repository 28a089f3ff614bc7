/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* The few failures a caller tells apart; all else is KT_STORE_ERROR_FAILED with a message in English for the log. */
#include <glib.h>

#define KT_STORE_ERROR (kt_store_error_quark ())
GQuark kt_store_error_quark (void);
typedef enum {
  KT_STORE_ERROR_FAILED,
  KT_STORE_ERROR_IN_USE,        /* another window or the command line has it */
  KT_STORE_ERROR_WRONG_KEY,     /* wrong passphrase or recovery code */
  KT_STORE_ERROR_SLOTS_DAMAGED, /* both copies of the key slots are unreadable */
  KT_STORE_ERROR_CORRUPT,       /* the store itself is damaged or cut short */
  KT_STORE_ERROR_NEWER_SCHEMA,  /* written by a newer Keukentafel */
  KT_STORE_ERROR_FULL,          /* the disk is full; reading and drafts go on */
  KT_STORE_ERROR_READ_ONLY,     /* this program may not write where the profiles are */
  KT_STORE_ERROR_NO_MEMORY,     /* Argon2id got no memory: never "wrong passphrase" */
  KT_STORE_ERROR_NOT_FOUND,
  KT_STORE_ERROR_LOCKED,        /* the session was locked meanwhile */
  KT_STORE_ERROR_ERASED,        /* the organisation erased the record or its family: it cannot be written again */
  KT_STORE_ERROR_NOT_YET,       /* a picture that is still on its way */
} KtStoreError;
/* What a failed system call means: FULL, READ_ONLY, else FAILED. Any thread. */
KtStoreError kt_store_error_from_errno (int number);
