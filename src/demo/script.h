/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* A family's script: a list of what was written down on which day, in both languages, played into records.
 * An event: {"make": type, "key"} or {"edit": key}; "day", "time"?, "by"? (ilse), "set": {field: value},
 * "with"? "phone"? "agreed"? "note"?; "only" a worker "until" a day: before it, only her store has it;
 * "file": of a picture (demo-picture.h); "parallel": written without having seen other parallel edits. A "print-record"
 * gets what stood on the paper from the plan as Ilse has it at that moment.
 * Values: "@key" a record of the family, "@@login" a worker, {"nl","en"}, {"day", "at"?, "weekday"?} a date,
 * {"age", "on"?} a birth date, {"years"} that many years from the start. */
#include "model/record.h"

typedef struct {
  const char *family;   /* salt of the ids: "van-drielen" */
  const char *lang, *login;
  const char *start;    /* day 0, "YYYY-MM-DD" */
  int last_day;         /* later events are left out; earlier than deciding ones are "only" somebody's */
} KtScript;

/* Plays events (a JSON array) in the order of their days. Returns: (transfer full) (element-type KtRecord) in the
 * order they were made. */
GPtrArray *kt_script_play (const KtScript *script, json_object *events, GError **error);
/* 32 hex digits out of what makes something the same everywhere. Returns: (transfer full). */
char *kt_script_derive (const char *what, const char *salt, const char *key);
