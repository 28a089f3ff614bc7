#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
"""The main journey inside the sandbox, in KT_LANG; on the demo store that the command line made there.

Started by test_flatpak.py on a bus of its own, so the one program that shows a window is ours: its process id means
nothing out here."""
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "ui"))

from lib import tour, work  # noqa: E402
from lib.app import App  # noqa: E402
from lib.display import Xvfb  # noqa: E402

ID = "io.github.keukentafel.Keukentafel"
WORDS = {
    "nl": ("Gerda kookt op zondag voor iedereen.", "Elke week samen lachen.", "Een spelletje op zondag",
           "Het spel zoeken op zolder", "Marco belde zelf over zondag."),
    "en": ("Gerda cooks for everybody on Sundays.", "Laugh together every week.", "A game on Sunday",
           "Look for the game in the attic", "Marco rang about Sunday himself."),
}


class SandboxedApp(App):
    def is_ours(self, app):
        return app.get_name() not in ("", "xdg-desktop-portal", "xdg-desktop-portal-gtk")


def catalogue():
    """The Dutch that was installed, not the one of a build."""
    place = subprocess.run(["flatpak", "info", "--show-location", ID], check=True, capture_output=True, text=True)
    return os.path.join(place.stdout.strip(), "files/share/locale/nl/LC_MESSAGES/keukentafel.mo")


def journey(app, lang):
    strength, goal, first, step, note = WORDS[lang]
    app.press_own("Ilse", role="toggle button")
    app.unlock()
    work.find_by_typing(app)
    work.add_strength(app, strength)
    work.add_goal(app, goal, first)
    work.add_step(app, goal, step, "Samira")
    app.menu("Add something else", "Note")
    work.write_note(app, note)
    work.lock(app)
    assert not app.has(contains=tour.FAMILY), "a locked window shows a family"
    app.press_own("Ilse", role="toggle button")
    app.unlock()
    work.shows(app, "analysis", strength)
    work.shows(app, "plan", goal)
    app.find(contains=step)
    app.menu("Add something else", "Note")
    app.find("label", contains=note)


def main():
    lang = os.environ["KT_LANG"]
    with Xvfb() as screen, SandboxedApp(screen, None, lang, command=["flatpak", "run", ID], catalogue=catalogue()) as app:
        journey(app, lang)


if __name__ == "__main__":
    main()
