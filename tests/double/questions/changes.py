# SPDX-License-Identifier: EUPL-1.2
"""The changes feed."""

import base64
import http.client
import json
import threading
import time

from . import outcome, question, revision


def filled(world, count=3):
    path = world.db()
    world.push(path, *[revision(f"d{at}", f"1-{at}", n=at) for at in range(count)])
    return path


def ids(answer):
    return sorted(row["id"] for row in answer.json["results"])


@question("the shape of a changes feed")
def _(world):
    path = filled(world)
    seen = world.member.get(f"{path}/_changes?style=all_docs&limit=2").json
    row = seen["results"][-1]
    return [sorted(seen), seen["pending"], len(seen["results"]), sorted(row), isinstance(row["seq"], str),
            isinstance(seen["last_seq"], str)]


@question("rows of a document with branches, by style")
def _(world):
    path = world.db()
    world.push(path, revision("c", "2-aaa"), revision("c", "3-ccc", _deleted=True), revision("c", "2-bbb"))
    short, full = [world.member.get(f"{path}/_changes{style}").json["results"][0] for style in ("", "?style=all_docs")]
    return [short["changes"], full["changes"], short.get("deleted")]


@question("a deleted document in the feed")
def _(world):
    path = world.db()
    world.push(path, revision("gone", "2-b", "1-a", _deleted=True))
    row = world.member.get(f"{path}/_changes?include_docs=true").json["results"][0]
    return [row["deleted"], row["doc"]]


@question("include_docs carries no _revisions")
def _(world):
    path = filled(world, 1)
    return world.member.get(f"{path}/_changes?include_docs=true").json["results"][0]["doc"]


@question("paging to the end")
def _(world):
    path = filled(world, 5)
    seen, since = [], "0"
    for _turn in range(9):
        answer = world.member.get(f"{path}/_changes?limit=2&since={since}").json
        if not answer["results"]:
            break
        seen.append([len(answer["results"]), answer["pending"]])
        since = answer["last_seq"]
    return seen


@question("since=now")
def _(world):
    return len(world.member.get(f"{filled(world)}/_changes?since=now").json["results"])


@question("which rows carry a seq when seq_interval=3")
def _(world):
    path = filled(world, 7)
    rows = world.member.get(f"{path}/_changes?seq_interval=3&limit=6").json
    return [[row["seq"] is not None for row in rows["results"]], isinstance(rows["last_seq"], str)]


@question("a since that is no sequence")
def _(world):
    return outcome(world.member.get(f"{filled(world)}/_changes?since=nonsense"))


@question("a document is in the feed once, at its last change")
def _(world):
    path = filled(world)
    world.push(path, revision("d0", "2-x", "1-0"))
    return [len(world.member.get(f"{path}/_changes").json["results"]), ids(world.member.get(f"{path}/_changes"))]


@question("the old since in a database made anew")
def _(world):
    path = filled(world)
    since = world.member.get(f"{path}/_changes").json["last_seq"]
    security = world.admin.get(f"{path}/_security").json
    world.admin.delete(path)
    world.admin.put(path)
    world.admin.put(f"{path}/_security", security)
    world.push(path, revision("new", "1-n"))
    return ids(world.member.get(f"{path}/_changes?since={since}"))


@question("filters: _selector, _doc_ids, a design document's, none such")
def _(world):
    path = filled(world)
    world.admin.put(f"{path}/_design/v", {"filters": {"f": "function(d,r){return d.n==r.query.n;}"}})
    return [ids(world.member.post(f"{path}/_changes?filter=_selector", {"selector": {"n": {"$gt": 0}}})),
            ids(world.member.post(f"{path}/_changes?filter=_doc_ids", {"doc_ids": ["d2", "no"]})),
            ids(world.member.get(f"{path}/_changes?filter=v/f&n=1")),
            world.member.get(f"{path}/_changes?filter=v/none").status]


@question("a long poll wakes on a write")
def _(world):
    path = filled(world, 1)
    since = world.member.get(f"{path}/_changes").json["last_seq"]
    seen = {}

    def poll():
        waiter = world.member.as_user(*world.member.auth)
        start = time.monotonic()
        answer = waiter.get(f"{path}/_changes?feed=longpoll&timeout=8000&since={since}")
        seen.update(ids=ids(answer), seconds=time.monotonic() - start, keys=sorted(answer.json))
        waiter.close()

    thread = threading.Thread(target=poll)
    thread.start()
    time.sleep(0.5)
    world.member.put(f"{path}/later", {})
    thread.join()
    return [seen["ids"], seen["keys"], 0.4 < seen["seconds"] < 7]


@question("a long poll that nothing happens to")
def _(world):
    path = filled(world, 1)
    since = world.member.get(f"{path}/_changes").json["last_seq"]
    start = time.monotonic()
    answer = world.member.get(f"{path}/_changes?feed=longpoll&timeout=700&since={since}")
    return [answer.json["results"], isinstance(answer.json["last_seq"], str), 0.6 < time.monotonic() - start < 10]


@question("heartbeats of a long poll")
def _(world):
    path = filled(world, 1)
    since = world.member.get(f"{path}/_changes").json["last_seq"]
    waiter = world.member.as_user(*world.member.auth)
    waiter.get(path)
    headers = {"Authorization": signed(waiter)}
    waiter.connection.request("GET", f"{path}/_changes?feed=longpoll&heartbeat=200&since={since}", None, headers)
    response = waiter.connection.getresponse()
    got = b""
    while got.count(b"\n") < 5:
        got += response.read1(100)
    waiter.close()
    return [got.startswith(b'{"results":[\n'), got.strip() == b'{"results":[']


def signed(client):
    """The Authorization header of a client, for requests made by hand."""
    return "Basic " + base64.b64encode(":".join(client.auth).encode()).decode()


@question("a continuous feed")
def _(world):
    path = filled(world)
    data = world.member.get(f"{path}/_changes?feed=continuous&timeout=300").data
    lines = [json.loads(line) for line in data.split(b"\n") if line]
    return [len(lines), sorted(lines[0]), sorted(lines[-1])]


@question("a reader that goes away in the middle of a long poll")
def _(world):
    path = filled(world, 1)
    since = world.member.get(f"{path}/_changes").json["last_seq"]
    waiter = world.member.as_user(*world.member.auth)
    waiter.timeout = 0.3
    try:
        waiter.get(f"{path}/_changes?feed=longpoll&since={since}")
        return "answered"
    except (TimeoutError, http.client.HTTPException):
        return world.member.get(path).status
