/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* Between session.c and its asynchronous halves; nobody else includes it. Main thread. */
#include "session/session.h"

/* Something of family (nullable) was saved: tell the screens, and let sync know. */
void kt_session_tell_saved (KtSession *self, const char *family);
/* A server was signed in to and is kept: sync uses it from now on. Who is at work may have become known by it. */
void kt_session_use_server (KtSession *self, const KtServer *server);
