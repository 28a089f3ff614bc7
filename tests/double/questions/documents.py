# SPDX-License-Identifier: EUPL-1.2
"""Documents one by one: writing, reading, ids, numbers, errors."""

from . import outcome, question, revision


@question("a database made twice; a name it may not have")
def _(world):
    path = world.db()
    return [outcome(world.admin.put(path)), outcome(world.admin.put("/Capital"))]


@question("a database that is not there")
def _(world):
    answer = world.admin.get(f"/probe-{world.tag}-nothing")
    return [answer.status, answer.json]


@question("the id of a first revision")
def _(world):
    return world.member.put(f"{world.db()}/det", {"a": 1, "b": "x"}).json["rev"]


@question("ids of other first revisions")
def _(world):
    path = world.db()
    bodies = [{"a": 5}, {"x": "y" * 200}]
    return [world.member.post(path, {"_id": f"d{at}", **body}).json["rev"] for at, body in enumerate(bodies)]


@question("the same edits twice give the same revisions")
def _(world):
    path = world.db()
    stories = []
    for name in ("a", "b"):
        revs = [world.member.put(f"{path}/{name}", {"n": 1}).json["rev"]]
        revs.append(world.member.put(f"{path}/{name}", {"n": 2, "_rev": revs[0]}).json["rev"])
        revs.append(world.member.delete(f"{path}/{name}?rev={revs[1]}").json["rev"])
        revs.append(world.member.put(f"{path}/{name}", {"n": 3}).json["rev"])
        stories.append(revs)
    return [stories[0] == stories[1], [rev.split("-")[0] for rev in stories[0]]]


@question("an edit without the revision it is built on")
def _(world):
    path = f"{world.db()}/a"
    world.member.put(path, {})
    return [outcome(world.member.put(path, {"n": 2})), outcome(world.member.put(path, {"_rev": "1-abc"}))]


@question("If-None-Match")
def _(world):
    path = f"{world.db()}/a"
    rev = world.member.put(path, {}).json["rev"]
    etag = world.member.get(path).headers["ETag"]
    return [etag == f'"{rev}"', world.member.get(path, if_none_match=etag).status]


@question("a deleted document")
def _(world):
    path = f"{world.db()}/a"
    rev = world.member.put(path, {}).json["rev"]
    gone = world.member.delete(f"{path}?rev={rev}")
    seen = world.member.get(path)
    again = world.member.get(f"{path}?rev={gone.json['rev']}").json
    return [gone.status, seen.status, seen.json, again["_deleted"], outcome(world.member.delete(path))]


@question("a document that was never there")
def _(world):
    path = world.db()
    return [world.member.get(f"{path}/x").json, outcome(world.member.get(f"{path}/x?rev=1-a"))]


@question("broken requests")
def _(world):
    path = world.db()
    member = world.member
    json_type = {"Content-Type": "application/json"}
    answers = [
        member.request("PUT", f"{path}/x", b'{"a":', json_type),
        member.request("PUT", f"{path}/x", b'{"a":"\xff"}', json_type),
        member.put(f"{path}/x", [1]),
        member.put(f"{path}/x", {"_strange": 1}),
        member.put(f"{path}/x", {"_rev": "nonsense"}),
        member.put(f"{path}/_strange", {}),
        member.post(f"{path}/_bulk_docs", {}),
        member.post(f"{path}/_bulk_docs", {"docs": 1}),
        member.post(f"{path}/_bulk_docs", {"docs": [], "new_edits": "no"}),
        member.post(f"{path}/_bulk_docs", {"docs": [{"_id": "x"}], "new_edits": False}),
        member.post(f"{path}/_bulk_get", {}),
        member.request("POST", f"{path}/_bulk_docs", b'{"docs":[]}', {"Content-Type": "text/plain"}),
        member.request("PATCH", f"{path}/x", b"{}", json_type),
        member.get(f"{path}/_bulk_docs"),
    ]
    return [outcome(answer) for answer in answers]


@question("numbers that JSON libraries spoil")
def _(world):
    path = f"{world.db()}/num"
    text = b'{"a":12345678901234567890,"b":1.0,"c":1e3,"d":0.1,"10":1,"9":2}'
    world.member.request("PUT", path, text, {"Content-Type": "application/json"})
    data = world.member.get(path).data.decode().strip()
    return data[data.index('"a":'):]


@question("words in other scripts, and an id with a slash")
def _(world):
    path = f"{world.db()}/a%2Fb%20%C3%A9"
    put = world.member.put(path, {"t": "één 😀 \u0000x"})
    seen = world.member.get(path).json
    return [put.status, put.json["id"], seen["_id"], seen["t"]]


@question("two branches and the winner")
def _(world):
    path = world.db()
    pushed = world.push(path, revision("c", "2-aaa", "1-r00", v=1), revision("c", "2-bbb", "1-r00", v=2))
    seen = world.member.get(f"{path}/c?conflicts=true").json
    return [pushed.status, pushed.json, seen["_rev"], seen["_conflicts"]]


@question("the winner among deleted, long and high branches")
def _(world):
    path = world.db()
    world.push(path, revision("w", "9-z", _deleted=True), revision("w", "2-a"), revision("w", "2-b"),
               revision("w", "2-f0000000000000000000000000000000"), revision("w", "1-zzz"))
    seen = world.member.get(f"{path}/w?conflicts=true&deleted_conflicts=true").json
    return [seen["_rev"], seen["_conflicts"], seen["_deleted_conflicts"]]


