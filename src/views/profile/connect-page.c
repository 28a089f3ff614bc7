/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-views"
#include "views/profile/connect-page.h"

#include <glib/gi18n.h>

#include "base/preset.h"
#include "views/profile/certificate-dialog.h"
#include "widgets/error-text.h"
#include "widgets/page.h"
#include "widgets/portal.h"

struct _KtConnectPage {
  AdwNavigationPage parent_instance;

  /* template */
  GtkLabel *heading, *explanation, *message;
  AdwEntryRow *address, *user;
  AdwPasswordEntryRow *password;
  AdwActionRow *certificate;
  GtkWidget *clear_certificate, *choose, *connect, *later;
  GtkRevealer *message_revealer;
  GtkStack *connect_stack;

  /* owned */
  KtSession *session;
  char *ca_file; /* newly chosen; NULL: the one kept, if any */
  char *ca_pem;  /* kept from before, or pasted */
  gboolean pasted;
  gboolean busy;
  KtConnectWhy why;
};

enum {
  PROP_0,
  PROP_BUSY,
  N_PROPERTIES
};
static GParamSpec *properties[N_PROPERTIES];

static void page_init (KtPageInterface *iface);
G_DEFINE_FINAL_TYPE_WITH_CODE (KtConnectPage, kt_connect_page, ADW_TYPE_NAVIGATION_PAGE,
                               G_IMPLEMENT_INTERFACE (KT_TYPE_PAGE, page_init))

static const char *
text_of (gpointer row)
{
  return gtk_editable_get_text (GTK_EDITABLE (row));
}

static void
show_message (KtConnectPage *self, const char *text)
{
  gtk_revealer_set_reveal_child (self->message_revealer, text != NULL);
  if (text == NULL)
    return;
  gtk_label_set_label (self->message, text);
  gtk_accessible_announce (GTK_ACCESSIBLE (self), text, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

static void
update_connect (KtConnectPage *self)
{
  gboolean complete = *text_of (self->address) != '\0' && *text_of (self->user) != '\0' && *text_of (self->password) != '\0';

  gtk_widget_set_sensitive (self->connect, complete && !self->busy);
}

static void
set_busy (KtConnectPage *self, gboolean busy)
{
  self->busy = busy;
  gtk_stack_set_visible_child_name (self->connect_stack, busy ? "busy" : "label");
  update_connect (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
}

static void
changed_cb (KtConnectPage *self)
{
  show_message (self, NULL);
  update_connect (self);
}

/* ---- The certificate ---- */
static void
show_certificate (KtConnectPage *self)
{
  g_autofree char *name = self->ca_file != NULL ? g_path_get_basename (self->ca_file) : NULL;
  gboolean any = name != NULL || self->ca_pem != NULL;

  adw_action_row_set_subtitle (self->certificate, name != NULL   ? name
                                                  : self->pasted ? _("The one you pasted")
                                                  : any          ? _("The one you gave before")
                                                                 : _("Only when your office gave you a file"));
  gtk_widget_set_visible (self->clear_certificate, any);
}

static void
chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (KtConnectPage) self = user_data;
  g_autoptr (GFile) file = gtk_file_dialog_open_finish (GTK_FILE_DIALOG (source), result, NULL);

  if (file == NULL) /* closed without choosing */
    return;
  g_free (self->ca_file);
  self->ca_file = g_file_get_path (file);
  self->pasted = FALSE;
  show_certificate (self);
  show_message (self, NULL);
}

static void
choose_file (KtConnectPage *self)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autoptr (GListStore) filters = g_list_store_new (GTK_TYPE_FILE_FILTER);
  g_autoptr (GtkFileFilter) certificates = gtk_file_filter_new ();

  gtk_file_filter_set_name (certificates, _("Certificates"));
  gtk_file_filter_add_suffix (certificates, "pem");
  gtk_file_filter_add_suffix (certificates, "crt");
  gtk_file_filter_add_suffix (certificates, "cer");
  g_list_store_append (filters, certificates);
  gtk_file_dialog_set_filters (dialog, G_LIST_MODEL (filters));
  gtk_file_dialog_set_title (dialog, _("Certificate of your organisation"));
  gtk_file_dialog_open (dialog, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), NULL, chosen_cb,
                        g_object_ref (self));
}

