#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""keukentafel-office erase, with laptops of both workers: nothing erased can be read afterwards, by old revisions
either, and nothing erased comes back: not with a late laptop, not with a restored server, not with a restored laptop, and
not when the office is killed at any request."""

import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
import time

from place import FAMILY, HEX, SCOPES, Place, database, quoted

import tap
from programs import BAD_INPUT, BUILD, CLI, DONE, FAILED
from servers import not_live, wait_until

GONE = "goal:" + "1" * 32
STAYS = "goal:" + "2" * 32
WHY = "AVG artikel 17"


def record(record_id, words, kind="goal"):
    return {"_id": record_id, "type": kind, "family": FAMILY, "words": words}


def write(desk, login, *docs):
    desk.ok(login, "import", desk.file("bundle.json", json.dumps({"docs": list(docs)})))


def change(desk, login, record_id, words):
    desk.ok(login, "put", desk.file("put.json", json.dumps(record(record_id, words))))


class Team(Place):
    """Both workers have a laptop; the family is at the server, with a goal that has a history and a fork."""

    def __init__(self):
        super().__init__()
        self.key = self.desk.folder / "escrow.key"
        self.office.ok("setup", "--escrow-key", self.key)
        self.ilse, self.daan = self.laptop("ilse"), self.laptop("daan")
        write(self.ilse, "ilse", {"_id": FAMILY, "type": "family", "family": FAMILY, "name": "Van Drielen"},
              record(GONE, "Samen eten"), record(STAYS, "Naar school"))
        self.sync("ilse", "daan")
        for words in ("Vaker samen eten", "Elke avond samen eten"):
            change(self.ilse, "ilse", GONE, words)
            self.sync("ilse")
        self.sync("daan")

    def sync(self, *logins):
        for login in logins:
            getattr(self, login).ok(login, "sync")

    def erase(self, *more, **how):
        return self.office.run("--json", "erase", FAMILY, *(more or (GONE,)), "--why", WHY, **how)

    def revisions(self, record_id=GONE, scope="plan"):
        """Every revision the server knows of a record."""
        answer = self.admin.get(f"/{database(scope)}/{quoted(record_id)}?open_revs=all&revs=true")
        if answer.status == 404:
            return []
        return [f"{body['ok']['_revisions']['start'] - at}-{tail}" for body in answer.json
                for at, tail in enumerate(body["ok"]["_revisions"]["ids"])]

    def assert_unreadable(self, revisions, record_id=GONE, scope="plan"):
        path = f"/{database(scope)}/{quoted(record_id)}"
        assert self.admin.get(path).status == 404
        assert self.revisions(record_id, scope) == []
        for rev in revisions:
            assert self.admin.get(f"{path}?rev={rev}").status == 404, rev
            got = self.admin.post(f"/{database(scope)}/_bulk_get", {"docs": [{"id": record_id, "rev": rev}]}).json
            assert "ok" not in got["results"][0]["docs"][0], got
        feed = self.admin.get(f"/{database(scope)}/_changes?style=all_docs").json["results"]
        assert record_id not in [row["id"] for row in feed]

    def has(self, login, record_id):
        return getattr(self, login).cli(login, "get", record_id).status == DONE

    def escrow(self):
        return self.office.ok("--json", "escrow", "open", self.key).json["opened"]

    def certificates(self):
        rows = self.admin.get("/kt-registry/_all_docs?include_docs=true").json["rows"]
        return [row["doc"] for row in rows if row["id"].startswith("erasure:")]


def certificate(result):
    assert result.status == DONE, result
    return result.json


def test_nothing_erased_can_be_read():
    with Team() as team:
        revisions = team.revisions()
        assert len(revisions) == 3, revisions
        entry = certificate(team.erase())
        assert entry["why"] == WHY and entry["done"] and entry["databases"][database()] == {"records": 1, "revisions": 1}
        assert "Samen" not in json.dumps(entry) and "ilse" not in json.dumps(entry), "no content, nobody's name"
        team.assert_unreadable(revisions)
        assert team.there(STAYS)
        for scope in SCOPES:
            assert team.admin.get(f"/{database(scope)}/_security").json["erased"] == [GONE]
        team.sync("ilse", "daan")
        for login in ("ilse", "daan"):
            assert not team.has(login, GONE) and team.has(login, STAYS)
            assert "samen eten" not in getattr(team, login).dump(login).lower()
            assert getattr(team, login).ask(login, "check")["problems"] == []
        assert team.escrow() == [], "nobody had anything to lose"


def test_again_is_the_same_erasure():
    with Team() as team:
        first = certificate(team.erase())
        again = certificate(team.erase())
        assert first == again and len(team.certificates()) == 1


def test_a_late_laptop_brings_nothing_back():
    with Team() as team:
        change(team.daan, "daan", GONE, "Toch nog één keer")
        revisions = team.revisions()
        certificate(team.erase())
        team.sync("daan")
        team.assert_unreadable(revisions)
        assert not team.has("daan", GONE)
        found = team.escrow()
        assert len(found) == 1 and found[0]["from"] == "daan" and found[0]["record"] == GONE, found
        assert "Toch nog één keer" in found[0]["work"]
        lines = json.dumps(team.admin.get("/kt-inbox-daan/_all_docs?include_docs=true").json)
        assert "Toch nog" not in lines, "sealed, at the server"
        team.office.ok("escrow", "open", team.key, "--remove")
        assert team.escrow() == []


@not_live
def test_work_pushed_before_the_note_is_refused():
    with Team() as team:
        change(team.daan, "daan", GONE, "Toch nog één keer")
        certificate(team.erase())
        team.admin.fault("status", times=0, match={"path": "kt-inbox-daan"}, status=503)
        team.daan.cli("daan", "sync")
        assert not team.there(GONE)
        aside = team.daan.ask("daan", "status")["set_aside_list"]
        assert [item["reason"] for item in aside] == ["forbidden: erased"], aside
        team.admin.control("POST", "calm")
        team.sync("daan")
        assert not team.has("daan", GONE) and len(team.escrow()) == 1


@not_live
def test_a_restored_database_is_cleaned_again():
    with Team() as team:
        revisions = team.revisions()
        team.admin.control("POST", "snapshot", {"name": "night", "db": database()})
        certificate(team.erase())
        team.sync("ilse", "daan")
        team.admin.control("POST", "restore", {"name": "night", "db": database()})
        assert team.revisions() == revisions, "the backup is as old as that"
        team.sync("ilse", "daan")
        assert not team.has("ilse", GONE) and not team.has("daan", GONE)
        team.office.ok("serve", "--once")
        team.assert_unreadable(revisions)
        team.sync("ilse", "daan")
        team.assert_unreadable(revisions)


@not_live
def test_a_restored_server_and_the_ledger_beside_it():
    with Team() as team:
        revisions, ledger = team.revisions(), team.desk.folder / "ledger"
        team.admin.control("POST", "snapshot", {"name": "night"})
        certificate(team.erase(GONE, "--ledger", ledger))
        team.admin.control("POST", "restore", {"name": "night"})
        assert team.certificates() == [] and team.revisions() == revisions
        team.office.ok("setup", "--ledger", ledger)
        team.assert_unreadable(revisions)
        team.sync("ilse", "daan")
        assert not team.has("ilse", GONE) and len(team.certificates()) == 1
        wrong = team.desk.file("wrong", "{}")
        assert team.office.run("setup", "--ledger", wrong).status == BAD_INPUT


def test_a_restored_laptop_brings_nothing_back():
    with Team() as team:
        change(team.daan, "daan", GONE, "Van de oude kopie")
        copy = team.daan.folder / "copy"
        shutil.copytree(team.daan.data, copy)
        revisions = team.revisions()
        certificate(team.erase())
        team.sync("daan")
        shutil.rmtree(team.daan.data)
        shutil.copytree(copy, team.daan.data)
        assert team.has("daan", GONE)
        team.sync("daan")
        assert not team.has("daan", GONE)
        team.assert_unreadable(revisions)
        assert all("Van de oude kopie" in item["work"] for item in team.escrow())


@not_live
def test_killed_at_any_request():
    with Team() as team:
        killed_at = []
        for number in range(1, 200, 5):
            record_id = f"goal:{number:032x}"
            write(team.ilse, "ilse", record(record_id, f"Woorden {number}"))
            team.sync("ilse")
            revisions = team.revisions(record_id)
            team.admin.control("DELETE", "stats")
            team.admin.fault("close-after" if number % 2 else "close", match={"from": number}, times=0)
            killed = team.erase(record_id)
            team.admin.control("DELETE", "faults")
            if killed.status == DONE:
                break
            killed_at.append(record_id)
            entry = certificate(team.erase(record_id))
            assert entry["databases"][database()]["records"] <= 1
            team.assert_unreadable(revisions, record_id)
        assert len(killed_at) > 5 and killed.status == DONE, number
        team.sync("ilse", "daan")
        for record_id in killed_at:
            assert not team.has("daan", record_id), record_id


# KT_STEP=1 kills at each request; otherwise at each second one, now these, now those.
STEP = int(os.environ.get("KT_STEP", "2"))
START = int(os.environ.get("KT_SEED", str(random.randrange(STEP))))


def readable(desk, login, word):
    """Whether any page of a laptop's store, or any point of the log beside it, still says a word."""
    told = subprocess.run([BUILD / "tests/cli/store-tool", "readable", desk.profile_folder(login), "keukentafel", word],
                          env=desk.env(), capture_output=True, text=True, timeout=120, check=True).stdout.strip()
    assert told in ("yes", "no"), told
    return told == "yes"


