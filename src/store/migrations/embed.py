#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Write the migration steps as a C header: embed.py OUTPUT 0001-NAME.sql 0002-NAME.sql ..."""

import json
import os
import sys

output, *steps = sys.argv[1:]
lines = ["/* Made from migrations/ by embed.py. */", "static const char *const kt_migration_steps[] = {"]
for number, path in enumerate(steps, 1):
    if not os.path.basename(path).startswith(f"{number:04d}-"):
        sys.exit(f"{path}: step {number} was expected")
    with open(path, encoding="ascii") as file:
        lines += [f"  {json.dumps(line)}" for line in file]
    lines[-1] += ","
lines += ["};", "static const unsigned kt_n_migration_steps = sizeof kt_migration_steps / sizeof *kt_migration_steps;", ""]
with open(output, "w", encoding="ascii") as file:
    file.write("\n".join(lines))
