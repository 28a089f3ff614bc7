#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""The clash, end to end on the command line: two laptops, one server over HTTPS, one decision, the same bytes."""

import sys

from programs import BAD_INPUT, Desk, Office

import tap  # noqa: E402  (programs knows where it is)
from servers import Servers  # noqa: E402

ILSE = "3 dagen + fietswerkplaats"
DAAN = "4 ochtenden naar school"


def start(servers):
    return servers.asked_for()


def family_of(desk, profile):
    docs = desk.ask(profile, "list", "family")["docs"]
    return next(doc["_id"] for doc in docs if doc["name"].startswith("Van Drielen"))


def prepared(servers, ilse, daan):
    """The server as the administrator leaves it, and both laptops on D+93, each made on its own."""
    office = Office(ilse, start(servers))
    office.ok("setup")
    for login in ("ilse", "daan"):
        office.add_user(login)
    for desk, login in ((ilse, "ilse"), (daan, "daan")):
        desk.ok(login, "demo", "--at", "D+93", "--lang", "nl")
        office.connect(desk, login)
    for doc in ilse.ask("ilse", "list", "family")["docs"]:
        office.ok("family", "add", doc["_id"], "--worker", "ilse", "--worker", "daan")
    return office


def check_conflict(desk, profile):
    conflicts = desk.ask(profile, "conflicts")["conflicts"]
    assert len(conflicts) == 1, conflicts
    conflict = conflicts[0]
    assert conflict["field"] == "wording" and conflict["start"] == "elke dag naar school", conflict
    assert conflict["shown"] == ILSE, "the wording agreed with the family is what is shown"
    versions = {version["value"]: version for version in conflict["versions"]}
    assert set(versions) == {ILSE, DAAN}, versions
    assert versions[ILSE]["agreed"] and not versions[DAAN]["agreed"]
    assert versions[ILSE]["by_name"] == "Ilse Verbrugge" and versions[DAAN]["by_name"] == "Daan Koster"
    assert len(versions[ILSE]["with"]) == 2 and len(versions[ILSE]["phone"]) == 1
    assert versions[DAAN]["note"] == "na een gesprek met school"
    told = desk.ok(profile, "conflicts").out
    for words in ("Ilse Verbrugge", "Daan Koster", "Samira", "Marco", "Petra Smit", ILSE, DAAN):
        assert words in told, (words, told)
    return conflict["id"], versions[ILSE]["dot"]


def check_safe(desk, profile):
    status = desk.ask(profile, "status")
    counts = {key: status[key] for key in ("here", "sent", "set_aside", "disputed")}
    assert counts == {"here": 0, "sent": 0, "set_aside": 0, "disputed": 0}, counts


def settle(ilse, daan):
    """Until nothing moves: whoever saw the other's leaf joined it, and the join has to arrive."""
    for _ in range(3):
        ilse.ok("ilse", "sync")
        daan.ok("daan", "sync")


def only_the_fixed_worker_decides(daan, goal, dot):
    before = daan.dump("daan")
    for lang, says in (("en", "the fixed worker of this family decides: Ilse Verbrugge"),
                       ("nl", "de vaste hulpverlener van dit gezin beslist: Ilse Verbrugge")):
        daan.lang = lang
        result = daan.cli("daan", "resolve", goal, "wording", dot, "--note", "Zo dan.")
        assert result.status == BAD_INPUT and says in result.err, result
    assert daan.dump("daan") == before


def test_the_clash_is_decided_and_both_end_alike():
    with Servers() as servers, Desk() as ilse, Desk() as daan:
        prepared(servers, ilse, daan)
        daan.ok("daan", "sync")
        ilse.ok("ilse", "sync")
        daan.ok("daan", "sync")
        goal, dot = check_conflict(ilse, "ilse")
        assert (goal, dot) == check_conflict(daan, "daan")
        only_the_fixed_worker_decides(daan, goal, dot)
        ilse.ok("ilse", "resolve", goal, "wording", dot, "--note", "Yassin houdt dit vol.")
        assert ilse.ask("ilse", "conflicts")["conflicts"] == []
        settle(ilse, daan)
        assert daan.ask("daan", "conflicts")["conflicts"] == []
        assert daan.ask("daan", "get", goal)["wording"] == ILSE
        decisions = daan.ask("daan", "list", "decision")["docs"]
        assert [doc["not_taken"] for doc in decisions] == [[DAAN]], decisions
        assert decisions[0]["why"] == "Yassin houdt dit vol."
        exports = [desk.ok(name, "export").out for desk, name in ((ilse, "ilse"), (daan, "daan"))]
        assert exports[0] == exports[1] and goal in exports[0]
        for desk, name in ((ilse, "ilse"), (daan, "daan")):
            check_safe(desk, name)
            checked = desk.ask(name, "check")
            assert checked == {"problems": [], "doubts": []}, checked


def test_folders_made_apart_have_nothing_to_say():
    """The same base in both: after the first laptop has sent it, the second sends nothing of it again."""
    with Servers() as servers, Desk() as ilse, Desk() as daan:
        office = Office(ilse, start(servers))
        office.ok("setup")
        for desk, login in ((ilse, "ilse"), (daan, "daan")):
            office.add_user(login)
            desk.ok(login, "demo", "--lang", "nl")
            office.connect(desk, login)
        for doc in ilse.ask("ilse", "list", "family")["docs"]:
            office.ok("family", "add", doc["_id"], "--worker", "ilse", "--worker", "daan")
        assert ilse.ok("ilse", "export").out == daan.ok("daan", "export").out
        assert ilse.ask("ilse", "sync")["pushed"] > 100
        answer = daan.ask("daan", "sync")
        assert answer["disputed"] == 0 and answer["set_aside"] == 0, answer
        check_safe(ilse, "ilse")
        check_safe(daan, "daan")
        assert ilse.ask("ilse", "sync")["pulled"] == 0


def test_a_new_worker_gets_the_family_from_the_server():
    with Servers() as servers, Desk() as ilse, Desk("nl") as other:
        office = Office(ilse, start(servers))
        office.ok("setup")
        ilse.ok("ilse", "demo", "--lang", "nl")
        office.add_user("ilse")
        office.add_user("noa")
        office.connect(ilse, "ilse")
        family = family_of(ilse, "ilse")
        office.ok("family", "add", family, "--worker", "ilse", "--plan", "noa")
        ilse.cli("ilse", "sync")
        other.ok("noa", "init")
        office.connect(other, "noa")
        other.ok("noa", "sync")
        assert [doc["_id"] for doc in other.ask("noa", "list", "family")["docs"]] == [family]
        assert len(other.ask("noa", "list", "goal")["docs"]) == 4
        # the plan only: nothing of the file is on that laptop
        assert other.ask("noa", "list", "factor")["docs"] == []


if __name__ == "__main__":
    tap.run(sys.modules[__name__])
