# SPDX-License-Identifier: EUPL-1.2
"""Where the tests' stories begin: two laptops, one server, and what Daan and Ilse wrote on D+92 and D+93."""
from .laptop import Laptop, Office


class Clash:
    """Both laptops at D+93, connected; with met=True they have synced and both know of the two versions."""

    def __init__(self, servers, lang="nl", met=True):
        self.server = servers.double()
        self.ilse = Laptop(lang, "ilse", at="D+93")
        self.daan = Laptop(lang, "daan", at="D+93")
        self.office = Office(self.ilse, self.server)
        self.office.ok("setup")
        for desk in (self.ilse, self.daan):
            self.office.add_user(desk.who)
            self.office.connect(desk, desk.who)
        for doc in self.ilse.docs("family"):
            self.office.ok("family", "add", doc["_id"], "--worker", "ilse", "--worker", "daan")
        if met:
            self.daan.ok("daan", "sync")
            self.ilse.ok("ilse", "sync")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for desk in (self.ilse, self.daan):
            desk.__exit__()
