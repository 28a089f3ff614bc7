/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* A store in a folder of its own, records to put in it, and the folder's removal. */
#include "base/json.h"
#include "store/store.h"

#define FAMILY_A "family:0123456789abcdef0123456789abcdef"
#define FAMILY_B "family:fedcba9876543210fedcba9876543210"

typedef struct {
  char *dir;
  KtSecret *key;
  KtStore *store;          /* (nullable) open for writing */
} Fixture;

void fixture_set_up (Fixture *fixture, gconstpointer data);
void fixture_tear_down (Fixture *fixture, gconstpointer data);
/* Closes what is open and opens it again. */
void fixture_reopen (Fixture *fixture);
void fixture_close (Fixture *fixture);
/* Opening must fail with code; mode WRITE. */
void fixture_expect_open_error (Fixture *fixture, KtStoreError code);
#define add_test(path, func) g_test_add (path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

void remove_folder (const char *dir);
/* A fixed key of 32 times byte. Returns: (transfer full). */
KtSecret *test_key (guint8 byte);
json_object *parse_json (const char *text);
/* type in family from {key: value}. id NULL: a new one. Fails the test when it cannot be saved. */
KtRecord *save (KtStore *store, const char *type, const char *id, const char *family, const char *changes);
KtRecord *try_save (KtStore *store, const char *type, const char *id, const char *family, const char *changes, GError **error);
/* The same record as another device has it after an edit of its own. Returns: (transfer full). */
KtRecord *edit_elsewhere (KtRecord *record, const char *device, const char *changes);
/* kt_store_check() found nothing. */
void assert_sound (KtStore *store);
