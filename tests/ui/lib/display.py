# SPDX-License-Identifier: EUPL-1.2
"""Somewhere to show a window: Xvfb (keys and clicks as a person gives them) or cage (exact sizes, touch screens)."""
import os
import shutil
import signal
import subprocess
import tempfile
import time

# Software drawing by cairo: the fastest here, the same bytes each time. Portals would only be started and then fail.
DRAWING = {"GSK_RENDERER": "cairo", "GDK_DISABLE": "gl,vulkan", "GDK_DEBUG": "no-portals", "ADW_DISABLE_PORTAL": "1",
           "GSETTINGS_BACKEND": "memory", "GTK_A11Y": "atspi"}


class Xvfb:
    """A screen without a window manager; xdotool types and clicks on it."""

    def __init__(self, width=1280, height=800):
        read, write = os.pipe()
        self.process = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{width}x{height}x24", "-nolisten", "tcp", "-noreset"],
            pass_fds=[write], stderr=subprocess.DEVNULL)
        os.close(write)
        with os.fdopen(read) as f:
            number = f.readline().strip()
        if not number:
            raise RuntimeError("Xvfb did not start")
        self.env = {**DRAWING, "DISPLAY": f":{number}", "GDK_BACKEND": "x11", "XDG_SESSION_TYPE": "x11"}

    def xdotool(self, *args):
        return subprocess.run(["xdotool", *args], env={**os.environ, **self.env}, check=True, capture_output=True,
                              text=True).stdout.strip()

    def shot(self, path):
        subprocess.run(["import", "-window", "root", path], env={**os.environ, **self.env}, check=True)

    def close(self):
        self.process.terminate()
        self.process.wait()


class Cage:
    """A Wayland kiosk: one window, exactly as large as the screen, at any size and scale."""

    def __init__(self, width=1280, height=800, scale=1):
        self.runtime = tempfile.mkdtemp(prefix="kt-cage-")
        os.chmod(self.runtime, 0o700)
        env = {**os.environ, "XDG_RUNTIME_DIR": self.runtime, "WLR_BACKENDS": "headless", "WLR_RENDERER": "pixman",
               "WLR_LIBINPUT_NO_DEVICES": "1"}
        env.pop("DISPLAY", None)
        self.process = subprocess.Popen(["cage", "--", "sh", "-c", "echo $WAYLAND_DISPLAY >$XDG_RUNTIME_DIR/name; sleep 100000"],
                                        env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                        start_new_session=True)
        name = self._wait_for(os.path.join(self.runtime, "name"))
        self.env = {**DRAWING, "XDG_RUNTIME_DIR": self.runtime, "WAYLAND_DISPLAY": name, "GDK_BACKEND": "wayland",
                    "XDG_SESSION_TYPE": "wayland"}
        self.resize(width, height, scale)

    def _wait_for(self, path):
        end = time.monotonic() + 15
        while time.monotonic() < end:
            if os.path.exists(path) and os.path.getsize(path) > 1:
                with open(path, encoding="ascii") as f:
                    return f.read().strip()
            time.sleep(0.05)
        raise RuntimeError("cage did not start")

    def _run(self, *args):
        subprocess.run(args, env={**os.environ, **self.env}, check=True, stdout=subprocess.DEVNULL)

    def resize(self, width, height, scale=1):
        self._run("wlr-randr", "--output", "HEADLESS-1", "--custom-mode", f"{width}x{height}", "--scale", str(scale))

    def key(self, *keys):
        for key in keys:
            *mods, last = key.split("+")
            args = [x for m in mods for x in ("-M", m)] + ["-k", last] + [x for m in mods for x in ("-m", m)]
            self._run("wtype", *args)

    def shot(self, path):
        self._run("grim", path)

    def close(self):
        os.killpg(self.process.pid, signal.SIGKILL)  # cage waits for its child, which waits for nothing
        self.process.wait()
        shutil.rmtree(self.runtime, ignore_errors=True)
