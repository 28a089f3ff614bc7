#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""The suite `live` against the double, as it would run against a real CouchDB; nothing may be left behind on it.

    on-double.py TEST-LIVE      the program in C, and of each test in Python one point
    on-double.py --all          every point of the tests in Python
"""

import os
import subprocess
import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TESTS / "support"))
from servers import Client, Servers  # noqa: E402

# Which point stands for the rest: it is the same code on the double already, only reached by COUCHDB_URL.
PROGRAMS = {
    "cli/test-clash.py": "decided",
    "cli/test-picture.py": "there_and_back",
    "office/test-erase.py": "late_laptop",
    "office/test-journey.py": "refused_is_told",
    "office/test-office.py": "who_gets_in",
    "office/test-serve.py": "join_and_leave",
    "office/test-validation.py": "stay_out_by_every_way",
}


def left_behind(admin):
    """Databases and users on the server."""
    databases = admin.get("/_all_dbs").json
    users = admin.get("/_users/_all_docs").json["rows"] if "_users" in databases else []
    return [name for name in databases if not name.startswith("_")] + [
        row["id"] for row in users if not row["id"].startswith("_design/")
    ]


def commands():
    whole = sys.argv[1] == "--all"
    if not whole:
        yield [sys.argv[1]]
    for program, point in PROGRAMS.items():
        yield [sys.executable, "-B", TESTS / program, "live", *([] if whole else [point])]


def ran_well(env, command):
    """Runs it, its lines as comments; whether it did something, and all of it went well."""
    done = subprocess.run([str(word) for word in command], env=env, stdout=subprocess.PIPE, text=True, check=False)
    print(*(f"# {line}" for line in done.stdout.splitlines()), sep="\n")
    lines = done.stdout.splitlines()
    return done.returncode == 0 and any(line.startswith("ok ") for line in lines) and "1..0" not in lines


def main():
    failed = 0
    asked = list(commands())
    print(f"1..{len(asked)}", flush=True)
    with Servers() as servers:
        double = servers.double()
        there = {"COUCHDB_URL": double.url, "COUCHDB_ADMIN": "admin", "COUCHDB_PASSWORD": "secret", "COUCHDB_CA": double.ca}
        for number, command in enumerate(asked, 1):
            good = ran_well({**os.environ, **there}, command)
            left = left_behind(Client(double.url, double.ca))
            if left:
                print(f"# left behind: {left}")
            failed += not good or bool(left)
            name = next(Path(word).name for word in command if "test-" in str(word))
            print(f"{'ok' if good and not left else 'not ok'} {number} - {name}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
