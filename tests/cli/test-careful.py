#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""What may be shared, how well a goal goes and how safe it is, on two laptops: a withdrawal beats what was made wider, no
machine settles a level, and the more worried number shows until somebody has looked at both."""

import json
import subprocess
import sys

from programs import BAD_INPUT, Desk, Office

import tap  # noqa: E402  (programs knows where it is)
from servers import Servers  # noqa: E402

TYPES = {"consent": 9, "legal-ground": 5, "goal-level": 2, "safety-rating": 23}


def family_of(desk, profile):
    docs = desk.ask(profile, "list", "family")["docs"]
    return next(doc["_id"] for doc in docs if doc["name"].startswith("Van Drielen"))


def prepared(servers, ilse, daan):
    """Both laptops with the same family, in step."""
    office = Office(ilse, servers.asked_for())
    office.ok("setup")
    for desk, login in ((ilse, "ilse"), (daan, "daan")):
        office.add_user(login)
        desk.ok(login, "demo", "--lang", "nl")
        office.connect(desk, login)
    family = family_of(ilse, "ilse")
    office.ok("family", "add", family, "--worker", "ilse", "--worker", "daan")
    settle(ilse, daan)
    return family


def settle(ilse, daan):
    for _ in range(3):
        ilse.ok("ilse", "sync")
        daan.ok("daan", "sync")


def change(desk, profile, doc, **fields):
    desk.ok(profile, "put", "-", stdin=json.dumps({**doc, **fields}).encode())


def rating(family, about, score, **more):
    return {"type": "safety-rating", "family": family, "about": about, "score": score, "rater_role": "family",
            "date": "2026-11-24", **more}


def rated(desk, profile, family, rater):
    """What stands for one rater."""
    states = desk.ask(profile, "safety", family)["states"]
    return next((state["score"], state["standing"], state["to_review"]) for state in states if state["rater"] == rater)


def one(desk, profile, kind, **wanted):
    found = [doc for doc in desk.ask(profile, "list", kind)["docs"]
             if all(doc.get(key) == value for key, value in wanted.items())]
    assert len(found) == 1, (kind, wanted, found)
    return found[0]


def test_the_demo_family_has_them_in_both_languages():
    for lang, words in (("nl", "Alleen vocht en huur."), ("en", "Damp and rent only.")):
        with Desk(lang) as desk:
            desk.ok("ilse", "demo", "--lang", lang)
            family = family_of(desk, "ilse")
            for kind, number in TYPES.items():
                docs = [doc for doc in desk.ask("ilse", "list", kind)["docs"] if doc["family"] == family]
                assert len(docs) == number, (kind, len(docs))
                again = desk.ok("ilse", "get", docs[0]["_id"]).out
                assert docs[0]["_id"] in again, again
            assert any(doc.get("limits") == words for doc in desk.ask("ilse", "list", "consent")["docs"])
            assert "consent" in kinds_found(desk, words.strip("."))
            exported = json.loads(desk.ok("ilse", "export").out)["docs"]
            assert {doc["type"] for doc in exported} >= set(TYPES)
            schema = json.loads(desk.ok("ilse", "schema", "--type", "safety-rating").out)
            assert schema["properties"]["score"]["maximum"] == 10, schema["properties"]["score"]


def kinds_found(desk, words):
    return {hit["type"] for hit in desk.ask("ilse", "search", words)["hits"]}


def test_a_rating_is_nowhere_but_where_it_is_asked_for():
    """Not in what is searched, not on paper; its audience is named in no other type's list."""
    with Desk("nl") as desk:
        desk.ok("ilse", "demo", "--lang", "nl")
        family = family_of(desk, "ilse")
        said = [doc["one_higher"] for doc in desk.ask("ilse", "list", "safety-rating")["docs"] if "one_higher" in doc]
        assert said
        path = desk.folder / "plan.pdf"
        desk.ok("ilse", "print", family, "--output", path)
        paper = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, check=True, text=True).stdout
        paper = " ".join(paper.split())
        for words in said:
            assert "safety-rating" not in kinds_found(desk, words), words
            assert words not in paper, words


def test_numbers_out_of_the_scale_are_not_taken():
    with Desk() as desk:
        desk.ok("ilse", "demo", "--lang", "en")
        family = family_of(desk, "ilse")
        before = desk.dump("ilse")
        for score in (-1, 11, "7", None):
            result = desk.cli("ilse", "put", "-", stdin=json.dumps(rating(family, "member:1", score)).encode())
            assert result.status == BAD_INPUT and "score" in result.err, result
        assert desk.dump("ilse") == before


