#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""A server that does not behave, a row a case, each in Dutch and in English: how sync and init end, that they say what,
that nothing is lost or said to be sent that was not, and that the next round does it all."""

import json
import sys

from programs import BAD_INPUT, DONE, FAILED, OFFLINE, SET_ASIDE, SIGN_IN, Desk, Office

import tap
from servers import Client, Servers

OFFLINE_SAYS = {"en": "no connection with the server yet", "nl": "nog geen verbinding met de server"}
SIGN_IN_SAYS = {"en": "asks you to sign in again", "nl": "vraagt om opnieuw aan te melden"}
BUSY_SAYS = {"en": "cannot answer now", "nl": "kan nu niet antwoorden"}
NONSENSE_SAYS = {"en": "makes no sense", "nl": "dat niet klopt"}


class Case:
    """faults: (what, more) for every request from the first on, or only those that match."""

    def __init__(self, name, ends, says, fault, match=None, **more):
        self.name = name
        self.status = ends
        self.says = says
        self.fault = fault
        self.match = match or {}
        self.more = more


CASES = [
    Case("a page of a portal", OFFLINE, OFFLINE_SAYS, "html"),
    Case("a portal that sends elsewhere", OFFLINE, OFFLINE_SAYS, "portal"),
    Case("no answer at all", OFFLINE, OFFLINE_SAYS, "close"),
    Case("a connection reset", OFFLINE, OFFLINE_SAYS, "reset"),
    Case("half a body", OFFLINE, OFFLINE_SAYS, "half"),
    Case("half a page of changes", OFFLINE, OFFLINE_SAYS, "half", {"kind": "changes"}),
    Case("half an answer to what was sent", OFFLINE, OFFLINE_SAYS, "half", {"kind": "bulk_docs"}),
    Case("a length that is not true", OFFLINE, OFFLINE_SAYS, "length", {"kind": "changes"}),
    Case("status 500", FAILED, BUSY_SAYS, "status", status=500),
    Case("status 500 to changes", FAILED, BUSY_SAYS, "status", {"kind": "changes"}, status=500),
    Case("status 500 to what was sent", FAILED, BUSY_SAYS, "status", {"kind": "bulk_docs"}, status=500),
    Case("status 503 with a page", FAILED, BUSY_SAYS, "status", status=503,
         headers={"Retry-After": "1"}),
    Case("status 429", FAILED, BUSY_SAYS, "status", status=429, headers={"Retry-After": "1"}),
    Case("status 401", SIGN_IN, SIGN_IN_SAYS, "status", status=401),
    Case("status 401 to changes", SIGN_IN, SIGN_IN_SAYS, "status", {"kind": "changes"}, status=401),
    Case("status 401 to what was sent", SIGN_IN, SIGN_IN_SAYS, "status", {"kind": "bulk_docs"}, status=401),
    Case("JSON that is none", FAILED, NONSENSE_SAYS, "garbage", {"kind": "changes"}),
]


class Place:
    """One server, one worker with something to send, and something for her to fetch."""

    place = None

    def __init__(self):
        self.servers = Servers()
        self.double = self.servers.double()
        self.admin = Client(self.double.url, self.double.ca)
        self.desk = Desk()
        self.colleague = Desk()
        self.office = Office(self.desk, self.double)
        self.count = 0
        self.office.ok("setup")
        for desk, login in ((self.desk, "ilse"), (self.colleague, "daan")):
            self.office.add_user(login)
            desk.ok(login, "demo", "--lang", "nl")
            self.office.connect(desk, login)
        self.family = next(doc["_id"] for doc in self.desk.ask("ilse", "list", "family")["docs"]
                           if doc["name"] == "De Boer")
        self.office.ok("family", "add", self.family, "--worker", "ilse", "--worker", "daan")
        self.settle()

    def settle(self):
        for _ in range(2):
            self.desk.cli("ilse", "sync")
            self.colleague.cli("daan", "sync")

    @classmethod
    def ready(cls):
        """Each test finds a calm server, everything sent, one note to send and one to fetch."""
        cls.place = cls.place or cls()
        place = cls.place
        place.admin.control("POST", "calm")
        place.desk.lang = "en"
        place.settle()
        place.count += 1
        place.mine = place.add(place.desk, "ilse", f"note of Ilse {place.count}")
        place.theirs = place.add(place.colleague, "daan", f"note of Daan {place.count}")
        place.colleague.cli("daan", "sync")
        return place

    def add(self, desk, profile, words):
        note = {"type": "note", "family": self.family, "words": words}
        return desk.ask(profile, "put", "-", stdin=json.dumps(note).encode())["id"]

    def counts(self):
        status = self.desk.ask("ilse", "status")
        return {row["name"]: row["here"] for row in status["families"]}["De Boer"]

    def close(self):
        self.servers.__exit__()
        self.desk.__exit__()
        self.colleague.__exit__()


def run_case(case, lang):
    place = Place.ready()
    place.desk.lang = lang
    before = place.desk.ok("ilse", "export").out
    place.admin.fault(case.fault, times=0, match=case.match, **case.more)
    result = place.desk.cli("ilse", "sync")
    assert result.status == case.status, result
    said = result.err + result.out
    assert case.says[lang] in said, f"“{case.says[lang]}” is not in: {result!r}"
    assert result.err.count("\n") == 1, result
    # what she wrote is here, whatever came in; and it is not said to be at the server
    if not case.match:
        assert place.desk.ok("ilse", "export").out == before
    assert place.desk.ask("ilse", "get", place.mine)["words"] == f"note of Ilse {place.count}"
    assert place.counts() == 1, "said to be sent, but the server never said so"
    place.desk.ok("ilse", "check")
    place.admin.control("POST", "calm")
    assert place.desk.cli("ilse", "sync").status == DONE
    assert place.counts() == 0
    assert place.desk.ask("ilse", "get", place.theirs)["words"] == f"note of Daan {place.count}"
    place.colleague.ok("daan", "sync")
    assert place.colleague.ask("daan", "get", place.mine)["words"] == f"note of Ilse {place.count}"


for the_case in CASES:
    for the_lang in ("en", "nl"):
        globals()[f"test_{the_case.name} {the_lang}".replace(" ", "_")] = (
            lambda case=the_case, lang=the_lang: run_case(case, lang))


def run_init(lang, make_server, status, says):
    """Connecting a profile: nothing is kept of a server that could not be signed in to."""
    with Desk(lang) as desk:
        desk.ok("noa", "init")
        before = desk.dump("noa")
        url, ca = make_server()
        password = desk.file("password", "ilse-secret")
        words = ("init", "--server", url, "--ca", ca, "--user", "ilse", "--password-file", password)
        result = desk.cli("noa", *words)
        assert result.status == status and says[lang] in result.err, result
        assert desk.dump("noa") == before
        fresh = desk.cli("new", *words)
        assert fresh.status == status, fresh
        assert not any(path.name.startswith(("p-", ".new-")) and "new" in (path / "profile.json").read_text()
                       for path in (desk.data / "profiles").iterdir() if path.is_dir())


def certificate(which):
    def make_server():
        server = Place.ready().servers.double(certs=which)
        return server.url, Place.place.double.ca
    return make_server


for the_lang in ("en", "nl"):
    for the_kind in ("other", "expired"):
        globals()[f"test_a_certificate_that_is_{the_kind}_{the_lang}"] = (
            lambda lang=the_lang, kind=the_kind: run_init(lang, certificate(kind), OFFLINE, OFFLINE_SAYS))
    globals()[f"test_nobody_listens_{the_lang}"] = (
        lambda lang=the_lang: run_init(lang, lambda: ("https://127.0.0.1:9", Place.ready().double.ca), OFFLINE,
                                       OFFLINE_SAYS))


def wrong_password(lang):
    place = Place.ready()
    with Desk(lang) as desk:
        desk.ok("noa", "init")
        before = desk.dump("noa")
        result = desk.cli("noa", "init", "--server", place.double.url, "--ca", place.double.ca, "--user", "ilse",
                          "--password-file", desk.file("password", "guessed"))
        assert result.status == SIGN_IN and SIGN_IN_SAYS[lang] in result.err, result
        assert desk.dump("noa") == before


def no_authority(lang):
    place = Place.ready()
    with Desk(lang) as desk:
        desk.ok("noa", "init")
        says = {"en": "there is no file", "nl": "er is geen bestand"}[lang]
        result = desk.cli("noa", "init", "--server", place.double.url, "--ca", "weg.pem", "--user", "ilse",
                          "--password-file", desk.file("password", "x"))
        assert result.status == BAD_INPUT and says in result.err, result


def test_a_wrong_password_en():
    wrong_password("en")


def test_a_wrong_password_nl():
    wrong_password("nl")


def test_a_certificate_authority_that_is_not_there_en():
    no_authority("en")


def test_a_certificate_authority_that_is_not_there_nl():
    no_authority("nl")


def database(place, scope):
    return f"kt-{place.family.split(':')[1]}-{scope}"


def shut_out(lang):
    """403 to one family: it is sealed and nothing of it is lost; the rest goes on."""
    place = Place.ready()
    place.desk.lang = lang
    before = place.desk.ok("ilse", "export").out
    place.admin.fault("status", times=0, match={"path": database(place, "file")}, status=403)
    result = place.desk.cli("ilse", "sync")
    assert result.status == FAILED, result
    assert {"en": "databases could not be done now", "nl": "konden nu niet"}[lang] in result.out, result
    # the note is of the file: still only here
    assert place.counts() == 1
    assert place.desk.ok("ilse", "export").out == before
    place.desk.ok("ilse", "check")


def test_status_403_keeps_everything_en():
    shut_out("en")


def test_status_403_keeps_everything_nl():
    shut_out("nl")


def test_records_of_unknown_types_are_kept():
    place = Place.ready()
    future = {"_id": "dream:1", "type": "dream", "family": place.family, "words": "Vliegen", "height": 12345678901}
    assert place.admin.put(f"/{database(place, 'plan')}/dream:1", future).status == 201
    result = place.desk.cli("ilse", "sync")
    assert result.status == DONE, result
    shown = place.desk.ask("ilse", "get", "dream:1")
    assert (shown["words"], shown["height"]) == ("Vliegen", 12345678901), shown
    for lang, says in (("en", "a newer Keukentafel"), ("nl", "een nieuwere Keukentafel")):
        place.desk.lang = lang
        assert says in place.desk.ok("ilse", "get", "dream:1").out
    place.desk.ok("ilse", "check")


def aside(lang):
    """A record that cannot be held without changing it: set aside with its bytes, and the rest goes on."""
    place = Place.ready()
    doc = f"dream:too-big-{place.count}"
    body = json.dumps({"_id": doc, "type": "dream", "family": place.family}).encode()
    body = body[:-1] + b',"height":123456789012345678901234567890}'
    answer = place.admin.request("PUT", f"/{database(place, 'plan')}/{doc}", body, {"Content-Type": "application/json"})
    assert answer.status == 201, answer.data
    place.desk.lang = lang
    result = place.desk.cli("ilse", "sync")
    assert result.status == SET_ASIDE, result
    status = place.desk.ask("ilse", "status")
    assert doc in [item["id"] for item in status["set_aside_list"]], status
    assert {"en": "Set aside: ", "nl": "Apart gelegd: "}[lang] + doc in place.desk.ok("ilse", "status").out
    assert place.desk.ask("ilse", "get", place.theirs)["words"] == f"note of Daan {place.count}"


def test_a_number_too_great_is_set_aside_en():
    aside("en")


def test_a_number_too_great_is_set_aside_nl():
    aside("nl")


if __name__ == "__main__":
    try:
        tap.run(sys.modules[__name__])
    finally:
        if Place.place:
            Place.place.close()
