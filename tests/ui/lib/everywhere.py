# SPDX-License-Identifier: EUPL-1.2
"""A look at every screen there is."""
from . import a11y, tour
from .laptop import Laptop, Servers
from .story import Clash


def everywhere(screen, look, env=None, catalogue=None, before=None):
    """look(app, desk, screen's name) on every screen of the three tours; what it found, a line each, and what GTK said that
    does not fit. before(desk) is called while its store is still shut."""
    found = []
    with Servers() as servers, Clash(servers, "nl") as clash, Laptop("nl", demo=False) as empty, \
            Laptop("nl") as later:
        for desk, stops in ((empty, tour.first_start), (clash.ilse, tour.whole), (later, tour.papers)):
            if before:
                before(desk)
            with desk.app(screen, env=env, catalogue=catalogue) as app:
                for name in stops(app):
                    found += [f"{name}: {line}" for line in look(app, desk, name)]
                found += [f"said: {line}" for line in app.said().splitlines() if "exceeds" in line]
    return found


def report(found):
    assert not found, "\n" + "\n".join(dict.fromkeys(found))


def nodes(app):
    for node in a11y.walk(app.root):
        try:
            yield node, node.get_role_name(), a11y.name_of(node)
        except a11y.GLib.Error:
            continue
