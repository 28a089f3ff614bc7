/* SPDX-License-Identifier: EUPL-1.2 */
/* Preloaded by a test: the app's own words come from the catalogue in KT_PSEUDO, whatever folder it asks for. */
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

char *bindtextdomain (const char *domain, const char *folder);

char *
bindtextdomain (const char *domain, const char *folder)
{
  char *(*real) (const char *, const char *);
  const char *pseudo = getenv ("KT_PSEUDO");

  *(void **) &real = dlsym (RTLD_NEXT, "bindtextdomain");
  return real (domain, pseudo != NULL && domain != NULL && strcmp (domain, "keukentafel") == 0 ? pseudo : folder);
}
