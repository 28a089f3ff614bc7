#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Papers that were left: written down by `print`, listed when the plan moves on, on two laptops alike; and bad input."""
import json
import sys

from programs import BAD_INPUT, DONE, Desk, Office

import tap
from servers import Servers

WORDING = "3 dagen + fietswerkplaats"


def big_family(desk, who="ilse"):
    return next(doc["_id"] for doc in desk.ask(who, "list", "family")["docs"] if "Tahiri" in doc["name"])


def member(desk, called, who="ilse"):
    return next(doc["_id"] for doc in desk.ask(who, "list", "member")["docs"] if doc.get("called") == called
                or doc["name"].startswith(called + " "))


def to_replace(desk, who="ilse"):
    return [(paper["whom_name"], [change["kind"] for change in paper["changes"]])
            for paper in desk.ask(who, "print", "--to-replace")["papers"]]


def leave(desk, whom, *more, who="ilse"):
    return desk.ask(who, "print", big_family(desk, who), "--output", desk.folder / "plan.pdf", "--left-with", whom, *more)


def put(desk, doc, who="ilse"):
    desk.ok(who, "put", "-", stdin=json.dumps(doc).encode())


def test_the_demo_has_one():
    """Left at the table on D+93: it fits until the round table of D+100 agrees another step."""
    for day, expected in (("D+92", []), ("D+93", []), ("D+99", []), ("D+100", [("Samira", ["step-new"])]),
                          ("D+149", [("Samira", ["step-new", "step-new"])])):
        for lang in ("nl", "en"):
            with Desk(lang) as desk:
                desk.ok("ilse", "demo", "--lang", lang, "--at", day)
                assert to_replace(desk) == expected, (day, lang, to_replace(desk))
                assert len(desk.ask("ilse", "list", "print-record")["docs"]) == (0 if day == "D+92" else 1)


def test_a_new_one_replaces_it():
    with Desk("nl") as desk:
        desk.ok("ilse", "demo", "--lang", "nl")
        told = leave(desk, "Marco", "--how", "post")
        assert told["pages"] == 2 and told["left"].startswith("print-record:"), told
        assert [whom for whom, _ in to_replace(desk)] == ["Samira"], "Marco's is new, and Samira's is still the old one"
        kept = next(doc for doc in desk.ask("ilse", "list", "print-record")["docs"] if doc["_id"] == told["left"])
        assert (kept["whom"], kept["how"], kept["language"], kept["date"]) == (member(desk, "Marco"), "post", "nl", "2026-11-24")
        leave(desk, "samira")
        assert to_replace(desk) == []
        assert desk.ok("ilse", "print", "--to-replace").out == "Geen papier te vervangen.\n"


def test_what_was_only_shown_lies_nowhere():
    with Desk() as desk:
        desk.ok("ilse", "demo", "--lang", "en")
        leave(desk, "Samira", "--how", "shown")
        assert [whom for whom, _ in to_replace(desk)] == ["Samira"]


def test_gone_is_gone():
    for how in ((), ("--how", "thrown_away")):
        with Desk() as desk:
            desk.ok("ilse", "demo", "--lang", "en")
            paper = desk.ask("ilse", "print", "--to-replace")["papers"][0]["id"]
            told = desk.ask("ilse", "print", "--gone", paper, *how)
            assert told["gone"] == paper and told["record"].startswith("print-record:"), told
            assert to_replace(desk) == []
            leave(desk, "Samira")
            assert to_replace(desk) == []
            again = desk.cli("ilse", "print", "--gone", told["record"])
            assert again.status == BAD_INPUT and "no paper that was left" in again.err, again


def test_in_words():
    says = {"nl": ("Samira heeft het plan van dinsdag 29 september", "Nieuwe stap: De brief over de regeling uitleggen"),
            "en": ("Samira has the plan of Tuesday 29 September", "New step: Explain the letter about the arrangement")}
    for lang, lines in says.items():
        with Desk(lang) as desk:
            desk.ok("ilse", "demo", "--lang", lang)
            out = desk.ok("ilse", "print", "--to-replace", big_family(desk)).out
            for words in (*lines, "Van Drielen–Tahiri", "Omar (Geldloket)", "print-record:"):
                assert words in out, (words, out)


def test_a_tick_is_no_reason():
    with Desk("nl") as desk:
        desk.ok("ilse", "demo", "--lang", "nl", "--at", "D+93")
        step = next(doc for doc in desk.ask("ilse", "list", "action")["docs"] if doc["what"] == "Ria leest mee")
        put(desk, {**step, "status": "done", "done_on": "2026-11-24"})
        assert to_replace(desk) == []
        put(desk, {**step, "status": "not_done"})
        assert to_replace(desk) == [("Samira", ["step-gone"])]


# ---- Two laptops ----

