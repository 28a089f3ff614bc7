# SPDX-License-Identifier: EUPL-1.2
"""A laptop for a test: a folder with profiles in it, made by the command line, and the window on it."""
import os
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path[:0] = [os.path.join(ROOT, "cli"), os.path.join(ROOT, "support")]

from programs import Desk, Office  # noqa: E402,F401 - the command line's own harness
from servers import Client, Servers, wait_until  # noqa: E402,F401

from .app import TODAY, App  # noqa: E402


class Laptop(Desk):
    """With demo=: the example families in one language, as worker `who` has them."""

    def __init__(self, lang="nl", who="ilse", demo=True, at=None, today=TODAY):
        super().__init__(lang, today=today)
        self.who = who
        if demo:
            self.ok(who, "demo", "--lang", lang, *(("--at", at) if at else ()))

    def app(self, display, env=None, **more):
        return App(display, self.data, self.lang, {"KEUKENTAFEL_TODAY": self.today, **(env or {})}, **more)

    def run(self, *words, **more):
        self.data.mkdir(exist_ok=True)
        return super().run(*words, **more)

    def docs(self, kind):
        return self.ask(self.who, "list", kind)["docs"]
