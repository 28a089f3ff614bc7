# SPDX-License-Identifier: EUPL-1.2
"""Keukentafel in a real window, driven by what an assistive technology sees."""
import os
import signal
import subprocess
import time

from gi.repository import Atspi

from . import a11y

BUILD = os.environ["BUILD_ROOT"]
PASSPHRASE = "keukentafel"


def cli(*args, data_dir, profile=None, passphrase=PASSPHRASE, check=True, env=None, stdin=None):
    """Runs keukentafel-cli and returns what it printed."""
    command = [os.path.join(BUILD, "src/cli/keukentafel-cli"), "--data-dir", data_dir]
    file = os.path.join(data_dir, "..", os.path.basename(data_dir) + ".passphrase")
    with open(file, "w", encoding="utf-8") as f:
        f.write(passphrase + "\n")
    command += ["--passphrase-file", file] + (["--profile", profile] if profile else []) + list(args)
    done = subprocess.run(command, env={**os.environ, **(env or {})}, input=stdin, capture_output=True, text=True)
    if check and done.returncode != 0:
        raise AssertionError(f"{' '.join(args)}: exit {done.returncode}: {done.stderr}")
    return done


class App:
    """One process of the app on a display. Language, date and data folder come in by the environment."""

    def __init__(self, display, data_dir, lang="nl", env=None, binary=None, command=None):
        self.display = display
        self.lang = lang
        self.env = {**os.environ, **display.env, "KEUKENTAFEL_DATA_DIR": data_dir, "KEUKENTAFEL_LANG": lang, **(env or {})}
        if display.env.get("WAYLAND_DISPLAY"):
            self.env.pop("DISPLAY", None)
        binary = binary or os.path.join(BUILD, "src/app/keukentafel")
        self.process = subprocess.Popen(command or [binary], env=self.env)
        self.root = self._wait()

    def _wait(self, timeout=40):
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise AssertionError(f"the app ended with {self.process.returncode}")
            desktop = Atspi.get_desktop(0)
            for i in range(desktop.get_child_count()):
                app = desktop.get_child_at_index(i)
                if app is not None and app.get_process_id() == self.process.pid and app.get_child_count() > 0:
                    return app
            time.sleep(0.05)
        raise AssertionError("the app did not show a window")

    def again(self):
        """After the process replaced itself (locking): the same process, a new window."""
        time.sleep(0.3)
        self.root = self._wait()

    def find(self, role=None, name=None, **more):
        return a11y.find(self.root, role, name, **more)

    def has(self, role=None, name=None, contains=None):
        return bool(a11y.find_all(self.root, role, name, contains))

    def gone(self, role=None, name=None, **more):
        a11y.gone(self.root, role, name, **more)

    def click(self, name=None, role=None, **more):
        """Clicks the first thing of that name that can be clicked."""
        end = time.monotonic() + more.pop("timeout", 10)
        while True:
            for node in a11y.find_all(self.root, role, name, more.get("contains")):
                if a11y.actions(node) and a11y.is_(node, a11y.STATE.SENSITIVE):
                    a11y.act(node)
                    return node
            if time.monotonic() > end:
                raise a11y.NotFound(f"nothing to click named “{name or more.get('contains')}”; there is:\n{a11y.outline(self.root)}")
            time.sleep(0.05)

    def type(self, name, text, **more):
        return a11y.set_text(self.find(name=name, **more), text)

    def action(self, name):
        """An action of the window, as a menu or key would start it."""
        for frame in a11y.find_all(self.root, ("frame", "window", "application")):
            if name in a11y.actions(frame):
                a11y.act(frame, name)
                return
        raise a11y.NotFound(f"no action {name}")

    def unlock(self, passphrase=PASSPHRASE):
        self.type("Wachtzin" if self.lang == "nl" else "Passphrase", passphrase)
        self.click("Openen" if self.lang == "nl" else "Open", role="button")

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def close(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.kill()