class Unsent:
    """A record both laptops have, with words of Daan's that nobody else has, and an erasure he has not heard of."""

    def __init__(self, team, number):
        self.team = team
        self.id = f"goal:{number:032x}"
        # Like no other word: a page of the index holds nearly all of it.
        self.word = "q" + hashlib.sha256(f"{number} {random.random()}".encode()).hexdigest()[:20]
        write(team.ilse, "ilse", record(self.id, f"Woorden {number}"))
        team.sync("ilse", "daan")
        change(team.daan, "daan", self.id, self.word)
        assert readable(team.daan, "daan", self.word[4:]), "this test looks in the wrong place"
        certificate(team.erase(self.id))

    def assert_gone(self, when):
        """It is nowhere on the laptop, and what nobody else had is sealed at the server, once."""
        team = self.team
        assert not team.has("daan", self.id), when
        assert self.word not in team.daan.dump("daan"), when
        assert not readable(team.daan, "daan", self.word[4:]), when
        assert team.daan.ask("daan", "check")["problems"] == [], when
        found = [item for item in team.escrow() if item["record"] == self.id]
        assert len(found) == 1 and self.word in found[0]["work"], (when, found)
        assert not team.there(self.id), when
        team.office.ok("escrow", "open", team.key, "--remove")


def sync_killed(team, ended):
    """Starts a pass of Daan's and kills it when ended() says so; whether it was still running."""
    words = [CLI, "--data-dir", team.daan.data, "--profile", "daan", "--passphrase-file", team.daan.passphrase, "sync"]
    process = subprocess.Popen([str(word) for word in words], env=team.daan.env(), stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    ended(process)
    alive = process.poll() is None
    process.kill()
    process.wait(30)
    return alive


@not_live
def test_a_laptop_killed_at_any_request_of_an_erasure():
    with Team() as team:
        for how, more in (("hang", {}), ("drip", {"bytes": 1, "every": 60000})):
            number = 1 + START % STEP
            while True:
                unsent = Unsent(team, number + (1000 if more else 0))
                team.admin.control("POST", "calm")
                team.admin.fault(how, times=0, match={"from": number}, **more)

                def asked(process):
                    assert wait_until(lambda: process.poll() is not None or
                                      any(rule["hits"] for rule in team.admin.control("GET", "faults")["rules"]), 60)
                    time.sleep(0.05)

                killed = sync_killed(team, asked)
                team.admin.control("DELETE", "faults")
                team.daan.ok("daan", "sync")
                unsent.assert_gone(f"{how} at request {number}")
                if not killed:
                    break
                number += STEP
            assert number > 12, f"only {number} requests: something else was tested"
            print(f"# {how}: killed at every {STEP}th of {number - 1} requests, from {1 + START % STEP}")


@not_live
def test_a_laptop_killed_at_any_moment_of_an_erasure():
    with Team() as team:
        chance, killed = random.Random(START), 0
        for number in range(1, 13):
            unsent = Unsent(team, number)
            killed += sync_killed(team, lambda process: time.sleep(chance.random() * 0.12))
            team.daan.ok("daan", "sync")
            unsent.assert_gone(f"moment {number}")
        print(f"# {killed} of {number} were killed while they ran")
        assert killed > 0


@not_live
def test_the_registrar_goes_on_where_it_was_killed():
    with Team() as team:
        revisions = team.revisions()
        team.admin.fault("close", match={"path": "_purge"}, times=0)
        assert team.erase().status != DONE
        team.admin.control("DELETE", "faults")
        assert not team.certificates()[0].get("done")
        team.office.ok("serve", "--once")
        assert team.certificates()[0]["done"]
        team.assert_unreadable(revisions)


def test_a_pictures_bytes_go_with_it():
    with Team() as team:
        scan = b"%PDF-1.7\n" + bytes(i * 7 % 251 for i in range(300000))
        other = b"%PDF-1.7\n" + b"another" * 100
        first, twin, stays = (team.ilse.ask("ilse", "picture", "add", FAMILY, "-", "--kind", "scan", stdin=content)["id"]
                              for content in (scan, scan, other))
        team.sync("ilse", "daan")
        pieces = [row["id"] for row in team.admin.get(f"/{database('file')}/_all_docs").json["rows"]
                  if row["id"].startswith("chunk:")]
        assert len(pieces) == 3, "the same picture twice has its two pieces once"
        assert team.erase(first).status == DONE
        team.sync("ilse", "daan")
        assert not team.has("ilse", first) and not team.has("daan", first)
        for desk, login in ((team.ilse, "ilse"), (team.daan, "daan")):
            assert desk.run("--data-dir", desk.data, "--profile", login, "--passphrase-file", desk.passphrase, "picture",
                            "get", twin, desk.folder / "twin").status == DONE
            assert (desk.folder / "twin").read_bytes() == scan, "the twin keeps the pieces both name"
        ledger = certificate(team.erase(twin))
        assert len([piece for piece in ledger["ids"] if piece.startswith("chunk:")]) == 2, ledger
        team.sync("ilse", "daan")
        left = [row["id"] for row in team.admin.get(f"/{database('file')}/_all_docs").json["rows"]
                if row["id"].startswith("chunk:")]
        assert len(left) == 1, left
        for piece in set(pieces) - set(left):
            team.assert_unreadable([], piece, "file")
            assert team.admin.get(f"/{database('file')}/{quoted(piece)}/bytes").status == 404
        for desk, login in ((team.ilse, "ilse"), (team.daan, "daan")):
            assert not team.has(login, twin) and team.has(login, stays)
            desk.ok(login, "check")
            rows = [line.split("\t") for line in desk.dump(login).splitlines()]
            held = {row[2] for row in rows if row[0] == "piece" and row[4] != "-"}
            assert held == set(left), (login, held)
        assert certificate(team.erase(twin))["_id"] == ledger["_id"]
        team.sync("ilse", "daan")


def test_a_whole_family():
    with Team() as team:
        change(team.daan, "daan", GONE, "Nog niet verzonden")
        entry = certificate(team.erase("--whole-family"))
        assert entry["all"] is True and entry["done"]
        assert [name for name in team.admin.get("/_all_dbs").json if HEX in name] == []
        for login in ("ilse", "daan"):
            assert not any(HEX in role for role in team.admin.get(f"/_users/org.couchdb.user:{login}").json["roles"])
        team.sync("daan", "ilse")
        for login in ("ilse", "daan"):
            assert getattr(team, login).ask(login, "list", "family")["docs"] == []
            status = getattr(team, login).ask(login, "status")
            assert status["set_aside"] == 0 and FAMILY in status["erased_families"], status
        assert ["Nog niet verzonden" in item["work"] for item in team.escrow()] == [True]
        assert team.office.run("family", "add", FAMILY, "--worker", "ilse").status == FAILED
        again = team.daan.cli("daan", "import", team.daan.file("b.json", json.dumps({"docs": [record(GONE, "Terug")]})))
        assert again.status != DONE
        team.office.ok("serve", "--once")
        team.office.ok("setup")
        assert [name for name in team.admin.get("/_all_dbs").json if HEX in name] == []
        fresh = team.laptop("daan")
        assert fresh.ask("daan", "list", "family")["docs"] == []


def test_access_taken_away_and_work_taken_over():
    with Team() as team:
        change(team.daan, "daan", GONE, "Nog niet verzonden")
        team.office.ok("family", "remove-worker", FAMILY, "daan")
        team.daan.cli("daan", "sync")
        team.daan.cli("daan", "sync")
        team.office.ok("serve", "--once")
        team.sync("ilse")
        offered = team.ilse.ask("ilse", "offered")["offered"]
        assert len(offered) == 1 and offered[0]["from"] == "daan" and offered[0]["family"] == FAMILY, offered
        assert team.ilse.ask("ilse", "get", GONE)["words"] == "Elke avond samen eten"
        team.ilse.ok("ilse", "take-over", offered[0]["id"])
        team.sync("ilse")
        there = team.admin.get(f"/{database()}/{quoted(GONE)}").json
        assert "Nog niet verzonden" in json.dumps(there, ensure_ascii=False)
        assert team.has("daan", GONE), "nothing disappears from where it was written"


def test_an_unsent_picture_is_taken_over_whole():
    with Team() as team:
        content = b"%PDF-1.7\n" + bytes(i * 11 % 253 for i in range(6 * 262144 + 77))
        picture = team.daan.ask("daan", "picture", "add", FAMILY, "-", "--kind", "scan", stdin=content)["id"]
        team.office.ok("family", "remove-worker", FAMILY, "daan")
        rounds = 0
        while rounds < 3 or team.daan.ask("daan", "status")["requests"] or team.office.ok("--json", "serve", "--once").json["done"]:
            rounds += 1
            assert rounds < 12, team.daan.ask("daan", "status")
            team.daan.cli("daan", "sync")
            asked = [row for row in team.admin.get("/kt-inbox-daan/_all_docs").json["rows"] if row["id"].startswith("request:")]
            assert len(asked) <= 5, "a few pieces at a time"
            team.office.ok("serve", "--once")
        team.sync("ilse")
        offered = team.ilse.ask("ilse", "offered")["offered"]
        assert len(offered) == 1 and offered[0]["records"] == 1, offered
        team.ilse.ok("ilse", "take-over", offered[0]["id"])
        target = team.ilse.folder / "taken"
        team.ilse.ok("ilse", "picture", "get", picture, target)
        assert target.read_bytes() == content
        team.sync("ilse", "ilse")
        left = [row["id"] for row in team.admin.get("/kt-inbox-ilse/_all_docs").json["rows"] if row["id"].startswith("unsent:")]
        assert left == [], left
        fresh = team.laptop("ilse")
        fresh.ok("ilse", "picture", "get", picture, fresh.folder / "fetched")
        assert (fresh.folder / "fetched").read_bytes() == content
        own = team.daan.folder / "own"
        team.daan.ok("daan", "picture", "get", picture, own)
        assert own.read_bytes() == content, "nothing disappears from where it was made"


def test_a_picture_erased_while_it_is_on_its_way():
    with Team() as team:
        content = b"%PDF-1.7\n" + bytes(i * 11 % 253 for i in range(3 * 262144 + 77))
        picture = team.daan.ask("daan", "picture", "add", FAMILY, "-", "--kind", "scan", stdin=content)["id"]
        team.office.ok("family", "remove-worker", FAMILY, "daan")
        for _ in range(4):
            team.daan.cli("daan", "sync")
            team.office.ok("serve", "--once")
        assert "base64" in str(team.admin.get("/kt-inbox-ilse/_all_docs?include_docs=true").data)
        team.sync("ilse")
        assert team.erase(picture).status == DONE
        for login in ("ilse", "daan"):
            assert "base64" not in str(team.admin.get(f"/kt-inbox-{login}/_all_docs?include_docs=true").data), login
        team.daan.cli("daan", "sync")
        team.sync("ilse")
        for desk, login in ((team.ilse, "ilse"), (team.daan, "daan")):
            assert not team.has(login, picture) and "base64" not in desk.dump(login), login
            desk.ok(login, "check")


def test_erased_while_work_is_on_its_way():
    with Team() as team:
        change(team.daan, "daan", GONE, "Nog niet verzonden")
        team.office.ok("family", "remove-worker", FAMILY, "daan")
        team.daan.cli("daan", "sync")
        team.office.ok("serve", "--once")
        assert "Nog niet" in json.dumps(team.admin.get("/kt-inbox-ilse/_all_docs?include_docs=true").json)
        certificate(team.erase())
        for login in ("ilse", "daan"):
            rows = team.admin.get(f"/kt-inbox-{login}/_changes?include_docs=true&style=all_docs").json["results"]
            for row in rows:
                for leaf in row["changes"]:
                    assert "Nog niet" not in str(team.admin.get(
                        f"/kt-inbox-{login}/{quoted(row['id'])}?rev={leaf['rev']}").data), row["id"]


def test_what_is_asked_wrongly():
    with Team() as team:
        before = team.revisions()
        for words in ((FAMILY, GONE), (FAMILY, "--why", WHY), (FAMILY, GONE, "--whole-family", "--why", WHY),
                      (FAMILY, "Samen eten", "--why", WHY), ("Van Drielen", GONE, "--why", WHY)):
            assert team.office.run("erase", *words).status == BAD_INPUT, words
        assert team.revisions() == before and team.certificates() == []


def test_the_escrow_key():
    with Team() as team:
        assert team.key.stat().st_mode & 0o777 == 0o600
        published = team.admin.get("/kt-organisation/organisation").json["escrow"]
        assert published not in team.key.read_text()
        team.office.ok("setup", "--escrow-key", team.key)
        assert team.admin.get("/kt-organisation/organisation").json["escrow"] == published
        other = team.desk.folder / "other.key"
        assert team.office.run("setup", "--escrow-key", other).status == BAD_INPUT
        assert team.office.run("escrow", "open", team.desk.file("none", "no key")).status in (BAD_INPUT, DONE)


if __name__ == "__main__":
    tap.run(sys.modules[__name__])
