/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* What every screen shares: how pages are pushed, and how a page survives a change of language. Main thread.
 *
 * The window's content is one AdwNavigationView of pages. A change of language builds every page in it anew: a page
 * that can be open then implements KtPage. Text being typed, focus and scrolling are carried over by the window itself
 * when old and new page have the same tree of widgets; what a page shows (a tab, a filter) it hands over in rebuild().
 */
#include "session/session.h"

#include <adwaita.h>

/* Where a compiled Blueprint file lies in the program's resource. */
#define KT_UI(file) "/io/github/keukentafel/Keukentafel/" file

#define KT_TYPE_PAGE (kt_page_get_type ())
G_DECLARE_INTERFACE (KtPage, kt_page, KT, PAGE, AdwNavigationPage)
struct _KtPageInterface {
  GTypeInterface parent;
  /* A new page that shows the same thing, in the language now set. Returns: (transfer full, floating). */
  AdwNavigationPage *(*rebuild) (KtPage *self);
};
/* Returns: (transfer full, floating) (nullable): NULL when the page is none that can be built again. */
AdwNavigationPage *kt_page_rebuild (AdwNavigationPage *page);

/* The window, as its pages know it. */
#define KT_TYPE_HOST (kt_host_get_type ())
G_DECLARE_INTERFACE (KtHost, kt_host, KT, HOST, GtkWidget)
struct _KtHostInterface {
  GTypeInterface parent;
  void (*take_session) (KtHost *self, KtSession *session);
};
/* A profile was unlocked: the window shows its families. */
void kt_host_take_session (GtkWidget *from, KtSession *session);

/* Shows page over the one that holds `from`: in the window's own navigation view, not in one inside a split view. */
void kt_push_page (GtkWidget *from, AdwNavigationPage *page);
/* Goes back from the page that holds `from`. */
void kt_pop_page (GtkWidget *from);
/* Goes back as far as the page with this tag. */
void kt_pop_to_page (GtkWidget *from, const char *tag);

/* Gives the keyboard to widget as soon as it is on the screen: a sheet that comes up from below takes it when it opens,
 * after whoever asked before. */
void kt_focus_when_shown (GtkWidget *widget);

/* While expander is folded its child is hidden too: GTK 4.18 takes a folded child out of the tree, and Tab would look
 * for the keyboard in it all the same (a critical warning). After the child is set. */
void kt_expander_hide_folded (GtkExpander *expander);

/* One sentence at the foot of the window. */
void kt_toast (GtkWidget *from, const char *text);
/* The same with one button, which activates action (with target, consumed; nullable) in the window's own scope. */
void kt_toast_action (GtkWidget *from, const char *text, const char *button, const char *action, GVariant *target);
/* The same with an "Undo" that calls undo (data). data is freed when the toast is gone; data_free may be NULL. */
typedef void (*KtUndoFunc) (gpointer data);
void kt_toast_undo (GtkWidget *from, const char *text, KtUndoFunc undo, gpointer data, GDestroyNotify data_free);
