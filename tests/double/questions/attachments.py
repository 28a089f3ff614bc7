# SPDX-License-Identifier: EUPL-1.2
"""Attachments."""

import base64
import json

from . import outcome, question, revision

DATA = bytes(range(256)) * 400


def b64(data):
    return base64.b64encode(data).decode()


def attached(world):
    """A document with one attachment; its path and revision."""
    path = f"{world.db()}/att"
    rev = world.member.put(path, {"t": 1}).json["rev"]
    headers = {"Content-Type": "application/octet-stream"}
    answer = world.member.request("PUT", f"{path}/f.bin?rev={rev}", DATA, headers)
    assert answer.status == 201, answer.data
    return path, answer.json["rev"]


@question("an attachment by itself")
def _(world):
    path, rev = attached(world)
    seen = world.member.get(f"{path}/f.bin", accept="*/*")
    names = ("ETag", "Content-MD5", "Content-Type", "Accept-Ranges")
    return [rev[:2], seen.data == DATA, [seen.headers[name] for name in names]]


@question("a range of an attachment")
def _(world):
    path, _rev = attached(world)
    some = world.member.get(f"{path}/f.bin", accept="*/*", range="bytes=100-199")
    rest = world.member.get(f"{path}/f.bin", accept="*/*", range="bytes=102300-")
    return [some.status, some.data == DATA[100:200], some.headers["Content-Range"], rest.data == DATA[102300:]]


@question("the stub of an attachment")
def _(world):
    path, _rev = attached(world)
    return world.member.get(path).json["_attachments"]


@question("a text attachment is kept gzipped, with the digest of that")
def _(world):
    path = f"{world.db()}/att"
    inline = {"t.txt": {"content_type": "text/plain", "data": b64(b"hallo " * 500)}}
    put = world.member.put(path, {"_attachments": inline})
    stub = world.member.get(f"{path}?att_encoding_info=true").json["_attachments"]
    packed = world.member.get(f"{path}/t.txt", accept="*/*", accept_encoding="gzip")
    plain = world.member.get(f"{path}/t.txt", accept="*/*")
    return [put.status, stub, packed.headers["Content-Encoding"], len(packed.data), plain.data == b"hallo " * 500]


@question("attachments=true as JSON and as multipart/related")
def _(world):
    path, _rev = attached(world)
    inline = world.member.get(f"{path}?attachments=true").json["_attachments"]["f.bin"]
    parts = world.member.get(f"{path}?attachments=true", accept="multipart/related")
    return [sorted(inline), inline["data"] == b64(DATA), parts.headers["Content-Type"].split(";")[0], len(parts.data),
            DATA in parts.data]


@question("a multipart/related PUT")
def _(world):
    path = f"{world.db()}/att"
    data = b"binary\x00data"
    promise = {"m.bin": {"follows": True, "content_type": "application/octet-stream", "length": len(data)}}
    head = f"--XX\r\nContent-Type: application/json\r\n\r\n{json.dumps({'_attachments': promise})}\r\n--XX\r\n\r\n"
    body = head.encode() + data + b"\r\n--XX--"
    put = world.member.request("PUT", path, body, {"Content-Type": 'multipart/related; boundary="XX"'})
    return [put.status, world.member.get(f"{path}/m.bin", accept="*/*").data == data]


@question("atts_since leaves out what is known")
def _(world):
    path, rev = attached(world)
    seen = world.member.get(f"{path}?attachments=true&atts_since=%5B%22{rev}%22%5D").json
    return seen["_attachments"]["f.bin"].get("stub")


@question("a replicated attachment, then a revision that only names it")
def _(world):
    path = world.db()
    inline = {"p.jpg": {"content_type": "image/jpeg", "revpos": 1, "data": b64(b"picture")}}
    world.push(path, revision("a", "1-a", _attachments=inline))
    stub = world.member.get(f"{path}/a").json["_attachments"]
    pushed = world.push(path, revision("a", "2-b", "1-a", _attachments=stub, v=2))
    return [stub, pushed.json, world.member.get(f"{path}/a/p.jpg", accept="*/*").data.decode()]


@question("attachments in _bulk_get and in the changes feed")
def _(world):
    path = world.db()
    inline = {"p.jpg": {"content_type": "image/jpeg", "revpos": 1, "data": b64(b"picture")}}
    world.push(path, revision("a", "1-a", _attachments=inline))
    asked = {"docs": [{"id": "a", "rev": "1-a"}]}
    docs = [world.member.post(f"{path}/_bulk_get{query}", asked).json["results"][0]["docs"][0]["ok"]
            for query in ("", "?attachments=true")]
    row = world.member.get(f"{path}/_changes?include_docs=true").json["results"][0]
    return [[sorted(doc["_attachments"]["p.jpg"]) for doc in docs], sorted(row["doc"]["_attachments"]["p.jpg"])]


@question("an attachment with a stale revision, and one that is not there")
def _(world):
    path, _rev = attached(world)
    stale = world.member.request("PUT", f"{path}/g.bin?rev=1-abc", b"x", {"Content-Type": "x/y"})
    return [outcome(stale), outcome(world.member.get(f"{path}/none.bin"))]


@question("deleting an attachment")
def _(world):
    path, rev = attached(world)
    gone = world.member.delete(f"{path}/f.bin?rev={rev}")
    return [gone.status, "_attachments" in world.member.get(path).json]


@question("data that is no base64")
def _(world):
    path = world.db()
    bad = {"x": {"content_type": "x/y", "data": "!!!"}}
    return world.member.put(f"{path}/a", {"_attachments": bad}).status