def prepared(servers, ilse, daan):
    """Both on D+93, each made on its own, before they have met."""
    office = Office(ilse, servers.asked_for())
    office.ok("setup")
    for desk, login in ((ilse, "ilse"), (daan, "daan")):
        office.add_user(login)
        desk.ok(login, "demo", "--at", "D+93", "--lang", "nl")
        office.connect(desk, login)
    for doc in ilse.ask("ilse", "list", "family")["docs"]:
        office.ok("family", "add", doc["_id"], "--worker", "ilse", "--worker", "daan")


def meet(ilse, daan):
    for desk, login in ((daan, "daan"), (ilse, "ilse"), (daan, "daan"), (ilse, "ilse")):
        desk.ok(login, "sync")


def test_a_colleagues_change_comes_in():
    """Ilse leaves a paper without signal; what Daan wrote meanwhile makes it one to replace, on both laptops."""
    with Servers() as servers, Desk("nl") as ilse, Desk("nl") as daan:
        prepared(servers, ilse, daan)
        leave(ilse, "Yassin")
        goal = next(doc for doc in daan.ask("daan", "list", "goal")["docs"] if doc["words"].startswith("Laat mij"))
        put(daan, {"type": "action", "family": goal["family"], "goal": goal["_id"], "what": "Fietshelm zoeken",
                   "status": "open", "due": "2026-12-04"}, who="daan")
        assert to_replace(ilse) == [] and to_replace(daan, "daan") == []
        meet(ilse, daan)
        # the wording is in talks: the paper has the one agreed at the table, and that is what the plan says too
        expected = [("Samira", ["step-new"]), ("Yassin", ["step-new"])]
        assert to_replace(ilse) == expected, to_replace(ilse)
        assert to_replace(daan, "daan") == expected
        leave(ilse, "Samira")
        assert to_replace(ilse) == expected[1:]
        conflict = ilse.ask("ilse", "conflicts")["conflicts"][0]
        theirs = next(version["dot"] for version in conflict["versions"] if version["value"] != WORDING)
        ilse.ok("ilse", "resolve", conflict["id"], "wording", theirs, "--note", "School telt de werkplaats niet mee.")
        meet(ilse, daan)
        papers = daan.ask("daan", "print", "--to-replace")["papers"]
        assert [paper["whom_name"] for paper in papers] == ["Samira", "Yassin"], papers
        changed = papers[0]["changes"]
        assert [(change["kind"], change["field"]) for change in changed] == [("goal-changed", "wording")], changed
        assert "4 ochtenden naar school" in changed[0]["text"], changed
        assert ilse.ask("ilse", "print", "--to-replace")["papers"] == papers, "both list the same"
        for desk, login in ((ilse, "ilse"), (daan, "daan")):
            assert desk.ask(login, "status")["set_aside"] == 0, "the server takes a print-record"
            assert desk.ask(login, "check") == {"problems": [], "doubts": []}


# ---- Bad input ----

def test_bad_input_writes_nothing():
    with Desk() as desk:
        desk.ok("ilse", "demo", "--lang", "en")
        family, out = big_family(desk), desk.folder / "out.pdf"
        goal = desk.ask("ilse", "list", "goal")["docs"][0]["_id"]
        before = desk.dump("ilse")
        rows = (
            ("no member and no household", family, "--output", out, "--left-with", "Nobody"),
            ("no member and no household", family, "--output", out, "--left-with", goal),
            ("no member and no household", family, "--output", out, "--left-with", "Ria"),
            ("none of: handed, post, pdf, shown", family, "--output", out, "--left-with", "Samira", "--how", "pigeon"),
            ("none of: handed, post, pdf, shown", family, "--output", out, "--left-with", "Samira", "--how", "taken_back"),
            ("--how belongs to", family, "--output", out, "--how", "post"),
            ("say which family", "--output", out),
            ("say where the PDF goes", family, "--left-with", "Samira"),
            ("print nothing", "--to-replace", "--output", out),
            ("print nothing", "--gone", "print-record:0", "--left-with", "Samira"),
            ("one at a time", "--to-replace", "--gone", "print-record:0"),
            ("the paper knows its family", family, "--gone", "print-record:0"),
            ("none of: taken_back, thrown_away", "--gone", "print-record:0", "--how", "post"),
            ("no such record", "--gone", "print-record:0"),
            ("no paper that was left", "--gone", goal),
            ("is not a family", "--to-replace", goal),
        )
        for says, *words in rows:
            result = desk.cli("ilse", "print", *words)
            assert result.status == BAD_INPUT and says in result.err, (words, result)
            assert not out.exists(), words
        assert desk.dump("ilse") == before


def test_a_name_that_two_have():
    with Desk() as desk:
        desk.ok("ilse", "demo", "--lang", "en")
        family = big_family(desk)
        put(desk, {"type": "member", "family": family, "name": "Samira Bakker"})
        result = desk.cli("ilse", "print", family, "--output", desk.folder / "out.pdf", "--left-with", "Samira")
        assert result.status == BAD_INPUT and "more than one" in result.err, result
        assert desk.cli("ilse", "print", family, "--output", desk.folder / "out.pdf", "--left-with",
                        "Samira Tahiri").status == DONE


if __name__ == "__main__":
    tap.run(sys.modules[__name__])