def test_withdrawn_beats_wider_on_two_laptops():
    with Servers() as servers, Desk("nl") as ilse, Desk("nl") as daan:
        prepared(servers, ilse, daan)
        consent = one(ilse, "ilse", "consent", data="load")
        change(daan, "daan", consent, data="file", until="2028-01-01")
        change(ilse, "ilse", consent, status="withdrawn", ended_on="2026-11-24")
        settle(ilse, daan)
        for desk, login in ((ilse, "ilse"), (daan, "daan")):
            doc = desk.ask(login, "get", consent["_id"])
            assert (doc["status"], doc["data"]) == ("withdrawn", "file"), doc
            assert desk.ask(login, "conflicts")["conflicts"] == []
        school = one(ilse, "ilse", "consent", data="attendance", said_by=consent["person"])
        change(daan, "daan", school, data="file", until="2026-12")
        change(ilse, "ilse", school, data="appointments", until="2026")
        settle(ilse, daan)
        for desk, login in ((ilse, "ilse"), (daan, "daan")):
            doc = desk.ask(login, "get", school["_id"])
            assert (doc["data"], doc["until"]) == ("appointments", "2026-12"), doc


def test_no_machine_settles_a_level():
    with Servers() as servers, Desk("nl") as ilse, Desk("nl") as daan:
        prepared(servers, ilse, daan)
        levels = one(ilse, "ilse", "goal-level", version=2)
        change(daan, "daan", levels, zero="4 ochtenden")
        change(ilse, "ilse", levels, zero="3 dagen en de werkplaats")
        settle(ilse, daan)
        conflict, = daan.ask("daan", "conflicts")["conflicts"]
        assert (conflict["id"], conflict["field"]) == (levels["_id"], "zero"), conflict
        # until somebody decides, what was agreed with the family is what shows
        assert conflict["shown"] == levels["zero"] == conflict["start"], conflict
        versions = {version["value"]: version["dot"] for version in conflict["versions"]}
        assert set(versions) == {"4 ochtenden", "3 dagen en de werkplaats"}, versions
        ilse.ok("ilse", "resolve", levels["_id"], "zero", versions["4 ochtenden"], "--note", "Samen gekozen.")
        settle(ilse, daan)
        for desk, login in ((ilse, "ilse"), (daan, "daan")):
            assert desk.ask(login, "get", levels["_id"])["zero"] == "4 ochtenden"
            assert desk.ask(login, "conflicts")["conflicts"] == []


def test_two_ratings_meet():
    with Servers() as servers, Desk("nl") as ilse, Desk("nl") as daan:
        family = prepared(servers, ilse, daan)
        samira = one(ilse, "ilse", "member", called="Samira")["_id"]
        home = next(doc["about"] for doc in ilse.ask("ilse", "list", "safety-rating")["docs"])
        assert rated(ilse, "ilse", family, samira) == (7, 1, False)
        last = next(state["rating"] for state in ilse.ask("ilse", "safety", family)["states"] if state["rater"] == samira)
        made = []
        for desk, login, score in ((ilse, "ilse", 8), (daan, "daan", 4)):
            doc = rating(family, home, score, rater=samira, reviews=[last], reviewed_by=["worker:1"])
            made.append(desk.ask(login, "put", "-", stdin=json.dumps(doc).encode())["id"])
        settle(ilse, daan)
        for desk, login in ((ilse, "ilse"), (daan, "daan")):
            assert rated(desk, login, family, samira) == (4, 2, True)
        told = ilse.ok("ilse", "safety", family).out
        assert "Samira" in told and "niemand" in told, told
        doc = rating(family, home, 6, rater=samira, reviews=made, reviewed_by=["worker:1"])
        daan.ask("daan", "put", "-", stdin=json.dumps(doc).encode())
        settle(ilse, daan)
        for desk, login in ((ilse, "ilse"), (daan, "daan")):
            assert rated(desk, login, family, samira) == (6, 1, False)
            docs = desk.ask(login, "list", "safety-rating")["docs"]
            assert {made[0], made[1]} <= {doc["_id"] for doc in docs}, "both are kept"
            assert len(docs) == TYPES["safety-rating"] + 3


if __name__ == "__main__":
    tap.run(sys.modules[__name__])
