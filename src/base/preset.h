/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* What an administrator settles beforehand, in one file the sandbox can see (flatpak/README.md):
 *   [server]  url=https://…   ca=FILE (beside the preset, or absolute)
 *   [app]     language=nl|en  lock-after=SECONDS (30 … 3600)
 * First found: $KEUKENTAFEL_PRESET, $XDG_CONFIG_HOME/keukentafel/preset.ini, then keukentafel/preset.ini in each of
 * $XDG_CONFIG_DIRS (in Flatpak that is where the Preset extension is mounted). Any thread. */
#include <glib.h>

typedef struct {
  char *server_url;   /* (nullable) */
  char *ca_file;      /* (nullable) absolute */
  char *language;     /* (nullable) "nl" or "en" */
  guint lock_after;   /* seconds; 0: not settled */
} KtPreset;

/* Read anew each time: a setting, not a state. A value out of range or unknown is left out, with a warning in the log
 * that names the key. Returns: (transfer full), all empty when there is no file. */
KtPreset *kt_preset_load (void);
void kt_preset_free (KtPreset *preset);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KtPreset, kt_preset_free)
