# SPDX-License-Identifier: EUPL-1.2
"""Keukentafel in a real window, driven by what an assistive technology sees and by the words of its source."""
import os
import signal
import subprocess
import tempfile
import time

from . import a11y, words
from .a11y import Atspi

BUILD = os.environ.get("BUILD_ROOT", "")
PASSPHRASE = "keukentafel"
TODAY = "2026-11-24"
START_WITHIN = 60


class App:
    """One process of the app on a display. Language, date and data folder come in by the environment.

    Without a data folder the app uses its own, and the real day. Words of the app are given as in its source; the person's own (names, what they typed) with own(…)."""

    def __init__(self, display, data_dir, lang="nl", env=None, command=None, catalogue=None):
        self.display = display
        self.lang = lang
        self.say = words.load(lang, catalogue or BUILD)
        own = {} if data_dir is None else {"KEUKENTAFEL_DATA_DIR": str(data_dir), "KEUKENTAFEL_TODAY": TODAY}
        self.env = {**os.environ, **display.env, **own, "KEUKENTAFEL_LANG": lang, "G_DEBUG": "fatal-criticals", **(env or {})}
        if display.env.get("WAYLAND_DISPLAY"):
            self.env.pop("DISPLAY", None)
        self.log = tempfile.NamedTemporaryFile("w+", encoding="utf-8", errors="replace")
        # what is printed to a file lies beside the data, and goes with it
        self.process = subprocess.Popen(command or [os.path.join(BUILD, "src/app/keukentafel")], env=self.env,
                                        stderr=self.log, cwd=data_dir and os.path.dirname(data_dir))
        self.root = self._wait()

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        self.close()
        if kind is not None and self.said():
            print("".join(f"# the app said: {line}\n" for line in self.said().splitlines()[-20:]), end="", flush=True)

    def said(self):
        """What the app wrote on its standard error so far."""
        with open(self.log.name, encoding="utf-8", errors="replace") as file:
            return "".join(line for line in file if "at-spi2-registryd" not in line and "SpiRegistry" not in line)

    def is_ours(self, app):
        """Whether an application on the bus is this process."""
        return app.get_process_id() == self.process.pid

    def _look(self, but=None):
        if self.process.poll() is not None:
            raise AssertionError(f"the app ended with {self.process.returncode}: {self.said()}")
        for app in a11y.children(Atspi.get_desktop(0)):
            try:
                if app != but and self.is_ours(app) and app.get_child_count() > 0:
                    return app
            except a11y.GLib.Error:  # it is just going, or just coming
                continue
        return None

    def _wait(self, but=None):
        return a11y.wait(lambda: self._look(but), "the app did not show a window", START_WITHIN)

    # ---- Looking ----
    def find(self, role=None, name=None, **more):
        return a11y.find(self.root, role, name, **more)

    def words(self, msgid, role=None, **more):
        """Something that shows or is named msgid, in the language of this window."""
        return a11y.find(self.root, role, self.say(msgid), **more)

    def has(self, role=None, name=None, contains=None):
        return bool(a11y.find_all(self.root, role, name, contains))

    def gone(self, role=None, name=None, **more):
        a11y.gone(self.root, role, name, **more)

    def wait(self, condition, what, timeout=15):
        return a11y.wait(condition, lambda: f"{what}; there is:\n{a11y.outline(self.root)}", timeout)

    # ---- Doing ----
    def press_own(self, name=None, role=None, contains=None, timeout=15, within=None):
        """Presses the first thing of that name that can be pressed now."""
        def pressable():
            for node in a11y.find_all(within or self.root, role, name, contains):
                if a11y.press_action(node) and a11y.is_(node, a11y.STATE.SENSITIVE):
                    return node
            return None
        node = self.wait(pressable, f"nothing to press named “{name or contains}”", timeout)
        a11y.act(node)
        if node.get_role_name() == "radio button":  # GTK shows for a moment that it is pressed, then does it
            self.wait(lambda: a11y.is_(node, a11y.STATE.CHECKED), f"“{name or contains}” is not chosen")
        return node

    def press(self, msgid, **more):
        return self.press_own(self.say(msgid), **more)

    def write(self, msgid, text):
        """Fills the field of that name."""
        name = self.say(msgid)
        field = self.wait(lambda: next((f for f in map(a11y.field_in, a11y.find_all(self.root, None, name)) if f), None),
                          f"no field named “{name}”")
        return a11y.set_text(field, text)

    def menu(self, button, item):
        """An entry of the menu behind a button."""
        self.press(button, role="toggle button")
        self.press(item, role="menu item")

    def action(self, name):
        """An action of the window or of what is in it, as a menu or a key would start it."""
        def owner():
            return next((node for node in a11y.walk(self.root) if name in a11y.actions(node)), None)
        a11y.act(self.wait(owner, f"no action {name}"), name)

    def actions(self):
        return {name for node in a11y.walk(self.root) for name in a11y.actions(node)}

    # ---- What every journey does ----
    def unlock(self, passphrase=PASSPHRASE, wait=True):
        self.write("Passphrase", passphrase)
        self.press("Open", role="button")
        if wait:
            self.gone(None, self.say("Passphrase"), timeout=START_WITHIN)

    def locked_again(self):
        """After locking: the same process id, another program in it, a new window."""
        self.root = self._wait(but=self.root)
        self.words("Make a profile", timeout=START_WITHIN)

    def search(self, text):
        """Types in the search field of the caseload, which then has the keyboard."""
        self.words("Which families")

        def at_hand():
            self.action("win.search")
            fields = [a11y.field_in(node) for node in a11y.find_all(self.root, None, self.say("Search everything"))]
            return next((field for field in fields if field and a11y.is_(field, a11y.STATE.FOCUSED)), None)
        a11y.set_text(self.wait(at_hand, "the search field does not get the keyboard"), text)

    # ---- Ending ----
    def kill(self):
        """As a flat battery does."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(20)

    def close(self):
        """By the window's own action, so that the program ends in order."""
        if self.process.poll() is None:
            try:
                self.action_soon("window.close")
                self.process.wait(20)
            except (AssertionError, a11y.GLib.Error, subprocess.TimeoutExpired):
                self.kill()

    def action_soon(self, name):
        """An action that takes away what is asked to do it may answer with an error: only its effect counts."""
        for node in a11y.find_all(self.root, "frame"):
            if name in a11y.actions(node):
                try:
                    a11y.act(node, name)
                except (AssertionError, a11y.GLib.Error):
                    pass
                return
        time.sleep(0)
