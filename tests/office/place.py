# SPDX-License-Identifier: EUPL-1.2
"""A server with the office at its desk, a family, and workers with laptops: what the tests of the office share."""

import hashlib
import json
import sys
from pathlib import Path
from urllib.parse import quote

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "cli")]

from programs import Desk, Office  # noqa: E402

from servers import Client, Servers  # noqa: E402

HEX = "0123456789abcdef0123456789abcdef"
FAMILY = f"family:{HEX}"
SCOPES = ("plan", "file", "safe")
WORKERS = ("ilse", "daan")


def database(scope="plan", tail=HEX):
    return f"kt-{tail}-{scope}"


def quoted(record_id):
    return quote(record_id, safe="")


class Place:
    """Setup, two workers who see everything of one family, and their laptops where a test wants them."""

    def __init__(self):
        self.servers = Servers()
        self.desk = Desk()
        self.desks = [self.desk]
        self.server = self.servers.asked_for()
        self.office = Office(self.desk, self.server)
        self.admin = Client(self.server.url, self.server.ca)
        self.office.ok("setup")
        for login in WORKERS:
            self.office.add_user(login)
        words = [word for login in WORKERS for word in ("--worker", login)]
        self.office.ok("family", "add", FAMILY, *words)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.servers.__exit__()
        for desk in self.desks:
            desk.__exit__()

    def as_user(self, login):
        return self.admin.as_user(login, f"{login}-secret")

    def laptop(self, login):
        """A new laptop of a worker, connected and once in step."""
        desk = Desk()
        self.desks.append(desk)
        desk.ok(login, "init", "--server", self.server.url, "--ca", self.server.ca, "--user", login, "--password-file",
                self.desk.folder / f"{login}-password")
        desk.ok(login, "sync")
        return desk

    def push(self, login, *docs, scope="plan"):
        """As a laptop sends; the refused rows by id."""
        answer = self.as_user(login).post(f"/{database(scope)}/_bulk_docs", {"new_edits": False, "docs": list(docs)})
        assert answer.status == 201, (answer.status, answer.data)
        return {row["id"]: row["reason"] for row in answer.json}

    def there(self, record_id, scope="plan"):
        return self.admin.get(f"/{database(scope)}/{quoted(record_id)}").status == 200


def canonical(body):
    return json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def revised(body, *history):
    """A body with its revision, newest first."""
    generation = int(history[0].split("-")[0])
    return {**body, "_rev": history[0], "_revisions": {"start": generation, "ids": [rev.split("-")[1] for rev in history]}}


def hashed(body):
    return {**body, "hash": hashlib.sha256(canonical(body).encode()).hexdigest()}


def goal(tail, words="Elke dag naar school", device="k3f", **more):
    """A record as a laptop writes it."""
    return hashed({
        "_id": f"goal:{tail}", "type": "goal", "family": FAMILY, "clock": {device: 1},
        "fields": {"words": [{"dot": f"{device}:1", "v": words}]},
        "edits": {f"{device}:1": {"by": "worker:1", "at": "2026-11-24T10:00:00Z"}}, **more})


def once(kind, nonce="0" * 32, **values):
    """An append-only record: its id is the hash of its body."""
    body = {"type": kind, "family": FAMILY, "clock": {"k3f": 1}, "nonce": nonce,
            "fields": {key: [{"dot": "k3f:1", "v": value}] for key, value in values.items()},
            "edits": {"k3f:1": {"by": "worker:1", "at": "2026-11-24T10:00:00Z"}}}
    tail = hashlib.sha256(canonical(body).encode()).hexdigest()
    return hashed({**body, "_id": f"{kind}:{tail}"})


def decision(why="De school kon niet eerder", nonce="0" * 32):
    return once("decision", nonce, why=why)
