#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Every screen, looked at as a whole: names, targets and widths."""
import sys
import time

from lib import a11y, display, tap
from lib.everywhere import everywhere, nodes, report

NEED_NAME = {"button", "toggle button", "check box", "radio button", "entry", "text", "password text", "list item",
             "menu item", "combo box", "slider", "spin button", "image", "link", "list", "switch", "page tab", "search box"}
TARGETS = {"button", "toggle button", "check box", "radio button", "combo box"}
LEAST = 44
NARROW = 360
WINDOW_BUTTONS = ("Sluiten", "Minimaliseren", "Maximaliseren", "Close")


def is_named(node, role, name):
    """By itself, or (a row) by what is in it. AdwPreferencesGroup's own list cannot be named from outside: its rows are."""
    if name or role == "list":
        return True
    return role == "list item" and any(a11y.name_of(inner) for inner in a11y.walk(node))


def row_of(node):
    """A switch or tick in a row is pressed by pressing the row."""
    at = node
    while at.get_parent() is not None and at.get_role_name() not in ("frame", "dialog"):
        if at.get_parent().get_role_name() == "list":
            return at
        at = at.get_parent()
    return node


def too_small(node):
    """Its size, when that is too small for a finger, and goes on being so: a page that slides in is small for a moment."""
    end = time.monotonic() + 3
    while True:
        _, _, width, height = a11y.extents(node)
        if width <= 0 or min(width, height) >= LEAST:
            return None
        if time.monotonic() > end:
            return f"{width} × {height}"
        time.sleep(0.1)


def names_and_targets(app, _desk, _name):
    for node, role, name in nodes(app):
        if role in NEED_NAME and not is_named(node, role, name):
            yield f"a {role} without a name"
        if role not in TARGETS or name in WINDOW_BUTTONS:
            continue
        size = too_small(row_of(node) if role == "check box" else node)
        if size:
            yield f"{role} “{name}” is {size}"


def test_everything_has_a_name_and_room_for_a_finger():
    with display.Cage(1280, 800) as screen:
        report(everywhere(screen, names_and_targets))


def too_wide(app, _desk, _name):
    for frame in a11y.find_all(app.root, "frame"):
        if a11y.extents(frame)[2] > NARROW:
            yield f"the window is {a11y.extents(frame)[2]} wide"


def narrow(scale):
    with display.Cage(NARROW, 720, text_scale=scale) as screen:
        report(everywhere(screen, too_wide))


def test_every_screen_fits_a_telephone():
    narrow(1.0)


def test_every_screen_fits_a_telephone_with_large_letters():
    narrow(1.5)


if __name__ == "__main__":
    tap.run(sys.modules[__name__])
