#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Bad input to the command line, a row a case, each in Dutch and in English: how it ends, that it says what and where,
and that the store says afterwards what it said before."""

import json
import shutil
import subprocess
import sys

from programs import BAD_INPUT, BUILD, DONE, FAILED, LOCKED, Desk

import tap

FAMILY = "family:0123456789abcdef0123456789abcdef"
OTHER = "family:fedcba9876543210fedcba9876543210"
MEMBER = "member:00000000000000000000000000000001"
SOUND = {"docs": [
    {"_id": FAMILY, "type": "family", "name": "De Vries"},
    {"_id": OTHER, "type": "family", "name": "Bakker"},
    {"_id": MEMBER, "type": "member", "family": FAMILY, "name": "Jan de Vries", "birth": "1980-02-03"},
    {"_id": "goal:1", "type": "goal", "family": FAMILY, "words": "Op tijd naar bed."},
    {"type": "agreement", "family": FAMILY, "goal": "goal:1", "words": "Acht uur.", "date": "2026-11-01"},
]}
STORE_TOOL = BUILD / "tests/cli/store-tool"
FULL_DISK = BUILD / "tests/cli/libfull-disk.so"


class Row:
    """A case. status: how it ends. en, nl: what the message says. where: what it says in either language."""

    def __init__(self, name, status, en, nl, where="", words=("status",), prepare=None, stdin=None, env=(),
                 passphrase=None):
        self.name = name
        self.status = status
        self.says = {"en": en, "nl": nl}
        self.where = where
        self.words = words
        self.prepare = prepare
        self.stdin = stdin
        self.env = env
        self.passphrase = passphrase


# ---- What is done to a store ----
def overwrite(name, start, count):
    def prepare(folder):
        with open(folder / name, "r+b") as file:
            file.seek(start)
            file.write(bytes((i * 37 + 11) % 256 for i in range(count)))
    return prepare


def truncate(name, keep):
    def prepare(folder):
        with open(folder / name, "r+b") as file:
            size = file.seek(0, 2)
            file.truncate(int(size * keep))
    return prepare


def both(*steps):
    def prepare(folder):
        for step in steps:
            step(folder)
    return prepare


def newer_schema(folder):
    subprocess.run([STORE_TOOL, "newer", folder, "keukentafel"], check=True,
                   env={"KEUKENTAFEL_FAST_KDF": "1"})


DAMAGED = ("the store of this profile is damaged", "de opslag van dit profiel is beschadigd")
STORES = [
    Row("wrong passphrase", LOCKED, "wrong passphrase", "verkeerde wachtzin", passphrase="not this one"),
    Row("store overwritten at its start", FAILED, *DAMAGED, prepare=overwrite("store.db", 0, 4096)),
    Row("store overwritten in the middle", FAILED, *DAMAGED, prepare=overwrite("store.db", 12000, 9000)),
    Row("store cut to a third", FAILED, *DAMAGED, prepare=truncate("store.db", 0.34)),
    Row("store empty", FAILED, *DAMAGED, prepare=truncate("store.db", 0)),
    Row("both key slots damaged", FAILED, "both copies of the key file", "beide exemplaren van het sleutelbestand",
        prepare=both(overwrite("keys", 0, 300), overwrite("keys.copy", 0, 300))),
    Row("both key slots empty", FAILED, "both copies of the key file", "beide exemplaren van het sleutelbestand",
        prepare=both(truncate("keys", 0), truncate("keys.copy", 0))),
    Row("newer schema", FAILED, "by a newer Keukentafel", "door een nieuwere Keukentafel", prepare=newer_schema),
    Row("one key slot damaged", DONE, "De Vries", "De Vries", prepare=overwrite("keys", 0, 300)),
    Row("the other key slot damaged", DONE, "De Vries", "De Vries", prepare=overwrite("keys.copy", 40, 60)),
    Row("one key slot cut short", DONE, "De Vries", "De Vries", prepare=truncate("keys", 0.5)),
    Row("full disk, reading", DONE, "De Vries", "De Vries", env=("reserve",)),
    Row("full disk, writing", FAILED, "the disk is full", "de schijf is vol", env=(None,),
        words=("import", "-"), stdin={"docs": [{"type": "family", "name": "Nieuw" * 30000}]}),
]


# ---- What is taken in ----
def change(index, **fields):
    """The sound bundle with a document changed; None takes a field out."""
    docs = [dict(doc) for doc in SOUND["docs"]]
    for key, value in fields.items():
        docs[index][key] = value
    docs[index] = {key: value for key, value in docs[index].items() if value is not None}
    return {"docs": docs}


def bundle(name, en, nl, where, content):
    return Row(name, BAD_INPUT, en, nl, where, ("import", "-"), stdin=content)


TEXT = json.dumps(SOUND)
BUNDLES = [
    bundle("missing field", "missing", "ontbreekt", "docs[3] (goal:1), ", change(3, words=None)),
    bundle("missing type", "missing", "ontbreekt", "docs[2]", change(2, type=None)),
    bundle("missing family", "missing", "ontbreekt", "docs[3]", change(3, family=None)),
    bundle("a number for a text", "a text was expected", "hier hoort een tekst", "docs[2]", change(2, name=7)),
    bundle("a text for a number", "a whole number was expected", "hier hoort een heel getal", "docs[2]",
           change(2, position="een")),
    bundle("a number that is not whole", "a whole number was expected", "hier hoort een heel getal", "docs[2]",
           change(2, position=1.5)),
    bundle("a text for true or false", "true or false was expected", "hier hoort true of false", "docs[2]",
           change(2, deleted="ja")),
    bundle("a text for a list", "a list was expected", "hier hoort een lijst", "docs[3]", change(3, whose=MEMBER)),
    bundle("an empty element", "an empty element in a list", "een leeg onderdeel in een lijst", "docs[3]",
           change(3, whose=[MEMBER, ""])),
    bundle("a word for a reference", "the id of a record was expected", "hier hoort de id van een gegeven", "docs[3]",
           change(3, owner="Jan")),
    bundle("no date", "a date was expected", "hier hoort een datum", "docs[2]", change(2, birth="1980-02-30")),
    bundle("not a choice", "not one of the choices", "geen van de keuzes", "docs[3]", change(3, status="klaar")),
    bundle("unknown type", "there is no type vriend", "er is geen soort vriend", "docs[2]",
           change(2, type="vriend", _id="vriend:1")),
    bundle("unknown field", "type goal has no such field", "soort goal heeft zo'n veld niet", "docs[3]",
           change(3, colour="rood")),
    bundle("id of another type", 'must begin with "member:"', 'moet beginnen met "member:"', "docs[2]",
           change(2, _id="goal:2")),
    bundle("duplicate ids", "the same as that of docs[2]", "dezelfde als die van docs[2]", "docs[3]",
           change(3, _id=MEMBER, type="member", name="x", words=None)),
    bundle("a family that is nowhere", "no such family", "er is geen gezin met deze id", "docs[2]",
           change(2, _id="member:9", family="family:" + "9" * 32)),
    bundle("no family's id", "not a family's id", "geen id van een gezin", "docs[3]", change(3, family="De Vries")),
    bundle("a record moved", "never moves to another family", "verhuist nooit naar een ander gezin", "docs[2]",
           change(2, family=OTHER)),
    bundle("a document that is a text", "an object was expected", "hier hoort een object", "docs[1]",
           {"docs": [SOUND["docs"][0], "tekst"]}),
    bundle("no docs", 'a list "docs"', 'een lijst "docs"', "docs", {"records": []}),
    bundle("a list instead", 'a list "docs"', 'een lijst "docs"', "docs", []),
    bundle("bad UTF-8", "not UTF-8", "geen UTF-8", str(TEXT.encode().index(b"Jan") + 1),
           TEXT.encode().replace(b"Jan", b"J\xe9n")),
    bundle("cut short", "the text ends too early", "het bestand houdt te vroeg op", str(len(TEXT) - 2),
           TEXT[:-2].encode()),
    bundle("cut in a string", "ends inside a string", "midden in een tekst", "byte", TEXT[:30].encode()),
    bundle("empty", "the text ends too early", "het bestand houdt te vroeg op", "byte 0", b""),
    bundle("no JSON", "not a value", "geen waarde", "byte", b"gezin: De Vries"),
    bundle("more behind it", "more behind the value", "nog iets achter de waarde", str(len(TEXT) + 1),
           TEXT.encode() + b" {}"),
    bundle("null", "nothing but null", "niets dan null", "byte 0", b"null"),
    bundle("a key twice", "a key that was there before", "een sleutel die er al stond", "byte",
           b'{"docs":[{"type":"family","name":"a","name":"b"}]}'),
    bundle("a number too great", "a number beyond 64 bits", "een getal van meer dan 64 bits", "byte",
           b'{"docs":[{"type":"member","position":99999999999999999999}]}'),
    bundle("half a surrogate", "half a surrogate pair", "een half surrogaatpaar", "byte",
           b'{"docs":[{"type":"family","name":"\\ud800"}]}'),
    bundle("a control character", "a control character", "een stuurteken", "byte",
           b'{"docs":[{"type":"family","name":"a\x01b"}]}'),
    bundle("an unknown escape", "an unknown escape", "een onbekend teken", "byte",
           b'{"docs":[{"type":"family","name":"a\\qb"}]}'),
    bundle("NaN", "not a value", "geen waarde", "byte", b'{"docs":[{"type":"member","position":NaN}]}'),
    bundle("a comma too many", "a comma before the end", "een komma voor het einde", "byte",
           b'{"docs":[{"type":"family","name":"a"},]}'),
]

# ---- How it is called ----
CALLS = [
    Row("no such command", BAD_INPUT, "there is no command", "er is geen opdracht", "lees", ("lees",)),
    Row("no such option", BAD_INPUT, "there is no option", "er is hier geen keuze", "--alles", ("list", "goal", "--alles")),
    Row("an option without its value", BAD_INPUT, "needs a value", "heeft een waarde nodig", "--family",
        ("list", "goal", "--family")),
    Row("too few words", BAD_INPUT, "“list” needs TYPE", "“list” heeft SOORT nodig", "list", ("list",)),
    Row("too many words", BAD_INPUT, "takes no more than", "neemt niet meer dan", "get", ("get", "a", "b")),
    Row("no such type", BAD_INPUT, "there is no type “kind”", "er is geen soort “kind”", "family", ("list", "kind")),
    Row("no such record", BAD_INPUT, "no such record here", "dit gegeven is hier niet", "", ("get", "goal:99")),
    Row("no such file", BAD_INPUT, "there is no file", "er is geen bestand", "weg.json", ("import", "weg.json")),
    Row("a folder for a file", BAD_INPUT, "cannot be read", "kan niet worden gelezen", "/", ("import", "/")),
    Row("put what is no document", BAD_INPUT, "an object was expected", "hier hoort een object", "docs[0]", ("put", "-"),
        stdin=b"[1]"),
    Row("put a document without its words", BAD_INPUT, "missing", "ontbreekt", "words", ("put", "-"),
        stdin={"type": "goal", "family": FAMILY}),
    Row("decide without a reason", BAD_INPUT, "needs its reason", "heeft een reden nodig", "words",
        ("resolve", "goal:1", "words", "a:1")),
    Row("decide what is not disputed", BAD_INPUT, "nothing to decide", "valt niets te beslissen", "words",
        ("resolve", "goal:1", "words", "a:1", "--note", "x")),
    Row("decide a field that is not there", BAD_INPUT, "no field", "geen veld", "colour",
        ("resolve", "goal:1", "colour", "a:1", "--note", "x")),
    Row("decide twice at once", BAD_INPUT, "one version (DOT) or", "één versie (DOT) of", "words",
        ("resolve", "goal:1", "words", "a:1", "--value", "y", "--note", "x")),
    Row("sync without a server", BAD_INPUT, "has no server yet", "heeft nog geen server", "init --server", ("sync",)),
    Row("a server without TLS", BAD_INPUT, "only https", "alleen https", "http://example.org",
        ("init", "--server", "http://example.org", "--user", "jan")),
    Row("a server without a user", BAD_INPUT, "--server needs --user", "bij --server hoort ook --user", "--user",
        ("init", "--server", "https://example.org")),
    Row("the same profile again", BAD_INPUT, "there is a profile “jan” already", "er is al een profiel “jan”", "jan",
        ("init",)),
    Row("a demo in no language", BAD_INPUT, "--lang is nl or en", "--lang is nl of en", "fr", ("demo", "--lang", "fr")),
    Row("a demo on no day", BAD_INPUT, "--at is D+0", "--at is D+0", "D+150", ("demo", "--at", "D+150")),
]


class Office:
    """Where all rows start: one profile with a sound bundle in it, made once."""

    desks = {}

    @classmethod
    def desk(cls, lang):
        if lang not in cls.desks:
            desk = cls.desks[lang] = Desk(lang)
            desk.ok("jan", "init")
            desk.ok("jan", "import", "-", stdin=json.dumps(SOUND).encode())
            shutil.copytree(desk.data, desk.folder / "sound", copy_function=shutil.copy)
        desk = cls.desks[lang]
        shutil.rmtree(desk.data)
        shutil.copytree(desk.folder / "sound", desk.data)
        return desk

    @classmethod
    def close(cls):
        for desk in cls.desks.values():
            shutil.rmtree(desk.folder)


def full_disk(desk, row):
    if not row.env:
        return ()
    folder = desk.profile_folder("jan")
    # LD_PRELOAD is split at spaces, and a clone's path may hold one: hence by name, with its folder apart.
    settings = [f"LD_PRELOAD={FULL_DISK.name}", f"LD_LIBRARY_PATH={FULL_DISK.parent}", f"FULL_DISK_DIR={folder}"]
    if row.env[0] is not None:
        settings.append(f"FULL_DISK_WHILE={folder / row.env[0]}")
    return ("env", *settings)


def as_bytes(stdin):
    return b"" if stdin is None else stdin if isinstance(stdin, bytes) else json.dumps(stdin).encode()


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name not in ("lock", "store.db-shm")}


def check_message(row, lang, result):
    said = result.err + result.out
    assert row.says[lang] in said, f"“{row.says[lang]}” is not in: {result!r}"
    assert row.where in said, f"“{row.where}” is not in: {result!r}"
    if row.status != DONE:
        assert result.out == "" and result.err.count("\n") == 1, result
        assert result.err.startswith("keukentafel-cli: ")


def check_json(desk, row, result, more):
    """The same with --json: the message is in the answer, too, and the status in it is the one it ends with."""
    again = desk.cli("jan", "--json", *row.words, **more)
    assert again.status == row.status, again
    failure = again.json["error"]
    assert failure["status"] == row.status and f"keukentafel-cli: {failure['message']}\n" == result.err, again


def run_row(row, lang):
    desk = Office.desk(lang)
    folder = desk.profile_folder("jan")
    before = desk.dump("jan")
    damage = row.prepare is not None and row.status != DONE
    if row.prepare:
        row.prepare(folder)
    untouched = contents(folder) if damage else None
    more = {"stdin": as_bytes(row.stdin), "prefix": full_disk(desk, row)}
    if row.passphrase:
        more["passphrase"] = desk.file("wrong", row.passphrase)
    result = desk.cli("jan", *row.words, **more)
    assert result.status == row.status, result
    check_message(row, lang, result)
    if row.status != DONE:
        check_json(desk, row, result, more)
    if damage:
        # a store that cannot be opened has no dump: not a byte of it may have changed
        assert contents(folder) == untouched, "a damaged store was changed"
    else:
        assert desk.dump("jan") == before, "the store says something else than before"


for the_row in STORES + BUNDLES + CALLS:
    for the_lang in ("en", "nl"):
        name = f"test_{the_row.name} {the_lang}".replace(" ", "_")
        globals()[name] = lambda row=the_row, lang=the_lang: run_row(row, lang)


def test_a_damaged_slot_is_mended():
    desk = Office.desk("en")
    folder = desk.profile_folder("jan")
    sound = (folder / "keys").read_bytes()
    overwrite("keys", 0, 300)(folder)
    desk.ok("jan", "status")
    assert (folder / "keys").read_bytes() == sound == (folder / "keys.copy").read_bytes()


def test_the_same_bundle_again_changes_nothing():
    desk = Office.desk("en")
    before = desk.dump("jan")
    answer = desk.ask("jan", "import", "-", stdin=json.dumps(SOUND).encode())
    assert answer == {"new": 0, "changed": 0, "unchanged": len(SOUND["docs"])}, answer
    assert desk.dump("jan") == before


def test_a_bundle_with_one_bad_document_leaves_nothing_of_the_good_ones():
    desk = Office.desk("en")
    before = desk.dump("jan")
    good = {"type": "member", "family": FAMILY, "name": "Nieuw"}
    moved = {**SOUND["docs"][2], "family": OTHER}
    result = desk.cli("jan", "import", "-", stdin=json.dumps({"docs": [good, moved]}).encode())
    assert result.status == BAD_INPUT and "docs[1]" in result.err, result
    assert desk.dump("jan") == before


def test_an_agreement_is_never_changed():
    desk = Office.desk("en")
    agreement = desk.ask("jan", "list", "agreement")["docs"][0]
    before = desk.dump("jan")
    result = desk.cli("jan", "put", "-", stdin=json.dumps({**agreement, "words": "Negen uur."}).encode())
    assert result.status == BAD_INPUT and "never changed" in result.err, result
    assert desk.dump("jan") == before
    assert desk.ask("jan", "put", "-", stdin=json.dumps(agreement).encode())["changed"] is False


def test_a_store_in_use_is_told():
    desk = Office.desk("nl")
    lock = desk.profile_folder("jan") / "lock"
    held = ("flock", "--no-fork", lock, "sleep", "30")
    with subprocess.Popen([str(word) for word in held]) as holder:
        try:
            subprocess.run(["sh", "-c", f"until ! flock -n {lock} true; do sleep 0.02; done"], check=True, timeout=10)
            result = desk.cli("jan", "status")
        finally:
            holder.kill()
    assert result.status == FAILED and "in een ander venster" in result.err, result


# Root may write wherever the file system can be written: hence a mount that cannot, in a namespace of its own.
READ_ONLY = ("unshare", "--user", "--mount", "--map-current-user", "--keep-caps", "sh", "-c",
             'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && shift && exec "$@"', "sh")


def test_a_folder_that_cannot_be_written_is_told():
    for lang, sentence in (("en", "cannot be written to"), ("nl", "kan niet worden geschreven")):
        desk = Office.desk(lang)
        before = contents(desk.profile_folder("jan"))
        for words in (("status",), ("init",)):
            who = "jan" if words == ("status",) else "piet"
            result = desk.cli(who, *words, prefix=(*READ_ONLY, desk.data))
            assert result.status == FAILED and sentence in result.err, result
        assert contents(desk.profile_folder("jan")) == before and len(list((desk.data / "profiles").iterdir())) == 2


def test_what_is_exported_is_taken_in_elsewhere():
    desk = Office.desk("en")
    exported = desk.ok("jan", "export").out
    with Desk() as other:
        other.ok("piet", "init")
        answer = other.ask("piet", "import", "-", stdin=exported.encode())
        assert answer["new"] == len(SOUND["docs"]), answer
        again = other.ask("piet", "import", "-", stdin=exported.encode())
        assert again["new"] == again["changed"] == 0, again
        assert other.ask("piet", "get", "goal:1") == desk.ask("jan", "get", "goal:1")


if __name__ == "__main__":
    try:
        tap.run(sys.modules[__name__])
    finally:
        Office.close()
