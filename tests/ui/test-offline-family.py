#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""A family made in the window comes to the server by itself, with nothing but the registrar between; and what was asked
of the office and not done is told on the page about sending."""
import json
import sys

from lib import display, tap
from lib.laptop import Client, Desk, Laptop, Office, Servers, wait_until

NAME = "Van der Plas"


class Place:
    """A server, its office, and Noa's laptop without a family."""

    def __init__(self, servers, lang):
        self.server = servers.double()
        self.laptop = Laptop(lang, "noa", demo=False)
        self.office = Office(self.laptop, self.server)
        self.admin = Client(self.server.url, self.server.ca)
        self.office.ok("setup")
        self.office.add_user("noa")
        self.laptop.ok("noa", "init", "--server", self.server.url, "--ca", self.server.ca, "--user", "noa",
                       "--password-file", self.laptop.folder / "noa-password")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.laptop.__exit__()

    def asked(self, kind):
        rows = self.admin.get("/kt-inbox-noa/_all_docs?include_docs=true").json["rows"]
        return [row["doc"]["family"] for row in rows if row["doc"].get("kind") == kind and row["id"].startswith("request:")]

    def there(self, family):
        """Whether the family's own record is at the server."""
        database = f"kt-{family.split(':')[1]}-plan"
        return self.admin.get(f"/{database}/{family.replace(':', '%3A')}").status == 200


def make_family(app):
    app.press("New family", role="button")
    app.write("What is the family called?", NAME)
    app.press("Begin", role="button")
    app.words("What does this family want to be different? Begin with one goal, in their own words.")


def begun(place, app):
    """Noa makes a family; its id, as soon as the office is asked for a place."""
    app.unlock(passphrase="keukentafel", wait=False)
    app.words("New family", role="button", timeout=30)
    make_family(app)
    assert wait_until(lambda: place.asked("family-new"), 60), "nobody asked the office"
    return place.asked("family-new")[0]


def test_it_goes_by_itself():
    with display.Xvfb() as screen, Servers() as servers, Place(servers, "nl") as place, place.laptop.app(screen) as app:
        family = begun(place, app)
        app.action("win.sync-page")
        app.words("Asked of the office")
        app.find(contains=app.say("asked; no answer yet"))
        place.office.ok("serve", "--once")
        app.press("Send now")
        assert wait_until(lambda: place.there(family), 60), "it did not go"
        app.gone(None, app.say("Asked of the office"))


def test_what_is_refused_is_told_in_the_window():
    with display.Xvfb() as screen, Servers() as servers, Place(servers, "en") as place, place.laptop.app(screen) as app:
        family = begun(place, app)
        place.office.add_user("ilse")
        place.office.ok("family", "add", family, "--worker", "ilse")
        place.office.ok("serve", "--once")
        app.action("win.sync-page")
        app.press("Send now")
        app.find(contains=app.say("only the fixed worker, or who sees everything of the family, may ask this"))
        app.find(contains=NAME)
        assert not place.there(family)
        app.press_own(f"Take off the list: {NAME}: a place at the server for a family", role="button")
        app.gone(None, app.say("Asked of the office"))
        app.press("Send now")
        app.find(contains=NAME)
        assert not app.has(contains=app.say("Asked of the office")), "it came back"
        app.action("navigation.pop")
        app.find(contains=NAME)  # the family itself is where it was


GOAL = {"_id": "goal:" + "b" * 32, "type": "goal", "words": "Elke dag samen eten"}


def lose_access(place, family):
    """Ilse is in the team for a while, and out of it with something unsent; what is hers is at the server."""
    place.office.add_user("ilse")
    with Desk() as desk:
        desk.ok("ilse", "init", "--server", place.server.url, "--ca", place.server.ca, "--user", "ilse", "--password-file",
                place.laptop.folder / "ilse-password")
        place.office.ok("family", "add", family, "--worker", "ilse")
        desk.ok("ilse", "sync")
        desk.ok("ilse", "put", desk.file("goal.json", json.dumps({**GOAL, "family": family})))
        place.office.ok("family", "remove-worker", family, "ilse")
        for _ in range(2):
            desk.cli("ilse", "sync")
        place.office.ok("serve", "--once")


def test_what_a_colleague_could_not_send_is_taken_over_in_the_window():
    with display.Xvfb() as screen, Servers() as servers, Place(servers, "nl") as place, place.laptop.app(screen) as app:
        family = begun(place, app)
        place.office.ok("serve", "--once")
        app.action("win.sync-page")
        app.press("Send now")
        assert wait_until(lambda: place.there(family), 60), "it did not go"
        lose_access(place, family)
        app.press("Send now")
        app.words("Left by colleagues", timeout=60)
        app.find(contains="ilse")
        app.press_own(contains=app.say("Take over: %s") % NAME, role="button")
        app.gone(None, app.say("Left by colleagues"))
        path = f"/kt-{family.split(':')[1]}-plan/{GOAL['_id'].replace(':', '%3A')}"
        assert wait_until(lambda: place.admin.get(path).status == 200, 60), "it did not go to the server"


if __name__ == "__main__":
    tap.run(sys.modules[__name__])
