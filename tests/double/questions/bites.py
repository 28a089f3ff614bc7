# SPDX-License-Identifier: EUPL-1.2
"""The points where CouchDB is not what one would think."""

import gzip
import json

from . import outcome, question, revision


@question("one record over 8 MB costs the whole batch")
def _(world):
    path = world.db()
    big = revision("big", "1-b", x="y" * 8000001)
    answer = world.push(path, revision("good", "1-g"), big)
    return [outcome(answer), answer.json["reason"], world.member.get(f"{path}/good").status]


@question("one missing attachment costs the whole batch")
def _(world):
    path = world.db()
    stub = {"a.bin": {"stub": True, "content_type": "x/y", "revpos": 1, "digest": "md5-x", "length": 3}}
    answer = world.push(path, revision("good", "1-g"), revision("bad", "2-b", "1-a", _attachments=stub))
    return [outcome(answer), "bad" in answer.json["reason"], world.member.get(f"{path}/good").status]


@question("the same revision with another body is silently dropped")
def _(world):
    path = world.db()
    world.push(path, revision("a", "1-a", v="first"))
    again = world.push(path, revision("a", "1-a", v="second"))
    return [again.status, again.json, world.member.get(f"{path}/a").json["v"]]


@question("an inner revision is reported stored, its body is not")
def _(world):
    path = world.db()
    world.push(path, revision("a", "3-c", "2-b", "1-a", v=3))
    inner = world.push(path, revision("a", "2-b", "1-a", v=2))
    missing = world.member.post(f"{path}/_revs_diff", {"a": ["2-b", "1-a"]}).json
    got = world.member.post(f"{path}/_bulk_get", {"docs": [{"id": "a", "rev": "2-b"}]}).json
    return [inner.status, inner.json, missing, outcome(world.member.get(f"{path}/a?rev=2-b")), got]


@question("[new, leaf] attaches to the known leaf")
def _(world):
    path = world.db()
    world.push(path, revision("a", "3-c", "2-b", "1-a"))
    world.push(path, revision("a", "4-d", "3-c", v=4))
    return world.member.get(f"{path}/a?revs=true&conflicts=true").json


@question("a child without its parent is a root of its own")
def _(world):
    path = world.db()
    world.push(path, revision("a", "3-c", "2-b", "1-a"))
    world.push(path, revision("a", "5-e", v=5))
    return world.member.get(f"{path}/a?revs=true&conflicts=true").json


@question("a leaf below a tombstone, and one beside it")
def _(world):
    path = world.db()
    world.push(path, revision("a", "2-t", "1-a", _deleted=True))
    gone = world.member.get(f"{path}/a").status
    world.push(path, revision("a", "3-c", "2-t", v="below"))
    below = world.member.get(f"{path}/a?revs=true").json
    world.push(path, revision("b", "2-t", "1-a", _deleted=True), revision("b", "2-x", "1-a", v="beside"))
    return [gone, below, world.member.get(f"{path}/b?deleted_conflicts=true").json]


@question("the winner is a tombstone only when all leaves are")
def _(world):
    path = world.db()
    world.push(path, revision("a", "2-a", "1-r"), revision("a", "2-b", "1-r"))
    world.push(path, revision("a", "3-x", "2-b", "1-r", _deleted=True))
    first = world.member.get(f"{path}/a").json["_rev"]
    world.push(path, revision("a", "3-y", "2-a", "1-r", _deleted=True))
    row = world.member.get(f"{path}/_changes?style=all_docs").json["results"][0]
    return [first, row["changes"], row["deleted"]]


@question("old bodies are readable until compaction")
def _(world):
    path = world.db()
    world.push(path, revision("a", "1-a", v=1))
    world.push(path, revision("a", "2-b", "1-a", v=2))
    before = world.member.get(f"{path}/a?rev=1-a").json
    world.compact(path)
    return [before, outcome(world.member.get(f"{path}/a?rev=1-a")), world.member.get(f"{path}/a").json["v"]]


@question("purging a leaf, an inner revision, and everything")
def _(world):
    path = world.db()
    world.push(path, revision("a", "2-b", "1-a"), revision("a", "2-c", "1-a"))
    inner = world.admin.post(f"{path}/_purge", {"a": ["1-a"]})
    leaf = world.admin.post(f"{path}/_purge", {"a": ["2-c"]}).json["purged"]
    left = world.member.get(f"{path}/a?conflicts=true").json
    rest = world.admin.post(f"{path}/_purge", {"a": ["2-b"]}).json["purged"]
    feed = world.member.get(f"{path}/_changes").json["results"]
    return [inner.status, inner.json, leaf, left, rest, world.member.get(f"{path}/a").json, feed]


@question("a late child of a purged revision brings it back")
def _(world):
    path = world.db()
    world.push(path, revision("a", "1-a", v=1))
    world.admin.post(f"{path}/_purge", {"a": ["1-a"]})
    missing = world.member.post(f"{path}/_revs_diff", {"a": ["1-a"]}).json
    late = world.push(path, revision("a", "2-b", "1-a", v=2))
    return [missing, late.status, late.json, world.member.get(f"{path}/a").json]


@question("a tree cut to its last revisions")
def _(world):
    path = world.db()
    put = world.admin.put(f"{path}/_revs_limit", 3).status
    world.push(path, revision("a", "6-f", "5-e", "4-d", "3-c", "2-b", "1-a"))
    cut = world.member.get(f"{path}/a?revs=true").json["_revisions"]
    world.push(path, revision("a", "8-h", "7-g"))
    return [put, cut, world.member.get(f"{path}/a?conflicts=true&revs=true").json]


@question("a gzipped request")
def _(world):
    path = world.db()
    body = gzip.compress(json.dumps({"docs": [revision("z", "1-z")], "new_edits": False}).encode())
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    answer = world.member.request("POST", f"{path}/_bulk_docs", body, headers)
    other = world.member.request("POST", f"{path}/_bulk_docs", body, {**headers, "Content-Encoding": "br"})
    return [answer.status, world.member.get(f"{path}/z").status, outcome(other)]


@question("a batch of 4 MB")
def _(world):
    path = world.db()
    docs = [{"_id": f"big{at}", "x": "y" * 4000} for at in range(1000)]
    answer = world.member.post(f"{path}/_bulk_docs", {"docs": docs})
    return [answer.status, len(answer.json)]


@question("a replicated document by PUT ?new_edits=false")
def _(world):
    path = world.db()
    put = world.member.put(f"{path}/a?new_edits=false", revision("a", "4-d", "3-c"))
    return [put.status, put.json["rev"], world.member.get(f"{path}/a?revs=true").json["_revisions"]]
