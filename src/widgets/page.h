/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* What every screen shares: how pages are pushed, and how a page survives a change of language. Main thread.
 *
 * The window's content is one AdwNavigationView of pages. A change of language builds every page in it anew: a page
 * that can be open then implements KtPage. Text being typed, focus and scrolling are carried over by the window itself
 * when old and new page have the same tree of widgets; what a page shows (a tab, a filter) it hands over in rebuild().
 */
#include <adwaita.h>

#define KT_TYPE_PAGE (kt_page_get_type ())
G_DECLARE_INTERFACE (KtPage, kt_page, KT, PAGE, AdwNavigationPage)
struct _KtPageInterface {
  GTypeInterface parent;
  /* A new page that shows the same thing, in the language now set. Returns: (transfer full, floating). */
  AdwNavigationPage *(*rebuild) (KtPage *self);
};
/* Returns: (transfer full, floating) (nullable): NULL when the page is none that can be built again. */
AdwNavigationPage *kt_page_rebuild (AdwNavigationPage *page);

/* Shows page over the one that holds `from`: in the window's own navigation view, not in one inside a split view. */
void kt_push_page (GtkWidget *from, AdwNavigationPage *page);
/* Goes back from the page that holds `from`. */
void kt_pop_page (GtkWidget *from);

/* One sentence at the foot of the window. */
void kt_toast (GtkWidget *from, const char *text);
/* The same with one button, which activates action (with target, consumed; nullable) in the window's own scope. */
void kt_toast_action (GtkWidget *from, const char *text, const char *button, const char *action, GVariant *target);
