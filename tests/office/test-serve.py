#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""The registrar: what workers ask in their inboxes, who may ask it, that asking twice is asking once, and that it may be
killed at any request and ends as if it had not been. On the double and on express-pouchdb."""

import base64
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "cli")]

from programs import OFFICE, Desk, Office  # noqa: E402
from place import goal  # noqa: E402

import tap  # noqa: E402
from servers import WITH, Client, Servers, wait_until  # noqa: E402

HEX = "0123456789abcdef0123456789abcdef"
FAMILY = f"family:{HEX}"
AGENCY = "agency:" + HEX[::-1]
SHARE = f"kt-{HEX}-share-{HEX[::-1]}"
NOT_HIS = (401, 403) if WITH == "standin" else (403,)
SCOPES = ("plan", "file", "safe")
WORKERS = ("ilse", "daan", "kees", "noa")


def escape(name):
    return name.replace(":", "%3A")


def database(scope, family=FAMILY):
    return f"kt-{family.split(':')[1]}-{scope}"


class Place:
    """A server with workers and their inboxes, and the office at a desk."""

    def __init__(self):
        self.servers = Servers()
        self.desk = Desk()
        self.server = self.servers.asked_for()
        self.office = Office(self.desk, self.server)
        self.admin = Client(self.server.url, self.server.ca)
        self.asked = 0

    def __enter__(self):
        self.office.ok("setup")
        for login in WORKERS:
            self.office.add_user(login)
        return self

    def __exit__(self, *_):
        self.servers.__exit__()
        self.desk.__exit__()

    def as_user(self, login):
        return self.admin.as_user(login, f"{login}-secret")

    def ask(self, login, kind, /, uuid=None, family=FAMILY, **more):
        """A request as a laptop writes it; its UUID."""
        self.asked += 1
        uuid = uuid or f"{self.asked:032x}"
        document = {"type": "inbox-request", "kind": kind, "family": family, "expects": None, "number": self.asked}
        answer = self.as_user(login).put(f"/kt-inbox-{login}/request%3A{uuid}", {**document, **more})
        assert answer.status == 201, answer.data
        return uuid

    def answer(self, login, uuid):
        """(outcome, reason) or None."""
        found = self.as_user(login).get(f"/kt-inbox-{login}/answer%3A{uuid}")
        return (found.json["outcome"], found.json.get("reason")) if found.status == 200 else None

    def settle(self, login, kind, /, **more):
        """Asks, serves one round, and gives the answer."""
        uuid = self.ask(login, kind, **more)
        self.serve()
        return self.answer(login, uuid)

    def serve(self):
        """One round; what it did, but for telling workers where something changed."""
        return [line for line in self.office.ok("--json", "serve", "--once").json["done"] if line != "write digest"]

    def family(self, family=FAMILY):
        return self.admin.get(f"/kt-registry/{escape(family)}").json

    def roles(self, login):
        user = self.admin.get(f"/_users/org.couchdb.user:{login}").json
        return sorted(role for role in user["roles"] if role.startswith("fam:"))

    def notes(self, login):
        rows = self.admin.get(f"/kt-inbox-{login}/_all_docs").json["rows"]
        return sorted(row["id"] for row in rows if row["id"].startswith(("database:", "family:")))

    def may(self, login, name):
        status = self.as_user(login).get(f"/{name}").status
        assert status in (200, 404, *NOT_HIS), status
        return status == 200


DONE = ("done", None)


def refused(reason):
    return ("refused", reason)


def test_a_family_made_offline_gets_its_databases():
    with Place() as place:
        assert place.settle("ilse", "family-new") == DONE
        assert place.roles("ilse") == sorted(f"fam:{HEX}:{scope}" for scope in SCOPES)
        assert all(place.may("ilse", database(scope)) for scope in SCOPES)
        assert not place.may("daan", database("plan"))
        assert place.notes("ilse") == sorted([FAMILY, *(f"database:{database(scope)}" for scope in SCOPES)])
        family = place.family()
        assert family["fixed"] == "ilse" and "unsettled" not in family, family
        assert place.serve() == [], "a second round finds nothing to do"


def test_the_same_family_made_by_two():
    with Place() as place:
        first, second = place.ask("ilse", "family-new"), place.ask("daan", "family-new")
        place.serve()
        assert place.answer("ilse", first) == place.answer("daan", second) == DONE
        for login in ("ilse", "daan"):
            assert all(place.may(login, database(scope)) for scope in SCOPES), login
        assert len([name for name in place.admin.get("/_all_dbs").json if HEX in name]) == 3
        assert place.family()["fixed"] in ("ilse", "daan")


def test_who_is_not_let_in_by_asking():
    with Place() as place:
        place.office.ok("family", "add", FAMILY, "--worker", "ilse", "--plan", "kees")
        assert place.settle("daan", "family-new") == refused("not-yours"), "the administrator made it"
        assert place.settle("kees", "family-new") == DONE, "he is in already"
        assert place.roles("kees") == [f"fam:{HEX}:plan"], "and sees no more than he did"
        other = "family:" + "5" * 32
        assert place.settle("ilse", "family-new", family=other) == DONE
        assert place.settle("ilse", "team-join", family=other, login="noa", scope="safe") == DONE
        assert place.settle("ilse", "team-leave", family=other, login="noa") == DONE
        assert place.settle("noa", "family-new", family=other) == refused("left-before")
        assert place.settle("ilse", "agency-join", family=other, agency=AGENCY, logins=["kees"]) == DONE
        assert place.settle("kees", "family-new", family=other) == refused("not-yours")
        assert not place.may("noa", database("plan", other)) and not place.may("kees", database("plan", other))


def test_people_join_and_leave():
    with Place() as place:
        place.settle("ilse", "family-new")
        assert place.settle("ilse", "team-join", login="daan", scope="file") == DONE
        assert place.roles("daan") == [f"fam:{HEX}:file", f"fam:{HEX}:plan"]
        assert place.settle("ilse", "team-join", login="noa", scope="safe") == DONE
        assert place.settle("noa", "team-leave", login="daan") == DONE, "who sees everything may"
        assert place.roles("daan") == [] and place.notes("daan") == []
        assert not place.may("daan", database("plan"))
        assert place.settle("ilse", "team-join", login="noa", scope="safe", fixed=True) == DONE
        assert place.family()["fixed"] == "noa"
        assert place.settle("ilse", "team-leave", login="ilse") == DONE, "anybody may go"
        assert place.roles("ilse") == [] and place.notes("ilse") == []


def test_who_may_not_ask():
    with Place() as place:
        place.settle("ilse", "family-new")
        place.settle("ilse", "team-join", login="daan", scope="file")
        place.settle("ilse", "team-join", login="noa", scope="safe")
        before = place.family()
        cases = [
            ("daan", "team-join", {"login": "kees", "scope": "plan"}, "not-yours"),
            ("daan", "team-leave", {"login": "ilse"}, "not-yours"),
            ("kees", "team-join", {"login": "kees", "scope": "safe"}, "not-yours"),
            ("kees", "agency-join", {"agency": AGENCY, "logins": ["kees"]}, "not-yours"),
            ("noa", "team-leave", {"login": "ilse"}, "fixed-worker"),
            ("noa", "team-join", {"login": "noa", "scope": "safe", "fixed": True}, "fixed-worker"),
            ("ilse", "team-join", {"login": "piet", "scope": "plan"}, "no-worker"),
            ("ilse", "team-join", {"login": "../_users", "scope": "plan"}, "no-worker"),
            ("ilse", "team-join", {"login": "kees", "scope": "all"}, "bad-request"),
            ("ilse", "team-join", {"scope": "plan"}, "bad-request"),
            ("ilse", "agency-join", {"agency": "agency:../x", "logins": []}, "bad-request"),
            ("ilse", "team-join", {"login": "kees", "scope": "plan", "expects": "1"}, "changed-meanwhile"),
            ("ilse", "team-leave", {"login": "kees", "family": "family:" + "9" * 32}, "no-family"),
            ("ilse", "family-new", {"family": "family:abc"}, "bad-request"),
        ]
        for login, kind, more, reason in cases:
            assert place.settle(login, kind, **more) == refused(reason), (login, kind, more)
        assert place.family() == before
        assert place.settle("ilse", "team-join", login="kees", scope="plan", expects=str(before["revision"])) == DONE


def test_the_last_one_stays():
    with Place() as place:
        place.settle("ilse", "family-new")
        place.settle("ilse", "team-join", login="daan", scope="file")
        assert place.settle("ilse", "team-leave", login="ilse") == refused("last-one")
        assert all(place.may("ilse", database(scope)) for scope in SCOPES)


def test_an_agency_joins_and_leaves():
    with Place() as place:
        place.settle("ilse", "family-new")
        assert place.settle("ilse", "agency-join", agency=AGENCY, logins=["kees"]) == DONE
        assert place.may("kees", SHARE) and place.may("ilse", SHARE) and not place.may("daan", SHARE)
        assert not place.may("kees", database("plan"))
        assert place.notes("kees") == [f"database:{SHARE}"]
        assert f"database:{SHARE}" in place.notes("ilse")
        assert place.settle("ilse", "agency-join", agency=AGENCY, logins=["noa"]) == DONE
        assert place.may("noa", SHARE) and not place.may("kees", SHARE) and place.notes("kees") == []
        assert place.settle("ilse", "agency-leave", agency=AGENCY) == DONE
        assert SHARE not in place.admin.get("/_all_dbs").json
        for login in WORKERS:
            assert not any("share" in role for role in place.roles(login)), login
            assert f"database:{SHARE}" not in place.notes(login), login
        assert "leaving" not in place.family()


def remove(client, path):
    return client.delete(f"{path}?rev={client.get(path).json['_rev']}").status


def test_asking_twice_is_asking_once():
    with Place() as place:
        place.settle("ilse", "family-new")
        uuid = place.ask("ilse", "team-join", login="daan", scope="plan")
        place.serve()
        place.settle("ilse", "team-leave", login="daan")
        before = place.family()
        # the inbox comes back from a backup: the request is there again and its answer is not
        assert remove(place.admin, f"/kt-inbox-ilse/answer%3A{uuid}") == 200
        place.serve()
        assert place.answer("ilse", uuid) == DONE
        assert place.family() == before and place.roles("daan") == [], "it did nothing a second time"


def test_what_was_read_is_tidied():
    with Place() as place:
        uuid, other = place.ask("ilse", "family-new"), place.ask("ilse", "team-leave", login="kees")
        place.serve()
        ilse = place.as_user("ilse")
        assert remove(ilse, f"/kt-inbox-ilse/request%3A{uuid}") == 200
        assert place.serve() == [f"tidy answer:{uuid}"]
        assert place.answer("ilse", uuid) is None and place.answer("ilse", other) is not None


def test_device_keys():
    with Place() as place:
        key = base64.b64encode(b"k" * 32).decode()
        mine = {"family": None, "device": "k3f", "worker": "worker:" + "1" * 32, "public": key}
        assert place.settle("ilse", "device-key", **mine) == DONE
        there = place.as_user("daan").get("/kt-organisation/key%3Ak3f").json
        assert (there["worker"], there["login"], there["public"]) == (mine["worker"], "ilse", key)
        assert place.settle("daan", "device-key", **{**mine, "worker": "worker:" + "2" * 32}) == refused("key-taken")
        assert place.settle("daan", "device-key", **{**mine, "device": "p9a"}) == refused("worker-taken")
        for bad in ({"public": "c2hvcnQ="}, {"device": "K3F"}, {"device": ""}, {"worker": "ilse"}, {"public": None}):
            assert place.settle("daan", "device-key", **{**mine, **bad}) == refused("bad-request"), bad
        assert place.as_user("daan").get("/kt-organisation/key%3Ak3f").json == there
        assert place.as_user("daan").get("/kt-organisation/key%3Ap9a").status == 404


def a_request_of_a_newer_app_is_left():
    with Place() as place:
        uuid = place.ask("ilse", "family-polish")
        later = place.ask("ilse", "family-new")
        place.serve()
        assert place.answer("ilse", uuid) is None and place.answer("ilse", later) == DONE


def a_worker_is_told_what_changed():
    with Place() as place:
        place.settle("ilse", "family-new")
        place.settle("ilse", "team-join", login="kees", scope="plan")
        place.serve()
        before = place.admin.get("/kt-inbox-kees/digest").json["changed"]
        place.as_user("ilse").put(f"/{database('file')}/_local/x", {})
        assert place.as_user("ilse").put(f"/{database('plan')}/goal%3A1", goal("1")).status == 201
        place.serve()
        after = place.admin.get("/kt-inbox-kees/digest").json["changed"]
        assert set(after) == {database("plan")}, "nothing about what he is not let into"
        assert before.get(database("plan")) != after[database("plan")]
        place.serve()
        assert place.admin.get("/kt-inbox-kees/digest").json["changed"] == after, "and not again"
        assert place.admin.get("/kt-inbox-daan/digest").status == 404


class Running:
    """keukentafel-office serve as a process."""

    def __init__(self, place, *words):
        command = [OFFICE, *place.office.where, "serve", *words]
        self.process = subprocess.Popen([str(word) for word in command], stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL, env=place.desk.env())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.kill()

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(30)


def test_it_goes_on_by_itself():
    with Place() as place, Running(place) as serving:
        uuid = place.ask("ilse", "family-new")
        assert wait_until(lambda: place.answer("ilse", uuid), 40) and place.answer("ilse", uuid) == DONE
        uuid = place.ask("ilse", "team-join", login="daan", scope="plan")
        assert wait_until(lambda: place.answer("ilse", uuid), 40) and place.answer("ilse", uuid) == DONE
        assert serving.process.poll() is None


# ---- Killed at every request ----

TIMES = ("at", "since")
# KT_STEP=1 kills at each request (4 minutes); otherwise another part of them at each run.
STEP = int(os.environ.get("KT_STEP", "15"))
START = int(os.environ.get("KT_SEED", str(random.randrange(STEP))))


def without_times(document):
    return {key: value for key, value in document.items() if key not in (*TIMES, "_rev", "seq")}


def whole(place):
    """Everything an administrator sees of the server that the registrar has a hand in, without times."""
    state = {}
    for name in sorted(place.admin.get("/_all_dbs").json):
        if not name.startswith("kt-"):
            continue
        rows = place.admin.get(f"/{name}/_all_docs?include_docs=true").json["rows"]
        # The digest holds marks of a feed that saw other rounds.
        state[name] = [without_times(row["doc"]) for row in rows if row["id"] != "digest"]
        state[name].append(place.admin.get(f"/{name}/_security").json)
    for login in WORKERS:
        state[login] = place.roles(login)
    return state


def assert_same(there, wanted, when):
    for name in sorted({*there, *wanted}):
        assert there.get(name) == wanted.get(name), (when, name, there.get(name), wanted.get(name))


def everything_asked(place):
    place.settle("ilse", "family-new", family="family:" + "7" * 32)
    place.settle("ilse", "agency-join", family="family:" + "7" * 32, agency=AGENCY, logins=["kees"])
    place.settle("ilse", "team-join", family="family:" + "7" * 32, login="daan", scope="safe")
    place.ask("ilse", "family-new")
    place.ask("daan", "family-new")
    place.ask("ilse", "team-join", login="noa", scope="plan")
    place.ask("ilse", "team-leave", family="family:" + "7" * 32, login="daan")
    place.ask("ilse", "agency-leave", family="family:" + "7" * 32, agency=AGENCY)
    place.ask("daan", "device-key", family=None, device="p9a", worker="worker:" + "2" * 32,
              public=base64.b64encode(b"k" * 32).decode())
    place.ask("kees", "team-join", login="kees", scope="safe")


def kill_at(place, number, how):
    """Runs one round, killed while it waits for the answer to its request `number`; whether it came that far."""
    place.admin.control("POST", "calm")
    place.admin.fault(how, times=0, match={"from": number}, **({"bytes": 1, "every": 60000} if how == "drip" else {}))
    with Running(place, "--once") as running:
        hit = wait_until(lambda: running.process.poll() is not None or
                         any(rule["hits"] for rule in place.admin.control("GET", "faults")["rules"]), 30)
        assert hit, "it neither ended nor asked"
        time.sleep(0.05)
        ended = running.process.poll() is not None
    place.admin.control("DELETE", "faults")
    return not ended


def serve_to_the_end(place):
    """Rounds until there is nothing left to do; what is answered in one is tidied in the next."""
    for _ in range(4):
        if place.serve() == []:
            return
    raise AssertionError("it never ends")


def killed_at_every_request():
    with Place() as place:
        everything_asked(place)
        place.admin.control("POST", "snapshot", {"name": "before"})
        serve_to_the_end(place)
        wanted = whole(place)
        answered = sum(document["_id"].startswith("answer:") for name in WORKERS for document in wanted[f"kt-inbox-{name}"]
                       if "_id" in document)
        assert answered == 9, "all but the key, which needs no answer"
        for how in ("hang", "drip"):
            number = 1 + START % STEP
            while True:
                place.admin.control("POST", "restore", {"name": "before"})
                if not kill_at(place, number, how):
                    break
                serve_to_the_end(place)
                assert_same(whole(place), wanted, f"{how} at request {number}")
                number += STEP
            assert number > 150, f"only {number} requests: something else was tested"
            print(f"# {how}: killed at every {STEP}th of {number - 1} requests, from {1 + START % STEP}")


def killed_again_and_again():
    """Killed at its fifth request, then at its tenth, and so on: each time it gets further, and the end is the same."""
    with Place() as place:
        everything_asked(place)
        place.admin.control("POST", "snapshot", {"name": "before"})
        serve_to_the_end(place)
        wanted = whole(place)
        place.admin.control("POST", "restore", {"name": "before"})
        kills = 0
        while kill_at(place, 5 * (kills + 1), "drip"):
            kills += 1
        assert kills > 5, kills
        serve_to_the_end(place)
        assert_same(whole(place), wanted, f"after {kills} kills")


if WITH == "standin":  # a server that validates does not take it in
    test_a_request_of_a_newer_app_is_left = a_request_of_a_newer_app_is_left
if WITH != "standin":  # express-pouchdb has no feed for the whole server
    test_a_worker_is_told_what_changed = a_worker_is_told_what_changed
if WITH == "double":  # only the double can be told to misbehave
    test_killed_at_every_request = killed_at_every_request
    test_killed_again_and_again = killed_again_and_again


if __name__ == "__main__":
    tap.run(sys.modules[__name__])
