#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""A profile from nothing, in the window: nickname, passphrase, recovery code; opened again with either."""
import re
import sys

from lib import a11y, display, tap
from lib.laptop import Laptop

WORDS = "vier kopjes op tafel"


def shown_code(app):
    """The groups of the recovery code as they stand on the screen, in order."""
    groups = app.words("Recovery code")
    labels = [a11y.name_of(node) or a11y.text_of(node) for node in a11y.walk(groups) if node.get_role_name() == "label"]
    return [text for text in labels if re.fullmatch(r"[A-Z0-9]{3,}", text) and not re.fullmatch(r"\d{1,2}", text)]


def make_profile(app):
    """Up to the caseload of a profile that is connected to no server; the recovery code."""
    app.press("Make a profile", role="button")
    app.write("What may we call you here?", "Noa")
    app.write("Passphrase", WORDS)
    app.write("The same once more", "vier kopjes thee")
    app.words("The two are not the same yet.")
    app.write("The same once more", WORDS)
    app.press("Make the profile", role="button")
    code = write_down(app)
    app.press("Later", role="button")
    app.words("No families yet. They come from the server, or begin here.")
    return code


def write_down(app):
    """The code that is shown; one group of it typed over, wrongly first."""
    app.words("Write this down", timeout=60)
    code = shown_code(app)
    asked = app.find("text", contains=app.say("Type group %u over from your paper").split("%u")[0])
    number = int(re.search(r"\d+", a11y.name_of(asked)).group())
    after = app.words("I wrote it down", "button")
    a11y.set_text(asked, "WRONG")
    assert not a11y.is_(after, a11y.STATE.SENSITIVE), "on from the code without having written it down"
    a11y.set_text(asked, code[number - 1].lower())
    app.press("I wrote it down", role="button")
    return "-".join(code)


def renew_code(app):
    """From the preferences, with the passphrase; back in the preferences afterwards."""
    app.action("win.preferences")
    app.press("Recovery code", role="button")
    app.write("Passphrase", "not this one")
    app.press("Make a new code", role="button")
    app.words("That is not the passphrase. Try once more, or type your recovery code.", timeout=60)
    app.write("Passphrase", WORDS)
    app.press("Make a new code", role="button")
    code = write_down(app)
    app.words("Lock now")
    return code


def new_family(app):
    app.press("New family", role="button")
    app.write("What is the family called?", "Van der Plas")
    app.press("Begin", role="button")
    app.words("Parts of the family's file")


def journey(lang):
    with display.Xvfb() as screen, Laptop(lang, demo=False) as laptop:
        with laptop.app(screen) as app:
            code = make_profile(app)
            new_family(app)
            app.action_soon("win.lock")
            app.locked_again()
            app.unlock("not this one", wait=False)
            app.words("That is not the passphrase. Try once more, or type your recovery code.", timeout=60)
            app.unlock(code, wait=False)
            app.find("label", "Van der Plas", timeout=60)
            app.action_soon("win.lock")
            app.locked_again()
            app.unlock(WORDS)
            app.find("label", "Van der Plas", timeout=60)


def test_a_profile_from_nothing_in_dutch():
    journey("nl")


def test_a_profile_from_nothing_in_english():
    journey("en")


def test_a_new_recovery_code_in_place_of_the_old():
    with display.Xvfb() as screen, Laptop("nl", demo=False) as laptop, laptop.app(screen) as app:
        old = make_profile(app)
        new = renew_code(app)
        app.action_soon("win.lock")
        app.locked_again()
        app.unlock(old, wait=False)
        app.words("That is not the passphrase. Try once more, or type your recovery code.", timeout=60)
        app.unlock(new)
        app.words("No families yet. They come from the server, or begin here.")


def test_looking_around_needs_nothing():
    with display.Xvfb() as screen, Laptop("nl", demo=False) as laptop, laptop.app(screen) as app:
        app.press("Look around with an example family", role="button")
        app.words("An invented family, to look around with", timeout=120)
        app.find(contains="Van Drielen–Tahiri")


if __name__ == "__main__":
    tap.run(sys.modules[__name__])
