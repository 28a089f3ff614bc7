/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* An invented family to look around with, in a folder of its own beside the profiles. Main thread. */
#include "demo/demo.h"

#define KT_EXAMPLE_PASSPHRASE KT_DEMO_PASSPHRASE

/* Makes it when it is not there yet. language: "nl" or "en". */
void kt_example_async (const char *data_dir, const char *language, GAsyncReadyCallback callback, gpointer user_data);
/* Returns: (transfer full). */
KtProfile *kt_example_finish (GAsyncResult *result, GError **error);
/* Whether a profile's folder is the example's. */
gboolean kt_example_is (const char *profile_dir, const char *data_dir);
