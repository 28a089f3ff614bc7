/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* Devices and one server that exchange revisions of one record, by the rules of DESIGN 5 and nothing else: the C half
 * of what join-sim.py models. A schedule (JSON) says what happens:
 *   {"devices":3,"ops":[{"op":"edit","r":0,"at":TIME,"agreed":BOOL,"changes":{…}},
 *                       {"op":"push"|"pull","r":1,"cut":SEED?}, {"op":"collect","r":1},
 *                       {"op":"foreign","fields":{…}}, {"op":"backup"}, {"op":"restore"}]}
 * A cut push loses its tail, a cut pull takes what random numbers from SEED leave of it. After the last op all pull,
 * collect and push until nothing changes. */
#include "base/json.h"

/* What came out: {"bodies":[canonical body a device],"live":[live leaves a device…, the server's],"revs":[the server's,
 * sorted],"rounds":n,"lost":[dots]}. Returns: (transfer full). */
json_object *kt_leaf_sim_run (json_object *schedule);
