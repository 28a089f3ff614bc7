/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-family"
#include "views/family/pictures/picture-text.h"

#include "base/i18n.h"
#include "model/picture.h"
#include "report/date-text.h"
#include "store/picture-store.h"
#include "views/family/family-text.h"
#include "widgets/state-mark.h"

G_STATIC_ASSERT (KT_PICTURE_MOST_BYTES == 20 * 1024 * 1024);    /* as the sentences below say */
G_STATIC_ASSERT (KT_PICTURE_MOST_PIXELS == 50 * 1000 * 1000);

char *
kt_picture_title (KtRecord *picture)
{
  const char *caption = kt_record_get_text (picture, "caption"), *kind = kt_record_choice_text (picture, "kind");

  return g_strdup (caption != NULL ? caption : kind != NULL ? kind
                                                            : _("Picture"));
}

char *
kt_picture_meta (KtFamilyContext *context, KtRecord *picture)
{
  const char *state = kt_state_text (kt_family_context_get_state (context, kt_record_get_id (picture)));
  g_auto (GStrv) about = kt_record_dup_list (picture, "about");
  g_autofree char *names = kt_family_names_of (context, (const char *const *) about);
  g_autofree char *date = kt_date_text_short (kt_record_get_text (picture, "date"));

  return kt_join_dots (names, date, state != NULL ? state : "", NULL);
}

static gboolean
get_progress (KtFamilyContext *context, KtRecord *picture, KtPictureProgress *progress)
{
  KtStore *reader = kt_session_get_reader (kt_family_context_get_session (context));

  return reader != NULL && kt_store_get_picture_progress (reader, kt_record_get_id (picture), progress, NULL);
}

char *
kt_picture_coming (KtFamilyContext *context, KtRecord *picture)
{
  KtPictureProgress progress;

  if (!get_progress (context, picture, &progress) || progress.here >= progress.pieces)
    return NULL;
  /* Translators: a picture comes from the server in pieces. */
  return g_strdup_printf (_("Still on its way: %u of %u pieces are here."), progress.here, progress.pieces);
}

char *
kt_picture_told (KtFamilyContext *context, KtRecord *picture)
{
  const char *kind = kt_record_get_text (picture, "caption") != NULL ? kt_record_choice_text (picture, "kind") : NULL;
  g_autofree char *title = kt_picture_title (picture), *meta = kt_picture_meta (context, picture);
  g_autofree char *coming = kt_picture_coming (context, picture);

  return kt_join_dots (title, kind != NULL ? kind : "", meta, coming != NULL ? coming : "", NULL);
}

void
kt_picture_print (KtFamilyContext *context, GString *print, KtRecord *picture)
{
  KtPictureProgress progress = { 0 };

  kt_print_record (context, print, picture);
  if (get_progress (context, picture, &progress))
    g_string_append_printf (print, "%u/%u", progress.here, progress.pieces);
}

gboolean
kt_picture_is_document (KtRecord *picture)
{
  return g_strcmp0 (kt_record_get_text (picture, "media"), "application/pdf") == 0;
}

/* ---- Refused ---- */

static const char *
picture_refusal (const GError *error, gboolean heic)
{
  switch ((KtPictureError) error->code)
    {
    case KT_PICTURE_ERROR_TOO_LARGE:
      /* Translators: this and the next ones: %s is the name of a file. */
      return _("“%s” is larger than 20 MB, so it was left out. Save it smaller, or in parts.");
    case KT_PICTURE_ERROR_TOO_MANY_PIXELS:
      return _("“%s” has more than 50 million dots, so it was left out. Save it smaller.");
    case KT_PICTURE_ERROR_DAMAGED:
      return _("“%s” is damaged or cut short, so it was left out.");
    case KT_PICTURE_ERROR_KIND:
    default:
      return heic ? _("“%s” is a HEIC photo, which not everybody can open, so it was left out. Save it as JPEG.")
                  : _("“%s” is no JPEG, PNG, WebP or PDF, whatever it is called, so it was left out.");
    }
}

static const char *
other_refusal (const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    return _("“%s” is not there any more, so it was left out.");
  if (g_error_matches (error, GDK_TEXTURE_ERROR, GDK_TEXTURE_ERROR_TOO_LARGE))
    return _("Too little memory is free for “%s”, so it was left out. Close another program and try again.");
  if (error->domain == GDK_TEXTURE_ERROR)
    return _("This device cannot show “%s”, so it was left out. Save it as JPEG or PNG.");
  return _("“%s” could not be read, so it was left out.");
}

char *
kt_picture_refusal (KtPictureIntake *intake)
{
  const GError *error = kt_picture_intake_get_error (intake);
  const char *sentence = error->domain == KT_PICTURE_ERROR ? picture_refusal (error, kt_picture_intake_is_heic (intake))
                                                           : other_refusal (error);
  g_auto (GStrv) parts = g_strsplit (sentence, "%s", 2);

  return g_strjoinv (kt_picture_intake_get_name (intake), parts);
}
