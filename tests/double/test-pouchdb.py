#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""PouchDB, a client nobody here wrote, replicates through the double: three replicas end alike.

    test-pouchdb.py [SEED…]
"""

import json
import os
import random
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "support")]

from servers import Client, Servers, needs_modules  # noqa: E402


def run(double, seed):
    """One random story on a database of its own; answers how many documents ended in conflict."""
    Client(double.url, double.ca).put(f"/peers-{seed}")
    url = double.url.replace("https://", "https://admin:secret@") + f"/peers-{seed}"
    env = {**os.environ, "NODE_EXTRA_CA_CERTS": double.ca}
    program = str(HERE / "pouchdb-peers.cjs")
    done = subprocess.run(["node", program, url, str(seed)], env=env, capture_output=True, text=True, timeout=120)
    if done.returncode:
        print("# " + done.stderr.replace("\n", "\n# "))
        return None
    return json.loads(done.stdout)["conflicts"]


def main():
    needs_modules()
    seeds = [int(word) for word in sys.argv[1:]] or [random.randrange(1_000_000) for _ in range(4)]
    print(f"1..{len(seeds) + 1}", flush=True)
    found = []
    with Servers() as servers:
        double = servers.double()
        for number, seed in enumerate(seeds, 1):
            found.append(run(double, seed))
            good = "ok" if found[-1] is not None else "not ok"
            print(f"{good} {number} - three replicas of PouchDB end alike, seed {seed}", flush=True)
    told = sum(conflicts or 0 for conflicts in found)
    print(f"{'ok' if told else 'not ok'} {len(seeds) + 1} - there were conflicts to agree about")
    return 0 if told and None not in found else 1


if __name__ == "__main__":
    sys.exit(main())
