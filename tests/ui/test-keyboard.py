#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""By real keys alone: Tab comes to every control of a page and round again, and the main job needs nothing else."""
import sys

from lib import a11y, display, tap, tour, work
from lib.laptop import Laptop

CONTROLS = {"button", "toggle button", "check box", "combo box", "text", "entry", "password text"}
PAGES = ("overview", "people", "analysis", "plan", "visits", "partners")
WINDOW_BUTTONS = ("Sluiten", "Minimaliseren", "Maximaliseren")  # no toolkit gives these the keyboard
MOST = 250  # presses of Tab: more than any page has controls


def controls(app):
    """Names of what can be pressed or typed in now. A split button or a menu button is one stop with an inner part."""
    found = set()
    for node in a11y.walk(app.root):
        if node.get_role_name() in CONTROLS and a11y.is_(node, a11y.STATE.FOCUSABLE) and a11y.is_(node, a11y.STATE.SENSITIVE):
            found.add(a11y.name_of(node))
    return found - {"", *WINDOW_BUTTONS}


def here(app):
    node = a11y.focused(app.root)
    return (node.get_role_name(), a11y.name_of(node), node.path) if node else None


def round_trip(app):
    """Names that Tab comes to, until it is where it was before: a list is entered again at the row it was left at."""
    app.display.focus()
    names, places = set(), set()
    for _ in range(MOST):
        app.display.key("Tab")
        _, name, place = app.wait(lambda: here(app), "after Tab nothing has the keyboard")
        if place in places:
            return names
        names.add(name)
        places.add(place)
    raise AssertionError(f"Tab does not come round in {MOST} presses; it is at “{name}”")


def reaches_everything(app, name):
    wanted, reached = controls(app), round_trip(app)
    missed = {item for item in wanted - reached if not any(item in other for other in reached)}
    assert not missed, f"{name}: Tab does not come to {sorted(missed)}; it came to {sorted(reached)}"


def test_tab_comes_to_everything_and_round_again():
    with display.Xvfb() as screen, Laptop("nl") as laptop, laptop.app(screen) as app:
        reaches_everything(app, "unlock")
        app.unlock()
        tour.open_family(app)
        for page in PAGES:
            app.action(f"family.show-{page}")
            reaches_everything(app, page)


def tab_to(app, name):
    """Tab until name has the keyboard."""
    for _ in range(MOST):
        at = here(app)
        if at and name in at[1]:
            return
        app.display.key("Tab")
    raise AssertionError(f"Tab does not come to “{name}”")


def test_the_main_job_by_keys_alone():
    with display.Xvfb() as screen, Laptop("en") as laptop, laptop.app(screen) as app:
        screen.focus()
        tab_to(app, "Passphrase")
        screen.type("keukentafel")
        screen.key("Return")
        app.words("Which families", timeout=60)
        work.find_by_typing(app)
        screen.key("alt+3")
        app.words("About whom")
        tab_to(app, "Strength")
        screen.key("Return")
        app.words("What goes well?")
        app.wait(lambda: here(app) and here(app)[1] == "What goes well?", "the cursor is not in the words")
        screen.type("They sing in the car.")
        screen.key("ctrl+Return")
        app.gone(None, "What goes well?")
        app.find(contains="They sing in the car.")
        screen.key("ctrl+l")
        app.locked_again()
        assert not app.has(contains="sing in the car")


if __name__ == "__main__":
    tap.run(sys.modules[__name__])
