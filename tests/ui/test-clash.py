#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Two laptops, two windows, one server over HTTPS: what one writes arrives at the other, and the clash is decided."""
import sys

from lib import display, tap, tour, work
from lib.laptop import Servers
from lib.story import Clash

WORDINGS = {"nl": ("3 dagen + fietswerkplaats", "4 ochtenden naar school"),
            "en": ("3 days + bike workshop", "4 mornings at school")}


def settle(clash):
    """Until nothing moves: whoever saw the other's leaf joined it, and the join has to arrive."""
    for _ in range(3):
        for desk in (clash.ilse, clash.daan):
            desk.ok(desk.who, "sync")


def test_what_one_writes_arrives_in_the_other_window():
    with Servers() as servers, display.Xvfb() as screen, display.Xvfb() as other, Clash(servers, "nl") as both:
        with both.ilse.app(screen) as hers, both.daan.app(other) as his:
            for app in (hers, his):
                app.unlock()
                tour.open_family(app)
            work.add_strength(hers, "Yassin helpt oma Gerda met boodschappen.")
            his.action("family.show-analysis")
            his.find(contains="Yassin helpt oma Gerda", timeout=120)
        assert any("oma Gerda" in doc["words"] for doc in both.daan.docs("factor"))


def decide(app):
    """The fixed worker, with both versions before her."""
    kept, left = WORDINGS[app.lang]
    app.words("Under discussion: there is more than one version")
    app.press("View", role="button")
    app.words("Here all of you began")
    for words in (kept, left, "Ilse Verbrugge", "Daan Koster"):
        app.find(contains=words)
    app.words("Agreed with the family")
    app.words("Not agreed with the family yet")
    app.press_own(app.say("Keep this: %s").replace("%s", kept), role="toggle button")
    app.write("Why", "Yassin houdt dit vol.")
    app.press("Decide", role="button")
    app.words("Is everyone helped?")
    app.gone(None, app.say("Under discussion: there is more than one version"))


def clash(lang):
    kept, left = WORDINGS[lang]
    with Servers() as servers, display.Xvfb() as screen, Clash(servers, lang, met=False) as both:
        both.daan.ok("daan", "sync")
        with both.ilse.app(screen) as app:
            app.unlock()
            tour.open_family(app)
            app.action("family.show-plan")
            app.words("Under discussion: there is more than one version", timeout=60)
            decide(app)
        settle(both)
        exports = [desk.ok(desk.who, "export").out for desk in (both.ilse, both.daan)]
        assert exports[0] == exports[1], "the two laptops differ"
        assert both.daan.ask("daan", "conflicts")["conflicts"] == []
        decisions = both.daan.docs("decision")
        assert [doc["why"] for doc in decisions] == ["Yassin houdt dit vol."], decisions
        with both.daan.app(screen) as app:
            app.unlock()
            tour.open_family(app)
            work.shows(app, "plan", kept)
            assert not app.has(contains=app.say("Under discussion: there is more than one version"))
            assert not app.has(contains=left), "the words not chosen are still in the plan"


def test_the_clash_is_decided_in_dutch():
    clash("nl")


def test_the_clash_is_decided_in_english():
    clash("en")


if __name__ == "__main__":
    tap.run(sys.modules[__name__])
