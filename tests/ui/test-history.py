#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""What is found opens; a goal's history reads as it went; an edit and a decision are taken back without losing anything."""
import sys

from lib import a11y, display, tap
from lib.laptop import Laptop

KEPT, LEFT = "3 dagen + fietswerkplaats", "4 ochtenden naar school"
WORDS = "Laat mij fietsen maken, dan ga ik ook naar school."


def find(app, words):
    """Types in the search field, and opens the first record found."""
    app.search(words)
    app.words("In the files")
    app.display.focus()
    app.display.key("Return")


def goal_of(laptop):
    return next(doc for doc in laptop.docs("goal") if doc.get("wording") in (KEPT, LEFT))


def test_a_record_that_was_found_opens():
    with display.Xvfb() as screen, Laptop("nl") as laptop, laptop.app(screen) as app:
        app.unlock()
        find(app, "fietsen maken")
        app.words("History")  # the goal's own page
        app.find(contains=WORDS)
        app.action("navigation.pop")
        app.words("Is everyone helped?")  # over the plan


def decision_taken_back(app):
    find(app, "fietsen maken")
    app.words("History")
    for words in (KEPT, LEFT, "elke dag"):
        app.find(contains=words)
    app.press("Take this decision back", role="button")
    app.words("Take this decision back?")
    app.write("Why", "Yassin wil het toch zo.")
    app.press_own("Terugdraaien", role="button")
    app.words("Taken back. Both decisions stay in the history.")
    app.find(contains="Yassin wil het toch zo.")


def test_a_decision_is_taken_back_with_a_decision():
    with display.Xvfb() as screen, Laptop("nl") as laptop:
        before = laptop.docs("decision")
        with laptop.app(screen) as app:
            app.unlock()
            decision_taken_back(app)
        assert goal_of(laptop)["wording"] == LEFT
        new = [doc for doc in laptop.docs("decision") if doc not in before]
        assert [(doc["kept"], doc["not_taken"], doc["why"]) for doc in new] == [
            (LEFT, [KEPT], "Yassin wil het toch zo.")], new
        assert len(laptop.docs("decision")) == len(before) + 1
        laptop.ok("ilse", "check")


def require(app, who):
    """Who demands this goal, in its sheet. The plan slides away under the goal's page, and each of its goals can be
    changed as well: until it is gone, the first button of that name is another goal's. The page's own first one is the
    goal's; its levels have one too."""
    app.gone(None, app.say("Is everyone helped?"))
    app.press("Change", role="button")
    a11y.set_text(app.find("text", "Moet van"), who)
    app.press("Keep", role="button")


def test_the_last_edit_is_undone():
    with display.Xvfb() as screen, Laptop("nl") as laptop:
        with laptop.app(screen) as app:
            app.unlock()
            find(app, "fietsen maken")
            require(app, "de rechter")
            app.find(contains="Moet van: de rechter")
            app.press("Undo", role="button")
            app.find(contains="Moet van: school")
            app.action("navigation.pop")
            app.press("Strength", role="button")
            app.write("What goes well?", "Zij zingen in de auto.")
            app.press("Keep", role="button")
            app.press("Undo", role="button")
            app.gone(None, contains="Zij zingen")
        assert goal_of(laptop)["required_by"] == "school"
        assert not any("zingen in de auto" in doc["words"] for doc in laptop.docs("factor"))
        laptop.ok("ilse", "check")


if __name__ == "__main__":
    tap.run(sys.modules[__name__])
