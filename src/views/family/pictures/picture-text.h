/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* Pictures in words, in the language now set. Returned strings are (transfer full). Main thread. */
#include "views/family/family-context.h"
#include "views/family/pictures/picture-intake.h"

/* Its caption, or what kind it is. */
char *kt_picture_title (KtRecord *picture);
/* "Noor · 24 Nov · Only on this device": what stands under it. */
char *kt_picture_meta (KtFamilyContext *context, KtRecord *picture);
/* "Still on its way: 3 of 8 pieces are here." NULL when all of it is. */
char *kt_picture_coming (KtFamilyContext *context, KtRecord *picture);
/* Title, kind, meta and what is still to come, for a screen reader. */
char *kt_picture_told (KtFamilyContext *context, KtRecord *picture);
/* Appends to a print (widgets/keyed-box.h) all that is shown of a picture. */
void kt_picture_print (KtFamilyContext *context, GString *print, KtRecord *picture);
/* Whether this device shows it as a document rather than a picture. */
gboolean kt_picture_is_document (KtRecord *picture);
/* Why a file was not taken in: what, and what to do. */
char *kt_picture_refusal (KtPictureIntake *intake);