@question("open_revs")
def _(world):
    path = world.db()
    world.push(path, revision("c", "2-aaa", "1-r00", v=1), revision("c", "2-bbb", "1-r00", v=2))
    every = world.member.get(f"{path}/c?open_revs=all&revs=true").json
    some = world.member.get(f'{path}/c?open_revs=["2-aaa","3-no"]').json
    return [sorted(row["ok"]["_rev"] for row in every), [list(row) for row in some]]


@question("_revs_diff")
def _(world):
    path = world.db()
    world.push(path, revision("c", "2-aaa", "1-r00"), revision("c", "2-bbb", "1-r00"))
    asked = {"c": ["2-aaa", "2-ccc", "3-ddd"], "nope": ["1-x"], "known": []}
    return world.member.post(f"{path}/_revs_diff", asked).json


@question("_missing_revs")
def _(world):
    path = world.db()
    world.push(path, revision("c", "2-aaa", "1-r00"))
    return world.member.post(f"{path}/_missing_revs", {"c": ["2-aaa", "2-ccc"]}).json


@question("_bulk_get: found, without revision, missing")
def _(world):
    path = world.db()
    world.push(path, revision("c", "2-aaa", "1-r00", v=1), revision("det", "1-x", a=1))
    asked = [{"id": "c", "rev": "2-aaa"}, {"id": "det"}, {"id": "nope", "rev": "1-x"}, {"id": "nope2"}]
    answer = world.member.post(f"{path}/_bulk_get?revs=true&latest=true&attachments=true", {"docs": asked})
    return [answer.headers["Content-Type"], answer.json]


@question("_bulk_get of the latest below an inner revision")
def _(world):
    path = world.db()
    world.push(path, revision("c", "2-aaa", "1-r00", v=1), revision("c", "2-bbb", "1-r00", v=2))
    return world.member.post(f"{path}/_bulk_get?revs=true&latest=true", {"docs": [{"id": "c", "rev": "1-r00"}]}).json


@question("_bulk_get as multipart")
def _(world):
    path = world.db()
    world.push(path, revision("det", "1-x"))
    answer = world.member.post(f"{path}/_bulk_get?revs=true", {"docs": [{"id": "det"}]}, accept="multipart/mixed")
    return [answer.status, answer.headers["Content-Type"].split("=")[0]]


@question("rows of an interactive batch")
def _(world):
    path = world.db()
    world.member.put(f"{path}/old", {})
    docs = [{"_id": "new", "a": 5}, {"_id": "old"}, {"_id": "twice", "n": 1}, {"_id": "twice", "n": 2}]
    answer = world.member.post(f"{path}/_bulk_docs", {"docs": docs})
    return [answer.status, [sorted(row) for row in answer.json], answer.json[1]]


@question("_local documents")
def _(world):
    path = world.db()
    there = f"{path}/_local/cp"
    first = world.member.put(there, {"n": 1})
    blind = world.member.put(there, {"n": 2})
    known = world.member.put(there, {"n": 3, "_rev": first.json["rev"]})
    seen = world.member.get(there).json
    listed = "_local" in world.member.get(f"{path}/_changes").data.decode()
    return [first.json, blind.status, known.json["rev"], seen, listed,
            world.member.get(f"{path}/_local/none").status]


@question("any member reads, lists and overwrites others' _local documents")
def _(world):
    path = world.db()
    other = world.user("frank", [world.role])
    world.member.put(f"{path}/_local/mine", {"of": "anna"})
    rows = other.get(f"{path}/_local_docs").json["rows"]
    return [[row["id"] for row in rows], other.get(f"{path}/_local/mine").json["of"],
            other.put(f"{path}/_local/mine", {"of": "frank"}).status]


@question("_all_docs by keys, and a range of it")
def _(world):
    path = world.db()
    for name in ("a", "b", "c"):
        world.member.put(f"{path}/{name}", {"n": name})
    keys = world.member.post(f"{path}/_all_docs?include_docs=true", {"keys": ["b", "nope"]}).json["rows"]
    some = world.member.get(f'{path}/_all_docs?startkey="b"&limit=1').json["rows"]
    return [[row.get("error") or row["doc"]["n"] for row in keys], [row["id"] for row in some]]


@question("_find and _index")
def _(world):
    path = world.db()
    for number in (1, 2, 3):
        world.member.put(f"{path}/d{number}", {"n": number, "t": {"u": "x"}})
    made = world.admin.post(f"{path}/_index", {"index": {"fields": ["n"]}, "name": "by-n"})
    found = world.member.post(f"{path}/_find", {"selector": {"n": {"$gte": 2}, "t.u": "x"}, "fields": ["n"]}).json
    return [made.status, made.json["result"], sorted(doc["n"] for doc in found["docs"])]


@question("what a database tells of itself")
def _(world):
    path = world.db()
    world.member.put(f"{path}/a", {})
    info = world.member.get(path).json
    return [sorted(info), info["doc_count"], info["doc_del_count"], isinstance(info["update_seq"], str),
            isinstance(info["instance_start_time"], str)]


@question("_ensure_full_commit, _revs_limit, _design_docs")
def _(world):
    path = world.db()
    return [world.member.post(f"{path}/_ensure_full_commit").status, world.admin.get(f"{path}/_revs_limit").json,
            world.member.get(f"{path}/_design_docs").status]


@question("the server compresses no JSON answer")
def _(world):
    path = world.db()
    world.member.put(f"{path}/a", {"x": "y" * 5000})
    answer = world.member.get(f"{path}/_changes?include_docs=true", accept_encoding="gzip, deflate")
    return answer.headers["Content-Encoding"]
