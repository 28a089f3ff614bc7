#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""What may be shared, in the window: who is still to be heard is named, an answer is written down, a yes is taken back; and
levels that two laptops wrote differently wait for a decision."""
import json
import sys

from lib import display, tap, tour
from lib.laptop import Laptop, Servers
from lib.story import Clash

PURPOSE = {"nl": "Hulp bij het slapen.", "en": "Help with sleeping."}


def partners(app):
    app.unlock()
    tour.open_family(app)
    app.action("family.show-partners")
    app.words("Why they may take part")


def answers(desk, **wanted):
    return {doc["said_by"]: doc for doc in desk.docs("consent")
            if all(doc.get(key) == value for key, value in wanted.items())}


def names(desk):
    return {doc["called"]: doc["_id"] for doc in desk.docs("member") if "called" in doc}


def other_parent(lang):
    with Laptop(lang) as desk:
        marco = names(desk)["Marco"]
        with display.Xvfb() as screen, desk.app(screen) as app:
            partners(app)
            waiting = app.say("Waiting for the other parent: %s").replace("%s", "Marco")
            app.find(name=waiting)
            app.press_own(contains=app.say("%s has not answered yet").replace("%s", "Marco"), role="button")
            app.words("The answer")
            app.press("Yes", role="radio button") if app.has("radio button", app.say("Yes")) else app.press("Yes")
            app.press("Keep", role="button")
            app.gone(name=waiting)
            app.find(contains=app.say("%s says yes").replace("%s", "Marco"))
        kept = answers(desk, purpose=PURPOSE[lang])[marco]
        assert kept["status"] == "given" and kept["said_by"] == marco, kept


def test_the_other_parent_answers_nl():
    other_parent("nl")


def test_the_other_parent_answers_en():
    other_parent("en")


def test_a_yes_is_taken_back():
    with Laptop("nl") as desk:
        samira = names(desk)["Samira"]
        before = answers(desk, data="load")[samira]
        with display.Xvfb() as screen, desk.app(screen) as app:
            partners(app)
            app.find(contains=app.say("%s says yes").replace("%s", "Samira"))
            app.press_own(contains=app.say("Take back") + " · Samira", role="button")
            app.find(contains="De hulp gaat gewoon door.")
            app.press_own(app.say("_Cancel").replace("_", ""), role="button")
            app.gone("button", app.say("_Cancel").replace("_", ""))
            assert not app.has(contains=app.say("%s took it back").replace("%s", "Samira"))
            app.press_own(contains=app.say("Take back") + " · Samira", role="button")
            app.press_own(app.say("_Withdraw").replace("_", ""), role="button")
            app.find(contains=app.say("%s took it back").replace("%s", "Samira"))
            app.words("May not be shared")
        after = answers(desk, data="load")[samira]
        assert (after["status"], after["ended_on"]) == ("withdrawn", "2026-11-24"), after
        assert after["limits"] == before["limits"] and after["date"] == before["date"], "what was said stays"


def test_levels_of_two_laptops_are_decided_by_people():
    with Servers() as servers, display.Xvfb() as screen, Clash(servers, "nl") as both:
        both.daan.ok("daan", "sync")
        levels, = [doc for doc in both.ilse.docs("goal-level") if doc["version"] == 2]
        for desk, words in ((both.daan, "4 ochtenden"), (both.ilse, "3 dagen en de werkplaats")):
            desk.ok(desk.who, "put", "-", stdin=json.dumps({**levels, "zero": words}).encode())
        for _ in range(3):
            for desk in (both.daan, both.ilse):
                desk.ok(desk.who, "sync")
        wording = next(conflict for conflict in both.ilse.ask("ilse", "conflicts")["conflicts"] if conflict["field"] == "wording")
        both.ilse.ok("ilse", "resolve", wording["id"], "wording", wording["versions"][0]["dot"], "--note", "Zo.")
        with both.ilse.app(screen) as app:
            app.unlock()
            tour.open_family(app)
            app.action("family.show-plan")
            app.words("Under discussion: there is more than one version")
            app.press("View", role="button")
            app.words("Here all of you began")
            for words in ("Laat mij fietsen maken", levels["zero"], "4 ochtenden", "3 dagen en de werkplaats"):
                app.find(contains=words)
            app.press_own(app.say("Keep this: %s").replace("%s", "4 ochtenden"), role="toggle button")
            app.write("Why", "Dit past bij het rooster.")
            app.press("Decide", role="button")
            app.words("Is everyone helped?")
            app.gone(None, app.say("Under discussion: there is more than one version"))
        both.ilse.ok("ilse", "sync")
        both.daan.ok("daan", "sync")
        assert both.daan.ask("daan", "get", levels["_id"])["zero"] == "4 ochtenden"


def test_levels_are_written_down_and_agreed():
    """Who is tapped agrees: then what is kept counts as agreed with the family."""
    with Laptop("nl") as desk:
        yassin = names(desk)["Yassin"]
        with display.Xvfb() as screen, desk.app(screen) as app:
            app.unlock()
            tour.open_family(app)
            app.action("family.show-plan")
            app.press("History", role="button")
            app.press("Write down the steps", role="button")
            app.write("0: goal reached", "De brief gaat dezelfde dag open")
            app.press_own("Yassin", role="toggle button")
            app.press("Keep", role="button")
            app.find(contains="De brief gaat dezelfde dag open")
            app.find(contains=app.say("Version %u").replace("%u", "1"))
        kept, = [doc for doc in desk.docs("goal-level") if doc["zero"] == "De brief gaat dezelfde dag open"]
        assert kept["version"] == 1 and kept["agreed_by"] == [yassin], kept
        dumped = desk.dump("ilse")
        assert '"agreed":true' in next(line for line in dumped.splitlines() if "dezelfde dag open" in line)


if __name__ == "__main__":
    tap.run(sys.modules[__name__])
