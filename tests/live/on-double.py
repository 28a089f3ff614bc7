#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""The suite `live` against the double, as it would run against a real CouchDB; nothing may be left behind on it."""

import os
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "support"))
from servers import Client, Servers  # noqa: E402


def left_behind(admin):
    """Databases and users on the server."""
    databases = admin.get("/_all_dbs").json
    users = admin.get("/_users/_all_docs").json["rows"] if "_users" in databases else []
    return [name for name in databases if not name.startswith("_")] + [
        row["id"] for row in users if not row["id"].startswith("_design/")
    ]


def main():
    with Servers() as servers:
        double = servers.double()
        there = {"COUCHDB_URL": double.url, "COUCHDB_ADMIN": "admin", "COUCHDB_PASSWORD": "secret", "COUCHDB_CA": double.ca}
        env = {**os.environ, **there}
        status = subprocess.run([sys.argv[1]], env=env, check=False).returncode
        left = left_behind(Client(double.url, double.ca))
        if left:
            print(f"not ok - left behind: {left}")
        return 1 if left or status else 0


if __name__ == "__main__":
    sys.exit(main())
