/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* Random numbers that come out the same everywhere for the same seed (tests/model/join-sim.py has the same ones), and
 * the seeds and numbers of runs a property test takes: KT_SEED=N starts at that seed, KT_RUNS=N makes that many runs. */
#include <glib.h>

typedef struct { guint64 state; } KtRandom;

guint64 kt_random_next (KtRandom *random);
/* 0 … n-1. */
guint kt_random_below (KtRandom *random, guint n);
/* TRUE in percent of the cases. */
gboolean kt_random_chance (KtRandom *random, guint percent);

/* Calls run for one seed after another. A failing run says how to repeat it alone. */
void kt_test_property (guint default_runs, void (*run) (guint64 seed));
