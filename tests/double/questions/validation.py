# SPDX-License-Identifier: EUPL-1.2
"""Validation functions: what they stop, what they see."""

import json

from . import outcome, question, revision

# Refuses everything and tells in the reason what it saw.
TELLTALE = """function (newDoc, oldDoc, userCtx, secObj) {
  if (newDoc.tell) throw({forbidden: JSON.stringify([
    oldDoc && oldDoc._rev, newDoc._rev || null, newDoc._revisions, Object.keys(userCtx).sort(),
    userCtx.roles, secObj.extra])});
}"""


def guarded(world, source):
    path = world.db()
    security = {**world.admin.get(f"{path}/_security").json, "extra": ["x"]}
    world.admin.put(f"{path}/_security", security)
    assert world.admin.put(f"{path}/_design/guard", {"validate_doc_update": source}).status == 201
    return path


def told(world, rows):
    """The first refusal's story, with the member's role made common."""
    seen = json.loads(rows.json[0]["reason"])
    seen[4] = ["role" if role == world.role else role for role in seen[4]]
    return seen


@question("a validation function refuses")
def _(world):
    path = guarded(world, "function (n, o, u, s) { if (n.bad) throw({forbidden: 'nee'}); }")
    single = world.member.put(f"{path}/a", {"bad": True})
    pushed = world.push(path, revision("b", "1-b", bad=True), revision("c", "1-c"))
    batch = world.member.post(f"{path}/_bulk_docs", {"docs": [{"_id": "d", "bad": 1}, {"_id": "e"}]})
    return [single.status, single.json, pushed.status, pushed.json, world.member.get(f"{path}/b").status,
            world.member.get(f"{path}/c").status, batch.status, batch.json[0]]


@question("a validation function throws unauthorized, or breaks")
def _(world):
    path = guarded(world, "function (n) { if (n.a) throw({unauthorized: 'who?'}); if (n.b) n.none.such(); }")
    first, broken = world.member.put(f"{path}/a", {"a": 1}), world.member.put(f"{path}/b", {"b": 1})
    return [first.status, first.json, broken.status >= 400, world.member.get(f"{path}/b").status]


@question("administrators are validated, _local documents are not")
def _(world):
    path = guarded(world, "function (n) { throw({forbidden: 'nothing'}); }")
    return [outcome(world.admin.put(f"{path}/a", {})), world.member.put(f"{path}/_local/a", {}).status]


@question("what validation sees of a new document")
def _(world):
    path = guarded(world, TELLTALE)
    return told(world, world.push(path, revision("a", "1-a", tell=1)))


@question("what validation sees of a child")
def _(world):
    path = guarded(world, TELLTALE)
    world.push(path, revision("a", "1-a"))
    return told(world, world.push(path, revision("a", "2-b", "1-a", tell=1)))


@question("what validation sees of a far descendant")
def _(world):
    path = guarded(world, TELLTALE)
    world.push(path, revision("a", "1-a"))
    return told(world, world.push(path, revision("a", "4-d", "3-c", "2-b", "1-a", tell=1)))


@question("what validation sees of a fork whose parent's body is lost")
def _(world):
    path = guarded(world, TELLTALE)
    world.push(path, revision("a", "2-b", "1-a"))
    return told(world, world.push(path, revision("a", "2-c", "1-a", tell=1)))


@question("what validation sees of a second root")
def _(world):
    path = guarded(world, TELLTALE)
    world.push(path, revision("a", "1-a"))
    return told(world, world.push(path, revision("a", "1-z", tell=1)))


@question("what validation sees after a purge")
def _(world):
    path = guarded(world, TELLTALE)
    world.push(path, revision("a", "1-a"))
    world.admin.post(f"{path}/_purge", {"a": ["1-a"]})
    return told(world, world.push(path, revision("a", "2-b", "1-a", tell=1)))


@question("what validation sees below a tombstone")
def _(world):
    path = guarded(world, TELLTALE)
    world.push(path, revision("a", "2-t", "1-a", _deleted=True))
    return told(world, world.push(path, revision("a", "3-c", "2-t", tell=1)))


@question("a known revision is not validated again")
def _(world):
    path = world.db()
    world.push(path, revision("a", "2-b", "1-a"))
    world.admin.put(f"{path}/_design/guard", {"validate_doc_update": "function () { throw({forbidden: 'no'}); }"})
    answers = [world.push(path, revision("a", *history)).json for history in (("2-b", "1-a"), ("1-a",))]
    return [answers, outcome(world.member.put(f"{path}/x", {}))]


@question("a first revision can be told by _revisions")
def _(world):
    source = "function (n) { if (n._id[0] !== '_' && n._revisions.start !== 1) throw({forbidden: 'only once'}); }"
    path = guarded(world, source)
    first = world.push(path, revision("a", "1-a"))
    later = world.push(path, revision("a", "2-b", "1-a"), revision("new", "2-b"))
    return [first.json, [row["id"] for row in later.json]]


@question("a repaired validation function counts at once")
def _(world):
    path = guarded(world, "function () { throw({forbidden: 'no'}); }")
    refused = outcome(world.member.put(f"{path}/a", {}))
    rev = world.admin.get(f"{path}/_design/guard").json["_rev"]
    world.admin.delete(f"{path}/_design/guard?rev={rev}")
    return [refused, world.member.put(f"{path}/a", {}).status]
