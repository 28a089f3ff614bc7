# SPDX-License-Identifier: EUPL-1.2
"""Somewhere to show a window: Xvfb (keys as a person gives them) or cage (exact sizes, touch screens)."""
import os
import shutil
import subprocess
import tempfile
import time

# Software drawing by cairo: the fastest here, the same bytes each time. Portals would only be started and then fail.
DRAWING = {"GSK_RENDERER": "cairo", "GDK_DISABLE": "gl,vulkan", "GDK_DEBUG": "no-portals", "ADW_DISABLE_PORTAL": "1",
           "GSETTINGS_BACKEND": "keyfile", "GTK_A11Y": "atspi"}
FONT = "Inter 11"


def settings(font=FONT, text_scale=1.0):
    """The desktop's settings as GTK reads them under Wayland: what a person sets in the control centre."""
    folder = os.path.join(os.environ["XDG_CONFIG_HOME"], "glib-2.0/settings")
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "keyfile"), "w", encoding="utf-8") as file:
        file.write(f"[org/gnome/desktop/interface]\nfont-name='{font}'\ntext-scaling-factor={text_scale}\n"
                   "enable-animations=false\ncursor-blink=false\n")


class Display:
    """What both have: an environment for programs on it, and an end."""

    env = {}

    def run(self, *args):
        return subprocess.run(args, env={**os.environ, **self.env}, check=True, stdout=subprocess.PIPE, text=True,
                              timeout=60).stdout.strip()

    def still(self, path):
        """A picture of a screen on which nothing moves any more: two looks find the same."""
        before = None
        for _ in range(100):
            now = self.look()
            if now == before:
                self.shot(path)
                return
            before = now
            time.sleep(0.05)
        raise RuntimeError(f"{path}: the screen does not come to rest")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class Xvfb(Display):
    """A screen without a window manager; xdotool types on it."""

    def __init__(self, width=1280, height=800):
        read, write = os.pipe()
        self.process = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{width}x{height}x24", "-nolisten", "tcp", "-noreset"],
            pass_fds=[write], stderr=subprocess.DEVNULL)
        os.close(write)
        with os.fdopen(read) as file:
            number = file.readline().strip()
        if not number:
            raise RuntimeError("Xvfb did not start")
        self.env = {**DRAWING, "DISPLAY": f":{number}", "GDK_BACKEND": "x11", "XDG_SESSION_TYPE": "x11"}

    def focus(self):
        """There is no window manager to give the keyboard to the window."""
        window = self.run("xdotool", "search", "--sync", "--onlyvisible", "--name", "^Keukentafel$").split()[-1]
        self.run("xdotool", "windowfocus", "--sync", window)

    def key(self, *keys):
        self.run("xdotool", "key", *keys)

    def type(self, text, delay=10):
        """delay in ms between two keys."""
        self.run("xdotool", "type", "--delay", str(delay), text)

    def shot(self, path):
        self.run("import", "-window", "root", path)

    def close(self):
        self.process.terminate()
        self.process.wait(20)


class Cage(Display):
    """A Wayland kiosk: one window, exactly as large as the screen, at any size and scale."""

    def __init__(self, width=1280, height=800, font=FONT, text_scale=1.0):
        self.runtime = tempfile.mkdtemp(prefix="kt-cage-")
        settings(font, text_scale)
        env = {**os.environ, "XDG_RUNTIME_DIR": self.runtime, "WLR_BACKENDS": "headless", "WLR_RENDERER": "pixman",
               "WLR_LIBINPUT_NO_DEVICES": "1"}
        env.pop("DISPLAY", None)
        # cage lives as long as its program, and that as long as this pipe: nothing outlives the test
        self.process = subprocess.Popen(["cage", "--", "sh", "-c", 'echo "$WAYLAND_DISPLAY" >"$XDG_RUNTIME_DIR/name"; exec cat'],
                                        env=env, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.env = {**DRAWING, "XDG_RUNTIME_DIR": self.runtime, "WAYLAND_DISPLAY": self._name(), "GDK_BACKEND": "wayland",
                    "XDG_SESSION_TYPE": "wayland"}
        self.resize(width, height)
        # a seat without a keyboard gives no window the focus, and wtype's own goes with it
        self.keyboard = subprocess.Popen(["wtype", "-s", "100000000"], env={**os.environ, **self.env})

    def _name(self):
        path = os.path.join(self.runtime, "name")
        end = time.monotonic() + 30
        while time.monotonic() < end:
            if os.path.exists(path) and os.path.getsize(path) > 1:
                with open(path, encoding="ascii") as file:
                    return file.read().strip()
            time.sleep(0.02)
        raise RuntimeError("cage did not start")

    def resize(self, width, height):
        self.run("wlr-randr", "--output", "HEADLESS-1", "--custom-mode", f"{width}x{height}")

    def focus(self):
        """The one window has the keyboard."""

    def key(self, *keys):
        for key in keys:
            *mods, last = key.split("+")
            args = [x for m in mods for x in ("-M", m)] + ["-k", last] + [x for m in mods for x in ("-m", m)]
            self.run("wtype", *args)

    def type(self, text, delay=10):
        self.run("wtype", "-d", str(delay), text)

    def look(self):
        """The screen as bytes, quickly."""
        return subprocess.run(["grim", "-t", "ppm", "-"], env={**os.environ, **self.env}, check=True,
                              capture_output=True, timeout=60).stdout

    def shot(self, path):
        self.run("grim", path)

    def close(self):
        self.keyboard.kill()
        self.keyboard.wait()
        self.process.stdin.close()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.runtime, ignore_errors=True)
