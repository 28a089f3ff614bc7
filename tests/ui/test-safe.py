#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""What was typed is not lost, what is locked is gone, and neither a language nor a server gets in the way."""
import os
import subprocess
import sys

from lib import a11y, display, tap, tour, work
from lib.laptop import Client, Laptop, Servers, wait_until
from lib.story import Clash

STORE_TOOL = os.path.join(os.environ["BUILD_ROOT"], "tests/cli/store-tool")
SECOND = 15  # characters a second, typed by real keys
NOTE = ("vandaag was het rustig bij de deur en noor vertelde over school en over de tekening "
        "die ze voor oma heeft gemaakt")


def open_note(app):
    """The composer of a visit."""
    app.menu("Add something else", "Note")
    return app.wait(lambda: note_field(app), "no composer")


def note_field(app):
    return next((f for f in map(a11y.field_in, a11y.find_all(app.root, "text", app.say("Note"))) if f), None)


def note_in(app):
    field = note_field(app)
    return a11y.text_of(field) if field else ""


def type_note(app, text):
    """With real keys, at the speed of somebody who types well."""
    app.display.focus()
    app.wait(lambda: a11y.is_(note_field(app), a11y.STATE.FOCUSED), "the composer does not have the keyboard")
    app.display.type(text, delay=1000 // SECOND)


def test_a_note_is_there_after_a_flat_battery():
    with display.Xvfb() as screen, Laptop("nl") as laptop:
        with laptop.app(screen) as app:
            app.unlock()
            tour.open_family(app)
            open_note(app)
            type_note(app, NOTE)
            app.kill()
        with laptop.app(screen) as app:
            app.unlock()
            tour.open_family(app)
            open_note(app)
            there = note_in(app)
        assert NOTE.startswith(there), there
        assert len(NOTE) - len(there) <= SECOND // 2 + 1, f"{len(NOTE) - len(there)} characters are lost"


def test_locking_keeps_the_draft_and_nothing_else():
    with display.Xvfb() as screen, Laptop("nl") as laptop, laptop.app(screen) as app:
        app.unlock()
        tour.open_family(app)
        open_note(app)
        type_note(app, "even stil")
        assert in_memory(app.process.pid, "Samira"), "this test looks in the wrong memory"
        work.lock(app)
        assert not app.has(contains=tour.FAMILY)
        for words in ("even stil", "Samira", "Drielen"):
            assert not in_memory(app.process.pid, words), f"a locked program still holds “{words}”"
        assert not [f for f in open_files(app.process.pid) if f.endswith("store.db")], "a locked program has the store open"
        app.unlock()
        app.words("Parts of the family's file")
        open_note(app)
        assert note_in(app) == "even stil", note_in(app)


def in_memory(pid, words):
    """Whether a process holds these words anywhere it may write."""
    wanted = words.encode()
    with open(f"/proc/{pid}/maps", encoding="ascii", errors="replace") as maps, open(f"/proc/{pid}/mem", "rb", 0) as memory:
        for line in maps:
            span, rights = line.split()[:2]
            if not rights.startswith("rw"):
                continue
            start, end = (int(part, 16) for part in span.split("-"))
            try:
                memory.seek(start)
                if wanted in memory.read(end - start):
                    return True
            except (OSError, OverflowError, ValueError):  # the kernel's own pages
                continue
    return False


def open_files(pid):
    folder = f"/proc/{pid}/fd"
    return [os.readlink(os.path.join(folder, fd)) for fd in os.listdir(folder) if os.path.islink(os.path.join(folder, fd))]


def test_another_language_keeps_page_focus_and_words():
    with display.Xvfb() as screen, Laptop("nl") as laptop, laptop.app(screen) as app:
        app.unlock()
        tour.open_family(app)
        open_note(app)
        type_note(app, "half een zin")
        app.action("win.switch-language")
        app.find("button", "Agree a step")
        field = app.find("text", "Note")
        app.wait(lambda: a11y.is_(app.find("text", "Note"), a11y.STATE.FOCUSED), "the focus is lost")
        assert a11y.text_of(field) == "half een zin", a11y.text_of(field)


def test_a_session_that_ended_is_a_banner_and_work_goes_on():
    with Servers() as servers, display.Xvfb() as screen, Clash(servers, "nl") as both:
        admin = both.office.server
        with both.ilse.app(screen) as app:
            app.unlock()
            both.office.add_user("ilse", "another-secret")
            Client(admin.url, admin.ca).control("POST", "sessions", {"expire": True})
            tour.open_family(app)
            work.add_strength(app, "Hanan past op als het moet.")
            app.action("navigation.pop")
            app.words("Sign in", "button", timeout=90)
            assert "Hanan" not in str(both.daan.docs("factor"))
            app.press("Sign in", role="button")
            app.write("Password on the server", "another-secret")
            app.press("Connect", role="button")
            app.gone(None, app.say("Password on the server"), timeout=60)
            app.words("Search", "toggle button")  # on the caseload again
            app.gone("button", app.say("Sign in"), timeout=60)
            assert wait_until(lambda: arrived(both.daan), 60, 0.5), "what was written meanwhile does not arrive"


def test_everything_safe_is_answered_with_a_list():
    with Servers() as servers, display.Xvfb() as screen, Clash(servers, "nl") as both, both.ilse.app(screen) as app:
        admin = Client(both.office.server.url, both.office.server.ca)
        app.unlock()
        tour.open_family(app)
        app.action("win.safe-page")
        app.find(contains="staan op de server", timeout=60)
        app.find(contains="De Boer")
        app.action("navigation.pop")
        admin.fault("reset", times=0)
        work.add_strength(app, "Hanan past op als het moet.")
        app.action("win.safe-page")
        app.find(contains="1 gegeven staat nog niet op de server", timeout=60)
        app.press_own(contains="Hanan past op", role="button")
        app.words("Remove")
        app.display.key("Escape")
        app.gone(None, app.say("Remove"))
        app.action("win.safe-page")
        admin.control("POST", "calm")
        app.press("Send now", role="button", timeout=60)
        app.find(contains="staan op de server", timeout=60)
        assert not app.has(contains="Hanan past op"), "what is at the server is still in the list"
        assert arrived(both.daan)


def test_a_full_disk_is_named_until_there_is_room():
    with Servers() as servers, display.Xvfb() as screen, Clash(servers, "nl") as both:
        admin = Client(both.office.server.url, both.office.server.ca)
        subprocess.run([STORE_TOOL, "full", both.ilse.profile_folder("ilse"), "keukentafel"], env=both.ilse.env(), check=True)
        admin.fault("reset", times=0)
        with both.ilse.app(screen) as app:
            app.unlock()
            app.find(contains=app.say("The disk is full"))
            app.action("win.sync-page")
            app.find(contains="De schijf van dit apparaat is vol. Wat je schrijft wordt bewaard en verzonden")
            admin.control("POST", "calm")
            app.press("Send now", role="button", timeout=60)
            app.wait(lambda: not app.has(contains="De schijf van dit apparaat is vol"), "there is room again", 60)
            app.find(contains="Alles is bewaard. Het laatste contact was")


def arrived(desk):
    desk.ok(desk.who, "sync")
    return "Hanan past op" in str(desk.docs("factor"))


if __name__ == "__main__":
    tap.run(sys.modules[__name__])
