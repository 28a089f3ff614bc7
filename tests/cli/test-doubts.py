#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Edits that are not from whom they say: told by check, status and get; nothing is hidden for it."""

import json
import sys

from programs import BUILD, Desk

import tap  # noqa: E402  (programs knows where it is)


def test_the_demo_has_none():
    with Desk() as desk:
        desk.ok("ilse", "demo")
        desk.ok("ilse", "put", "-", stdin=b'{"type":"family","name":"De Vries"}')
        answer = desk.ask("ilse", "check")
        assert answer == {"problems": [], "doubts": []}, answer
        assert desk.ask("ilse", "status")["doubts"] == []


def test_doubts_are_told_and_hide_nothing():
    with Desk() as desk:
        desk.ok("ilse", "demo")
        before = desk.ok("ilse", "export").out
        done = desk.run("stranger", desk.profile_folder("ilse"), "keukentafel", program=BUILD / "tests/cli/store-tool")
        assert done.status == 0, done
        doubts = desk.ask("ilse", "check")["doubts"]
        assert len(doubts) > 100 and {doubt["verdict"] for doubt in doubts} == {"stranger"}, doubts[:3]
        assert desk.ask("ilse", "status")["doubts"] == doubts
        assert desk.ok("ilse", "export").out == before
        told = desk.ok("ilse", "check").out
        assert "In doubt: " in told and "All is well" in told, told[:500]
        assert f"In doubt: {doubts[0]['id']}" in desk.ok("ilse", "status").out
        doc = desk.ask("ilse", "get", doubts[0]["id"])
        assert {doubt["dot"] for doubt in doc["_doubts"]} >= {doubts[0]["dot"]}, doc
        assert "In doubt: " in desk.ok("ilse", "get", doubts[0]["id"]).out


def test_a_record_in_doubt_can_be_put_back():
    with Desk() as desk:
        desk.ok("ilse", "demo")
        desk.run("stranger", desk.profile_folder("ilse"), "keukentafel", program=BUILD / "tests/cli/store-tool")
        doubts = desk.ask("ilse", "check")["doubts"]
        goal = next(doubt["id"] for doubt in doubts if doubt["id"].startswith("goal:"))
        doc = desk.ask("ilse", "get", goal)
        doc["first_step"] = "vandaag bellen"
        desk.ok("ilse", "put", "-", stdin=json.dumps(doc).encode())
        assert desk.ask("ilse", "get", goal)["first_step"] == "vandaag bellen"


if __name__ == "__main__":
    tap.run(sys.modules[__name__])
