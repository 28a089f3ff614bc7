/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* "Is everyone helped?": a ring round somebody's mark, closed as far as they are. Words beside it say the same. Main
 * thread. */
#include <adwaita.h>

#define KT_TYPE_COVERAGE_RING (kt_coverage_ring_get_type ())
G_DECLARE_FINAL_TYPE (KtCoverageRing, kt_coverage_ring, KT, COVERAGE_RING, GtkWidget)

/* child: taken in the middle; share: 0.0 … 1.0 of the ring. Returns: (transfer full, floating). */
GtkWidget *kt_coverage_ring_new (GtkWidget *child, double share);
