#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""The main job in the real window: unlock, find the family, a strength, a goal with a step, a note, lock, unlock."""
import sys

from lib import a11y, display, tap, tour, work
from lib.laptop import Laptop

WORDS = {
    "nl": ("Samira bakt elke vrijdag voor de hele straat.", "Een keer per week samen buiten.", "Zondag naar het park",
           "Wandelschoenen zoeken in de schuur", "Noor vroeg of de buurvrouw ook mee mag."),
    "en": ("Samira bakes for the whole street every Friday.", "Out together once a week.", "To the park on Sunday",
           "Look for the walking shoes in the shed", "Noor asked whether the neighbour may come too."),
}


def everything_is_there(app, lang):
    strength, goal, first, step, note = WORDS[lang]
    work.shows(app, "analysis", strength)
    work.shows(app, "plan", goal)
    app.find(contains=first)
    app.find(contains=step)
    app.menu("Add something else", "Note")
    app.find("label", contains=note)


def windows(app):
    return len(a11y.find_all(app.root, ("frame", "dialog", "window", "file chooser")))


def open_file_dialog(app):
    """The one file dialog there is: the certificate of the organisation."""
    app.action("win.preferences")
    app.press("Server", role="button")
    before = windows(app)
    app.press("Certificate of your organisation", role="button")
    app.wait(lambda: windows(app) > before, "no file dialog", 30)


def open_print_dialog(app):
    """From the plan; put away again."""
    app.action("navigation.pop")
    app.action("family.show-plan")
    before = windows(app)
    app.press("Print the plan", role="button")
    app.wait(lambda: windows(app) > before, "no print dialog", 30)
    app.display.focus()
    app.display.key("Escape")
    app.wait(lambda: windows(app) == before, "the print dialog stays", 30)


def one_sqlite(app):
    """Whatever the toolkit loaded on the way, ours, linked in, is the only SQLite in the process."""
    with open(f"/proc/{app.process.pid}/maps", encoding="utf-8", errors="replace") as maps:
        found = {line.split(maxsplit=5)[5].strip() for line in maps if len(line.split(maxsplit=5)) == 6}
    assert any("libgtk-4" in name for name in found), "these are not the maps of the window"
    other = [name for name in found if "sqlite" in name.lower() or "sqlcipher" in name.lower()]
    assert not other, f"a second SQLite was loaded: {other}"


def journey(lang):
    strength, goal, first, step, note = WORDS[lang]
    with display.Xvfb() as screen, Laptop(lang) as laptop:
        with laptop.app(screen) as app:
            app.unlock()
            work.find_by_typing(app)
            work.add_strength(app, strength)
            work.add_goal(app, goal, first)
            work.add_step(app, goal, step, "Samira")
            app.menu("Add something else", "Note")
            work.write_note(app, note)
            work.lock(app)
            assert not app.has(contains=tour.FAMILY), "a locked window shows a family"
            app.unlock()  # and back in the family
            everything_is_there(app, lang)
            open_print_dialog(app)
            open_file_dialog(app)
            one_sqlite(app)
        kept = {kind: [doc.get("words") or doc.get("what") for doc in laptop.docs(kind)]
                for kind in ("factor", "goal", "action", "note")}
        assert strength in kept["factor"] and goal in kept["goal"] and step in kept["action"] and note in kept["note"], kept
        laptop.ok("ilse", "check")


def test_the_main_job_in_dutch():
    journey("nl")


def test_the_main_job_in_english():
    journey("en")


if __name__ == "__main__":
    tap.run(sys.modules[__name__])
