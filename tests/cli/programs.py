# SPDX-License-Identifier: EUPL-1.2
"""The two command-line programs as a test drives them, each in a folder of its own."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "support"), str(HERE.parent / "ui/lib")]

from servers import ADMIN  # noqa: E402

BUILD = Path(os.environ["BUILD_ROOT"])
CLI = BUILD / "src/cli/keukentafel-cli"
OFFICE = BUILD / "src/office/keukentafel-office"
TODAY = "2026-11-24"
DONE, FAILED, BAD_INPUT, LOCKED, OFFLINE, SIGN_IN, SET_ASIDE = range(7)


class Result:
    def __init__(self, done):
        self.status = done.returncode
        self.out = done.stdout.decode()
        self.err = done.stderr.decode()

    @property
    def json(self):
        return json.loads(self.out)

    def __repr__(self):
        return f"status {self.status}\n{self.out}{self.err}"


class Failed(AssertionError):
    pass


class Desk:
    """A folder with its own data, its passphrase, and a language; a laptop, as far as the programs can tell."""

    def __init__(self, lang="en", passphrase="keukentafel", today=TODAY):
        self.folder = Path(tempfile.mkdtemp(prefix="desk-"))
        self.data = self.folder / "data"
        self.lang = lang
        self.today = today
        self.passphrase = self.file("passphrase", passphrase)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.folder)

    def file(self, name, content):
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode() + b"\n")
        return path

    def env(self):
        return {**os.environ, "KEUKENTAFEL_LANG": self.lang, "KEUKENTAFEL_TODAY": self.today,
                "KEUKENTAFEL_FAST_KDF": "1", "G_DEBUG": "fatal-criticals"}

    def run(self, *words, stdin=b"", program=CLI, prefix=(), timeout=120):
        command = [*prefix, program, *words]
        return Result(subprocess.run([str(word) for word in command], input=stdin, capture_output=True,
                                     env=self.env(), timeout=timeout, check=False))

    def cli(self, profile, *words, passphrase=None, **more):
        """keukentafel-cli on a profile of this desk; whatever it ends with."""
        return self.run("--data-dir", self.data, "--profile", profile, "--passphrase-file",
                        passphrase or self.passphrase, *words, **more)

    def ok(self, profile, *words, **more):
        """The same, and it must be done; its answer."""
        return done(self.cli(profile, *words, **more), words)

    def ask(self, profile, *words, **more):
        """The same with --json; the parsed answer."""
        return self.ok(profile, "--json", *words, **more).json

    def dump(self, profile):
        return self.ok(profile, "dump").out

    def profile_folder(self, nickname):
        for path in (self.data / "profiles").iterdir():
            if path.is_dir() and json.loads((path / "profile.json").read_text())["nickname"].casefold() == nickname.casefold():
                return path
        raise KeyError(nickname)


class Office:
    """keukentafel-office on a server of a test."""

    program = OFFICE

    def __init__(self, desk, server, admin=ADMIN[0], password=ADMIN[1]):
        self.desk = desk
        self.where = ("--server", server.url, "--ca", server.ca, "--admin", admin,
                      "--password-file", desk.file("admin-password", password))
        self.server = server

    def run(self, *words, **more):
        return self.desk.run(*self.where, *words, program=OFFICE, **more)

    def ok(self, *words):
        return done(self.run(*words), words)

    def add_user(self, login, password=None):
        file = self.desk.file(f"{login}-password", password or f"{login}-secret")
        return self.ok("user", "add", login, "--user-password-file", file)

    def connect(self, desk, profile, login=None):
        """Gives a profile of a desk its server."""
        login = login or profile
        return desk.ok(profile, "init", "--server", self.server.url, "--ca", self.server.ca, "--user", login,
                       "--password-file", self.desk.folder / f"{login}-password")


def done(result, words):
    if result.status != DONE:
        raise Failed(f"{' '.join(str(word) for word in words)}: {result!r}")
    return result
