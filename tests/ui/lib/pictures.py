# SPDX-License-Identifier: EUPL-1.2
"""Pictures for the tests, made here, and how a person chooses them in the desktop's own dialog."""
import os
import random
import struct
import subprocess
import zlib

from . import a11y


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width, height, colour=(200, 60, 40), said=None, noise=False):
    """said: another size than there is; noise: as large as its dots."""
    dots = random.Random(7).randbytes(width * height * 3) if noise else bytes(colour) * width * height
    rows = b"".join(b"\0" + dots[row * width * 3:(row + 1) * width * 3] for row in range(height))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", *(said or (width, height)), 8, 2, 0, 0, 0))
            + chunk(b"tEXt", b"Comment\0Kerkstraat") + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def jpeg(width=640, height=480):
    """A photo with where it was made in it."""
    made = subprocess.run(["convert", "-size", f"{width}x{height}", "gradient:orange-navy", "jpeg:-"], check=True,
                          capture_output=True, timeout=60).stdout
    exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0 GPS 52.37 4.89 Kerkstraat"
    return made[:2] + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + made[2:]


def windows(app):
    """Each of its own on the screen: a sheet of the app is part of one."""
    return [window for window in a11y.children(app.root) if a11y.shown(window)]


def name_field(app, known):
    """The field for a path, in the window that came up."""
    return next((field for window in windows(app) if window not in known for field in [a11y.field_in(window)] if field), None)


def choose(app, path, ask=lambda app: app.press("Add a picture", role="button"), title="Add pictures"):
    """One file, by its path, as somebody does who knows it."""
    known = windows(app)
    ask(app)
    app.wait(lambda: len(windows(app)) > len(known), "no file dialog", 30)
    window = app.display.run("xdotool", "search", "--sync", "--onlyvisible", "--name", app.say(title)).split()[-1]
    app.display.run("xdotool", "windowfocus", "--sync", window)
    app.display.key("ctrl+l")
    a11y.set_text(app.wait(lambda: name_field(app, known), "nowhere to type a path"), str(path))
    app.display.key("Return")
    app.wait(lambda: len(windows(app)) <= len(known), "the file dialog stays", 30)
    app.display.focus()


class Copied:
    """Another program on the same screen, in which somebody copied this PNG."""

    def __init__(self, screen, path):
        self.process = subprocess.Popen([os.path.join(os.environ["BUILD_ROOT"], "tests/ui/copied-picture"), str(path)],
                                        env={**os.environ, **screen.env}, stdout=subprocess.PIPE)

    def __enter__(self):
        assert self.process.stdout.readline() == b"ready\n"

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait(20)


def left_on_the_disk(name):
    """Where the desktop keeps what people looked at: each place that knows this file's name."""
    found = []
    for place in ("XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"):
        for folder, _, files in os.walk(os.environ[place]):
            for file in files:
                path = os.path.join(folder, file)
                with open(path, "rb") as content:
                    if name in file or name.encode() in content.read() or "thumbnails" in path:
                        found.append(path)
    return found
