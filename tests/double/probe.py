#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Asks a CouchDB everything the app and the office rely on, and compares with what is on record.

    probe.py                      start the double and compare; speaks TAP
    probe.py URL CA [USER PASS]   the same of a running server
    probe.py --live               the same of the server of COUCHDB_URL, COUCHDB_ADMIN, COUCHDB_PASSWORD, COUCHDB_CA
    probe.py --print [URL CA …]   only print the answers, as expected.json holds them

expected.json is the record: answers of Apache CouchDB 3.5.2.
"""

import importlib
import json
import os
import sys
import traceback
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "support")]

import questions  # noqa: E402
from servers import Client, Servers  # noqa: E402

TOPICS = ("accounts", "documents", "changes", "bites", "validation", "attachments")


def answers(url, ca, user="admin", password="secret"):
    """Every question's answer as (question, answer); what goes wrong is an answer too."""
    for topic in TOPICS:
        importlib.import_module(f"questions.{topic}")
    admin = Client(url, ca, (user, password), timeout=60)
    world = questions.World(admin)
    try:
        for text, ask in questions.ALL.items():
            try:
                yield text, json.loads(json.dumps(ask(world)))
            except Exception:  # noqa: BLE001 - told as the answer, and so as a deviation
                yield text, {"failed": traceback.format_exc().splitlines()[-3:]}
    finally:
        world.clean()


def shown(value):
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def compare(asked):
    """TAP: one point a question; each deviation fails, and so does a question nobody asked."""
    expected = json.loads((HERE / "expected.json").read_text())
    print(f"1..{len(expected)}", flush=True)
    failed = 0
    for number, (text, answer) in enumerate(asked, 1):
        good = text in expected and shown(answer) == shown(expected.pop(text))
        failed += not good
        print(f"{'ok' if good else 'not ok'} {number} - {text}", flush=True)
        if not good:
            print(f"# answered {shown(answer)}", flush=True)
    for text in expected:
        print(f"# on record, but never asked or answered otherwise: {text}")
    return failed + len(expected)


def record(asked):
    rows = [f"{shown(text)}: {shown(answer)}" for text, answer in asked]
    print("{\n" + ",\n".join(rows) + "\n}")
    return 0


def live():
    """The words that name the real server, or None (and a line that says so)."""
    names = ("COUCHDB_URL", "COUCHDB_CA", "COUCHDB_ADMIN", "COUCHDB_PASSWORD")
    if not os.environ.get(names[0]):
        print("1..0 # SKIP COUCHDB_URL is not set")
        return None
    return [os.environ[name] for name in names]


def main():
    words = live() if sys.argv[1:] == ["--live"] else sys.argv[1:]
    if words is None:
        return 0
    use = record if words[:1] == ["--print"] else compare
    if use is record:
        words.pop(0)
    if words:
        return use(answers(*words))
    with Servers() as servers:
        double = servers.double("--iterations", "600000")
        return use(answers(double.url, double.ca))


if __name__ == "__main__":
    sys.exit(1 if main() else 0)
