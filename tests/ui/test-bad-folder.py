#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""A store that this window may not or cannot open: one sentence, in Dutch and in English, and not a byte of it changed."""
import os
import subprocess
import sys

from lib import display, tap
from lib.app import BUILD
from lib.laptop import Laptop

STORE_TOOL = os.path.join(BUILD, "tests/cli/store-tool")
TROUBLE = ("On this device Keukentafel may not write in its own folder, so it can open nothing. Nothing was lost: ask your "
           "office for help.")


def contents(folder):
    """What lies there, but for the lock that says who has it."""
    found = {}
    for top, _, names in os.walk(folder):
        for name in names:
            with open(os.path.join(top, name), "rb") as file:
                found[os.path.relpath(os.path.join(top, name), folder)] = file.read()
    return {name: bytes for name, bytes in found.items() if os.path.basename(name) not in ("lock", "store.db-shm")}


def newer_store(lang):
    """An older Keukentafel over a newer store."""
    with display.Xvfb() as screen, Laptop(lang) as laptop:
        folder = laptop.profile_folder("ilse")
        subprocess.run([STORE_TOOL, "newer", folder, "keukentafel"], check=True, env={"KEUKENTAFEL_FAST_KDF": "1"})
        before = contents(folder)
        with laptop.app(screen) as app:
            app.press_own("Ilse", role="toggle button")
            app.unlock(wait=False)
            app.words("This profile was opened with a newer Keukentafel. Update this one to go on.", timeout=60)
            assert not app.has(None, app.say("Which families")), "a newer store was opened"
        assert contents(folder) == before, "a newer store was changed"


def test_newer_store_in_dutch():
    newer_store("nl")


def test_newer_store_in_english():
    newer_store("en")


# Root may write wherever the file system can be written: hence a mount that cannot, in a namespace of its own.
READ_ONLY = 'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && shift && exec "$@"'


def read_only(lang, demo):
    program = os.path.join(BUILD, "src/app/keukentafel")
    with display.Xvfb() as screen, Laptop(lang, demo=demo) as laptop:
        laptop.data.mkdir(exist_ok=True)
        before = contents(laptop.data)
        command = ["unshare", "--user", "--mount", "--map-current-user", "--keep-caps", "sh", "-c", READ_ONLY, "sh", laptop.data, program]
        with laptop.app(screen, command=[str(word) for word in command]) as app:
            app.words(TROUBLE)
            for button in ("Make a profile", "Open", "Look around with an example family"):
                assert not app.has("button", app.say(button)), f"“{button}” is offered"
        assert contents(laptop.data) == before and (demo or not os.listdir(laptop.data))


def test_a_folder_that_cannot_be_written_in_dutch():
    read_only("nl", demo=True)


def test_a_folder_that_cannot_be_written_in_english():
    read_only("en", demo=True)


def test_nothing_is_made_where_nothing_may_be():
    read_only("nl", demo=False)


if __name__ == "__main__":
    tap.run(sys.modules[__name__])