static void
pasted_cb (KtConnectPage *self, const char *pem)
{
  g_clear_pointer (&self->ca_file, g_free);
  g_set_str (&self->ca_pem, pem);
  self->pasted = TRUE;
  show_certificate (self);
  show_message (self, NULL);
}

static void
paste_text (KtConnectPage *self)
{
  AdwDialog *dialog = kt_certificate_dialog_new ();

  g_signal_connect_object (dialog, "given", G_CALLBACK (pasted_cb), self, G_CONNECT_SWAPPED);
  adw_dialog_present (dialog, GTK_WIDGET (self));
}

static void
portal_asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (KtConnectPage) self = user_data;
  gboolean files = kt_portal_files_finish (result);

  if (gtk_widget_get_root (GTK_WIDGET (self)) == NULL) /* left meanwhile */
    return;
  gtk_widget_set_sensitive (self->choose, TRUE);
  if (files)
    choose_file (self);
  else
    paste_text (self);
}

static void
choose_clicked_cb (KtConnectPage *self)
{
  gtk_widget_set_sensitive (self->choose, FALSE);
  kt_portal_files_async (portal_asked_cb, g_object_ref (self));
}

static void
clear_certificate_cb (KtConnectPage *self)
{
  self->pasted = FALSE;
  g_clear_pointer (&self->ca_file, g_free);
  g_clear_pointer (&self->ca_pem, g_free);
  show_certificate (self);
}

/* ---- Connecting ---- */
static void
leave (KtConnectPage *self)
{
  if (self->why == KT_CONNECT_FIRST)
    kt_host_take_session (GTK_WIDGET (self), self->session);
  else
    kt_pop_page (GTK_WIDGET (self));
}

static void
connected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (KtConnectPage) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean good = kt_session_connect_finish (self->session, result, &error);

  set_busy (self, FALSE);
  if (!good)
    {
      show_message (self, kt_error_text (error));
      return;
    }
  kt_toast (GTK_WIDGET (self), _("Connected"));
  leave (self);
}

/* "server.example.org" is what people type. */
static char *
dup_address (KtConnectPage *self)
{
  g_autofree char *typed = g_strstrip (g_strdup (text_of (self->address)));

  return strstr (typed, "://") == NULL ? g_strconcat ("https://", typed, NULL) : g_steal_pointer (&typed);
}

static void
try_to_connect (KtConnectPage *self)
{
  g_autofree char *address = dup_address (self);
  g_autofree char *user = g_strstrip (g_strdup (text_of (self->user)));
  KtServer server = { .url = address,
                      .ca_file = self->ca_file,
                      .ca_pem = self->ca_file == NULL ? self->ca_pem : NULL,
                      .user = user,
                      .password = (char *) text_of (self->password) };

  if (!g_str_has_prefix (address, "https://"))
    {
      show_message (self, _("The address must begin with https://."));
      return;
    }
  show_message (self, NULL);
  set_busy (self, TRUE);
  kt_session_connect_async (self->session, &server, NULL, connected_cb, g_object_ref (self));
}

static void
connect_clicked_cb (KtConnectPage *self)
{
  try_to_connect (self);
}

static void
activated_cb (KtConnectPage *self)
{
  if (gtk_widget_get_sensitive (self->connect))
    try_to_connect (self);
  else
    gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD);
}

static void
later_clicked_cb (KtConnectPage *self)
{
  leave (self);
}

/* ---- What is known already ---- */
static void
fill_in (KtConnectPage *self)
{
  KtServer server = { 0 };
  g_autoptr (KtPreset) preset = kt_preset_load ();
  gboolean known = kt_session_get_server (self->session, &server);
  const char *address = known ? server.url : preset->server_url;

  gtk_editable_set_text (GTK_EDITABLE (self->address), address != NULL ? address : "");
  gtk_editable_set_text (GTK_EDITABLE (self->user), known && server.user != NULL ? server.user : "");
  self->ca_pem = known ? g_strdup (server.ca_pem) : NULL;
  self->ca_file = known ? NULL : g_strdup (preset->ca_file);
  kt_server_clear (&server);
}

