#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""What whoever keeps the server is told, and the commands that change a family's team. On the double."""

import sys

from place import FAMILY, Place, database, goal, revised

import tap
from programs import BAD_INPUT

OTHER = "family:" + "7" * 32


def says(place, login, device, at, **more):
    document = {"type": "inbox-device", "at": at, "version": "1.0", "unsent": 0, "set_aside": 0, **more}
    answer = place.as_user(login).put(f"/kt-inbox-{login}/device%3A{device}", document)
    assert answer.status == 201, answer.data


def status(place, *words):
    return place.office.ok("--json", "status", *words).json


def test_silent_devices():
    with Place() as place:
        says(place, "ilse", "k3f", "2026-11-23T10:00:00Z")
        says(place, "ilse", "old", "2026-11-03T10:00:00Z", unsent=4)
        found = status(place)
        assert [(row["device"], row["days"], row["unsent"]) for row in found["silent"]] == [("old", 21, 4)], found
        assert found["unheard"] == ["daan"] and found["devices"] == 2
        assert [row["device"] for row in status(place, "--days", "1")["silent"]] == ["k3f", "old"]
        assert status(place, "--days", "22")["silent"] == []
        said = place.office.ok("status").out
        assert "Silent for 21 days: device old of ilse, 4 not sent" in said, said
        for bad in ("0", "soon", "-3"):
            assert place.office.run("status", "--days", bad).status == BAD_INPUT


def test_open_requests():
    with Place() as place:
        ask = {"type": "inbox-request", "kind": "team-leave", "family": FAMILY, "login": "daan"}
        for uuid in ("a" * 32, "b" * 32):
            assert place.as_user("ilse").put(f"/kt-inbox-ilse/request%3A{uuid}", ask).status == 201
        open_ones = status(place)["open_requests"]
        assert [(row["login"], row["request"], row["kind"]) for row in open_ones] == [
            ("ilse", "a" * 32, "team-leave"), ("ilse", "b" * 32, "team-leave")], open_ones
        place.office.ok("serve", "--once")
        assert status(place)["open_requests"] == []


def test_databases_unlike_the_others():
    with Place() as place:
        assert status(place)["outliers"] == [] and status(place)["databases"] == 3
        forks = [revised(goal("many", f"woord {at}", f"d{at}"), f"1-{at:032x}") for at in range(30)]
        assert place.push("ilse", *forks) == {}
        found = status(place)["outliers"]
        assert [(row["database"], row["leaves"]) for row in found] == [(database(), 30)], found
        says(place, "ilse", "k3f", "2026-11-23T10:00:00Z", set_aside=2)
        assert [row["device"] for row in status(place)["set_aside"]] == ["k3f"]


def test_what_was_written_and_not_carried_out():
    with Place() as place:
        path = f"/kt-registry/{FAMILY.replace(':', '%3A')}"
        family = place.admin.get(path).json
        assert status(place)["unsettled"] == []
        assert place.admin.put(path, {**family, "unsettled": True, "plan": ["ilse"], "file": ["ilse"], "safe": ["ilse"],
                                      "former": ["daan"]}).status == 201
        assert status(place)["unsettled"] == [FAMILY]
        place.office.ok("serve", "--once")
        assert status(place)["unsettled"] == []
        assert place.as_user("daan").get(f"/{database()}").status == 403, "somebody wrote it by hand: it is carried out"


def may(place, login, name):
    return place.as_user(login).get(f"/{name}").status == 200


def test_a_worker_is_taken_off():
    with Place() as place:
        place.office.ok("family", "remove-worker", FAMILY, "daan")
        assert not may(place, "daan", database()) and may(place, "ilse", database())
        result = place.office.run("family", "remove-worker", FAMILY, "ilse")
        assert result.status == BAD_INPUT and "--anyway" in result.err, result
        assert may(place, "ilse", database("safe"))
        place.office.ok("family", "remove-worker", FAMILY, "ilse", "--anyway")
        assert not may(place, "ilse", database())
        result = place.office.run("family", "remove-worker", OTHER, "ilse")
        assert result.status == BAD_INPUT and "no family" in result.err, result


def test_a_worker_changes_teams():
    with Place() as place:
        place.office.add_user("noa")
        place.office.ok("family", "add", OTHER, "--fixed", "daan")
        place.office.ok("family", "add", FAMILY, "--plan", "noa")
        says(place, "daan", "p9a", "2026-11-23T10:00:00Z", unsent=2)
        result = place.office.run("worker", "move", "daan", "noa")
        assert result.status == BAD_INPUT and "p9a" in result.err, "what is on the laptop goes first"
        assert may(place, "daan", database()) and not may(place, "noa", database("file"))
        place.office.ok("worker", "move", "daan", "noa", "--anyway", "--family", FAMILY)
        assert may(place, "noa", database("safe")) and not may(place, "daan", database())
        assert may(place, "daan", database(tail="7" * 32)), "only the one that was named"
        place.office.ok("worker", "move", "daan", "noa", "--anyway")
        other = place.admin.get(f"/kt-registry/{OTHER.replace(':', '%3A')}").json
        assert other["fixed"] == "noa" and other["safe"] == ["noa"], other
        assert place.office.ok("--json", "worker", "move", "daan", "noa", "--anyway").json["done"] == []
        for words in (("daan", "daan"), ("daan", "piet"), ("da/an", "noa")):
            assert place.office.run("worker", "move", *words).status == BAD_INPUT, words


if __name__ == "__main__":
    tap.run(sys.modules[__name__])
