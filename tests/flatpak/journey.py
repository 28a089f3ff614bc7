#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
"""The main journey in the installed app, inside its sandbox: unlock, find, begin a family, lock, unlock, find it again.

Started by test_flatpak.py on a bus of its own, after the demo was made there. KT_LANG is the language."""
import os
import sys

HOME = os.environ["HOME"]
ID = "io.github.keukentafel.Keukentafel"
sys.path.insert(0, os.path.join(os.environ["KT_WORK"], "tests/ui"))

from lib import display  # noqa: E402
from lib.app import App  # noqa: E402

INSTALLED = os.path.join(HOME, ".local/share/flatpak/app", ID, "current/active/files")
DATA = os.path.join(HOME, ".var/app", ID, "data/keukentafel")


class Sandboxed(App):
    """Its process has another number inside, and its bus has no other application."""

    def is_ours(self, app):
        return app.get_name() not in ("", "at-spi2-registryd", None)


def journey(lang, family):
    catalogue = os.path.join(INSTALLED, "share/locale/nl/LC_MESSAGES/keukentafel.mo")
    with display.Xvfb() as screen, \
            Sandboxed(screen, DATA, lang, command=["flatpak", "run", ID], catalogue=catalogue) as app:
        app.unlock()
        app.find("label", contains="Van Drielen–Tahiri", timeout=60)
        app.press("New family", role="button")
        app.write("What is the family called?", family)
        app.press("Begin", role="button")
        app.words("Parts of the family's file")
        app.action_soon("win.lock")
        app.locked_again()
        app.unlock()
        app.find("label", family, timeout=60)


journey(os.environ["KT_LANG"], {"nl": "Van der Plas", "en": "Van der Meulen"}[os.environ["KT_LANG"]])