static void
show_words (KtConnectPage *self)
{
  gboolean again = self->why == KT_CONNECT_AGAIN;

  gtk_label_set_label (self->heading, again ? _("Sign in again") : _("Connect to the server"));
  gtk_label_set_label (self->explanation,
                       again ? _("The server asks for your password once more. Meanwhile everything you do is kept.")
                             : _("So that your team has what you write, and you what they write. It works without, too."));
  gtk_widget_set_visible (self->later, self->why != KT_CONNECT_CHANGE);
}

/* ---- The object ---- */
static AdwNavigationPage *
rebuild (KtPage *page)
{
  KtConnectPage *old = KT_CONNECT_PAGE (page);
  KtConnectPage *new;

  if (old->busy)
    return NULL;
  new = KT_CONNECT_PAGE (kt_connect_page_new (old->session, old->why));
  g_set_str (&new->ca_file, old->ca_file);
  g_set_str (&new->ca_pem, old->ca_pem);
  new->pasted = old->pasted;
  show_certificate (new);
  return ADW_NAVIGATION_PAGE (new);
}

static void
page_init (KtPageInterface *iface)
{
  iface->rebuild = rebuild;
}

static void
kt_connect_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_BUSY)
    g_value_set_boolean (value, KT_CONNECT_PAGE (object)->busy);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
kt_connect_page_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), KT_TYPE_CONNECT_PAGE);
  G_OBJECT_CLASS (kt_connect_page_parent_class)->dispose (object);
}

static void
kt_connect_page_finalize (GObject *object)
{
  KtConnectPage *self = KT_CONNECT_PAGE (object);

  g_clear_object (&self->session);
  g_free (self->ca_file);
  g_free (self->ca_pem);
  G_OBJECT_CLASS (kt_connect_page_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, KT_UI ("views/profile/connect-page.ui"));
  gtk_widget_class_bind_template_child (widget_class, KtConnectPage, heading);
  gtk_widget_class_bind_template_child (widget_class, KtConnectPage, explanation);
  gtk_widget_class_bind_template_child (widget_class, KtConnectPage, message);
  gtk_widget_class_bind_template_child (widget_class, KtConnectPage, message_revealer);
  gtk_widget_class_bind_template_child (widget_class, KtConnectPage, address);
  gtk_widget_class_bind_template_child (widget_class, KtConnectPage, user);
  gtk_widget_class_bind_template_child (widget_class, KtConnectPage, password);
  gtk_widget_class_bind_template_child (widget_class, KtConnectPage, certificate);
  gtk_widget_class_bind_template_child (widget_class, KtConnectPage, clear_certificate);
  gtk_widget_class_bind_template_child (widget_class, KtConnectPage, choose);
  gtk_widget_class_bind_template_child (widget_class, KtConnectPage, connect);
  gtk_widget_class_bind_template_child (widget_class, KtConnectPage, connect_stack);
  gtk_widget_class_bind_template_child (widget_class, KtConnectPage, later);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, choose_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, clear_certificate_cb);
  gtk_widget_class_bind_template_callback (widget_class, connect_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, later_clicked_cb);
}

static void
kt_connect_page_class_init (KtConnectPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = kt_connect_page_get_property;
  object_class->dispose = kt_connect_page_dispose;
  object_class->finalize = kt_connect_page_finalize;
  properties[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
kt_connect_page_init (KtConnectPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

AdwNavigationPage *
kt_connect_page_new (KtSession *session, KtConnectWhy why)
{
  KtConnectPage *self = g_object_new (KT_TYPE_CONNECT_PAGE, NULL);

  self->session = g_object_ref (session);
  self->why = why;
  adw_navigation_page_set_can_pop (ADW_NAVIGATION_PAGE (self), why != KT_CONNECT_FIRST);
  fill_in (self);
  show_words (self);
  show_certificate (self);
  update_connect (self);
  return ADW_NAVIGATION_PAGE (self);
}
