#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""What the server itself refuses, asked of the server and not of the app: whatever a laptop, an old app, PouchDB or a
stranger sends. Each refusal goes in one batch with a good neighbour, which must get through."""

import base64
import copy
import json
import sys

from place import FAMILY, HEX, Place, database, decision, goal, hashed, once, quoted, revised

import tap

OTHER = f"family:{HEX[::-1]}"


def changed(body, change):
    """A copy with something done to it."""
    body = copy.deepcopy(body)
    change(body)
    return body


def entry(body):
    return body["fields"]["words"][0]


SHAPES = {
    "no type": lambda body: body.pop("type"),
    "a type that is no word": lambda body: body.update(type="Goal"),
    "another type than the id says": lambda body: body.update(type="note"),
    "an id with a space": lambda body: body.update(_id="goal:a b"),
    "an endless id": lambda body: body.update(_id="goal:" + "x" * 300),
    "no family": lambda body: body.pop("family"),
    "another family": lambda body: body.update(family=OTHER),
    "a family that is no text": lambda body: body.update(family=[FAMILY]),
    "a hash that is none": lambda body: body.update(hash="short"),
    "no hash": lambda body: body.pop("hash"),
    "no clock": lambda body: body.pop("clock"),
    "a clock that is a list": lambda body: body.update(clock=[1]),
    "a clock that counts in halves": lambda body: body["clock"].update(k3f=1.5),
    "a clock that counts from nought": lambda body: body["clock"].update(p9a=0),
    "a clock in words": lambda body: body["clock"].update(k3f="1"),
    "too many devices": lambda body: body["clock"].update({f"d{at}": 1 for at in range(10001)}),
    "no fields": lambda body: body.pop("fields"),
    "fields that are text": lambda body: body.update(fields="words"),
    "a field that is no list": lambda body: body["fields"].update(words={"dot": "k3f:1", "v": "x"}),
    "a field of nothing": lambda body: body["fields"].update(words=[]),
    "an entry that is text": lambda body: body["fields"].update(words=["x"]),
    "an entry without a dot": lambda body: entry(body).pop("dot"),
    "a dot without a counter": lambda body: entry(body).update(dot="k3f"),
    "a dot the clock does not know": lambda body: entry(body).update(dot="k3f:2"),
    "a dot of an unknown device": lambda body: entry(body).update(dot="zzz:1"),
    "an entry without a value": lambda body: entry(body).pop("v"),
    "an entry of null": lambda body: entry(body).update(v=None),
    "a value of 1.5": lambda body: entry(body).update(v=1.5),
    "one dot twice": lambda body: body["fields"]["words"].append(entry(body)),
    "no edits": lambda body: body.pop("edits"),
    "edits that are a list": lambda body: body.update(edits=[]),
    "an edit that is text": lambda body: body["edits"].update({"k3f:1": "worker:1"}),
}


def refused(place, doc, why=None, **more):
    """The reason a document is refused for; its good neighbour is in."""
    refused.count = getattr(refused, "count", 0) + 1
    good = goal(f"good{refused.count}")
    rows = place.push("daan", revised(good, "1-a"), doc, **more)
    assert set(rows) == {doc["_id"]}, (why, rows)
    assert place.there(good["_id"]), why
    return rows[doc["_id"]]


def test_wrong_shapes():
    with Place() as place:
        for number, (name, change) in enumerate(SHAPES.items()):
            bad = changed(goal(f"bad{number}"), change)
            reason = refused(place, revised(bad, "1-b"), name)
            assert reason.startswith(("shape", "type and id", "another family")), (name, reason)
            assert not place.there(bad["_id"]), name


def test_ours_and_other_programs_bodies_pass():
    with Place() as place:
        many = goal("many")
        many["clock"] = {f"d{at:05}": 1 for at in range(3000)}
        many["fields"]["words"] = [{"dot": f"d{at:05}:1", "v": f"v{at}"} for at in range(3000)]
        newer = {**goal("newer"), "colour": {"of": ["a", "newer", "app"]}}
        newer["edits"]["k3f:1"]["sig"] = "c2ln"
        plain = {"_id": "goal:plain", "type": "goal", "family": FAMILY, "words": "Buiten spelen", "weight": 3}
        edited = {**goal("edited"), "hash": "0" * 64}
        unknown = {"_id": "new-thing:1", "type": "new-thing", "family": FAMILY, "x": 1}
        docs = [revised(body, "1-a") for body in (goal("mine"), many, newer, plain, edited, unknown, decision())]
        assert place.push("ilse", *docs) == {}
        assert place.push("ilse", revised(goal("mine", "Later"), "2-b", "1-a"), revised(goal("mine", "Beside"), "1-c"),
                          {"_id": "goal:many", "_rev": "2-t", "_deleted": True,
                           "_revisions": {"start": 2, "ids": ["t", "a"]}}) == {}
        # PouchDB writes as anybody does: PUT, on top of what it read
        daan = place.as_user("daan")
        path = f"/{database()}/{quoted('goal:plain')}"
        assert daan.put(path, {**daan.get(path).json, "words": "Binnen spelen"}).status == 201


def attached(record_id, kind, name, size):
    data = base64.b64encode(b"\1" * size).decode()
    return {"_id": record_id, "type": kind, "family": FAMILY,
            "_attachments": {name: {"content_type": "application/octet-stream", "data": data}}}


def test_attachments_are_pieces_of_pictures():
    with Place() as place:
        whole = attached("chunk:" + "1" * 32, "chunk", "bytes", 262144)
        assert place.push("daan", revised(whole, "1-a")) == {}
        assert place.there(whole["_id"])
        for wrong in (attached("chunk:" + "2" * 32, "chunk", "bytes", 262145),
                      attached("chunk:" + "3" * 32, "chunk", "film", 10),
                      attached("goal:attached", "goal", "bytes", 10)):
            assert "attachment" in refused(place, revised(wrong, "1-b")), wrong["_id"]


def test_type_and_family_never_change():
    with Place() as place:
        for name, more in (("type", {"type": "note"}), ("family", {"family": OTHER})):
            place.push("ilse", revised(goal(name), "1-a"))
            for history in (("2-b", "1-a"), ("2-c", "1-a"), ("1-z",), ("4-e", "3-d")):
                refused(place, revised({**goal(name), **more}, *history), (name, history))
            purge(place, f"goal:{name}", "1-a")
            refused(place, revised({**goal(name), **more}, "2-f", "1-a"), (name, "purged"))


def purge(place, record_id, *revs, scope="plan"):
    answer = place.admin.post(f"/{database(scope)}/_purge", {record_id: list(revs)})
    assert answer.status == 201 and sorted(answer.json["purged"][record_id]) == sorted(revs), answer.json


def test_append_only_is_written_once():
    with Place() as place:
        body = decision()
        other = {**body, "fields": {"why": [{"dot": "k3f:1", "v": "Anders"}]}, "hash": "f" * 64}
        assert place.push("ilse", revised(body, "1-a")) == {}
        for name, history in (("a child", ("2-b", "1-a")), ("a fork", ("2-c", "1-a")), ("far below", ("5-e", "4-d", "3-c"))):
            assert "append-only" in refused(place, revised(other, *history), name), name
        refused(place, revised({**body, "_id": "decision:mine"}, "1-a"), "an id that is no hash")
        plain = {"_id": body["_id"], "type": "decision", "family": FAMILY, "why": "Anders"}
        refused(place, revised(plain, "1-p"), "a second root by another program")
        purge(place, body["_id"], "1-a")
        assert "append-only" in refused(place, revised(other, "2-b", "1-a"), "a child of what was purged")
        assert place.push("ilse", revised(body, "1-a")) == {}, "but the first revision may come again"


def test_a_paper_that_was_left_is_written_once():
    """Its type is on the server's list: even without a nonce nobody writes another over it."""
    with Place() as place:
        body = once("print-record", how="handed")
        assert place.push("ilse", revised(body, "1-a"), scope="file") == {}
        other = {**body, "fields": {"how": [{"dot": "k3f:1", "v": "shown"}]}, "hash": "f" * 64}
        plain = {"_id": body["_id"], "type": "print-record", "family": FAMILY, "how": "shown"}
        for name, doc in (("a child", revised(other, "2-b", "1-a")), ("plain", revised(plain, "2-c", "1-a")),
                          ("another root", revised(plain, "1-p"))):
            rows = place.push("ilse", doc, scope="file")
            assert "append-only" in rows.get(body["_id"], ""), (name, rows)
        assert place.there(body["_id"], scope="file")


def test_append_only_of_a_type_from_a_newer_app():
    with Place() as place:
        body = {**decision(), "type": "vow"}
        body["_id"] = body["_id"].replace("decision:", "vow:")
        assert place.push("ilse", revised(body, "1-a")) == {}
        assert "append-only" in refused(place, revised({**body, "hash": "f" * 64}, "2-b", "1-a"))


def test_what_may_be_shared_and_how_well_it_goes():
    """Consents, grounds and levels are ordinary records of the plan, and change."""
    with Place() as place:
        for kind in ("consent", "legal-ground", "goal-level"):
            body = {**goal("x"), "_id": f"{kind}:1", "type": kind}
            later = hashed({**{key: value for key, value in body.items() if key != "hash"}, "clock": {"k3f": 2}})
            assert place.push("ilse", revised(body, "1-a")) == {}, kind
            assert place.push("daan", revised(later, "2-b", "1-a")) == {}, kind
            assert refused(place, revised({**later, "type": "goal"}, "3-c", "2-b", "1-a"), kind), "the type stays"


def test_safety_ratings_are_written_once_and_only_where_few_see_them():
    with Place() as place:
        body = once("safety-rating", about="member:1", score=4, rater_role="child", date="2026-11-24")
        for scope in ("plan", "file"):
            rows = place.push("ilse", revised(body, "1-a"), scope=scope)
            assert rows == {body["_id"]: "restricted: not in this database"}, (scope, rows)
            assert not place.there(body["_id"], scope)
        assert place.push("ilse", revised(body, "1-a"), scope="safe") == {}
        assert place.there(body["_id"], "safe")
        other = {**body, "fields": {**body["fields"], "score": [{"dot": "k3f:1", "v": 9}]}, "hash": "f" * 64}
        rows = place.push("daan", revised(other, "2-b", "1-a"), scope="safe")
        assert "append-only" in rows[body["_id"]], rows


def test_append_only_deleted_by_hand_may_return():
    with Place() as place:
        body = decision()
        grave = {"_id": body["_id"], "_deleted": True}
        assert place.push("ilse", revised(body, "1-a"), revised(grave, "2-t", "1-a")) == {}
        assert place.push("ilse", revised(body, "3-b", "2-t", "1-a")) == {}
        assert place.there(body["_id"])


def test_append_only_by_put():
    with Place() as place:
        body = decision()
        path = f"/{database()}/{quoted(body['_id'])}"
        daan = place.as_user("daan")
        first = daan.put(path, body)
        assert first.status == 201, first.json
        again = daan.put(path, {**body, "_rev": first.json["rev"], "hash": "f" * 64})
        assert again.status == 403 and "append-only" in again.json["reason"], again.json


def mark_erased(place, *ids, **more):
    path = f"/{database()}/_security"
    security = place.admin.get(path).json
    assert place.admin.put(path, {**security, "erased": list(ids), **more}).status == 200


def test_erased_ids_stay_out_by_every_way():
    with Place() as place:
        place.push("ilse", revised(goal("gone"), "1-a"))
        mark_erased(place, "goal:gone")
        grave = {"_id": "goal:gone", "_deleted": True}
        ways = {"a child": revised(goal("gone"), "2-b", "1-a"), "a fork": revised(goal("gone"), "3-c", "2-x", "1-a"),
                "a second root": revised(goal("gone"), "1-z"), "a tombstone": revised(grave, "2-t", "1-a"),
                "a fat tombstone": revised({**goal("gone"), "_deleted": True}, "2-u", "1-a")}
        for name, doc in ways.items():
            assert refused(place, doc, name) == "erased", name
        purge(place, "goal:gone", "1-a")
        for name, doc in ways.items():
            assert refused(place, doc, f"{name} after the purge") == "erased", name
        path = f"/{database()}/{quoted('goal:gone')}"
        for who in (place.as_user("ilse"), place.admin):
            assert who.put(path, goal("gone")).status == 403, "the administrator neither"
        assert place.admin.get(f"{path}?open_revs=all").status == 404


def test_a_family_wholly_erased_takes_nothing():
    with Place() as place:
        mark_erased(place, erased_all=True)
        assert place.push("ilse", revised(goal("any"), "1-a")) == {"goal:any": "erased"}


def test_design_documents_are_the_administrators():
    with Place() as place:
        design = {"_id": "_design/mine", "validate_doc_update": "function () {}"}
        assert place.as_user("ilse").put(f"/{database()}/_design/mine", design).status in (401, 403)
        rows = place.push("ilse", revised(design, "1-a"), revised(goal("beside"), "1-a"))
        assert set(rows) == {"_design/mine"}, rows
        assert place.admin.put(f"/{database()}/_design/mine", design).status == 201


def test_outsiders_even_when_the_door_stands_open():
    with Place() as place:
        place.office.add_user("noa")
        noa = place.as_user("noa")
        path = f"/{database()}/{quoted('goal:in')}"
        assert noa.put(path, goal("in")).status == 403
        security = place.admin.get(f"/{database()}/_security").json
        assert place.admin.put(f"/{database()}/_security", {**security, "members": {"names": [], "roles": []}}).status == 200
        answer = noa.put(path, goal("in"))
        assert answer.status == 403 and "not a member" in answer.json["reason"], answer.json
        assert place.admin.as_user(None, None).put(path, goal("in")).status in (401, 403)


REQUEST = {"_id": "request:" + "a" * 32, "type": "inbox-request", "kind": "team-join", "family": FAMILY, "expects": None}
NOT_A_WORKERS = {
    "a note": {"_id": "database:kt-other-safe", "type": "inbox-database", "name": database("safe"), "family": FAMILY,
               "scope": "safe"},
    "an erasure": {"_id": "erasure:1", "type": "inbox-erasure", "database": database(), "ids": ["goal:1"]},
    "an answer": {"_id": "answer:1", "type": "inbox-answer", "outcome": "done"},
    "forwarded work": {"_id": "unsent:1", "type": "inbox-unsent", "records": []},
    "a request by another name": {**REQUEST, "_id": "request:me"},
    "a request of another type": {**REQUEST, "_id": "request:" + "b" * 32, "type": "inbox-answer"},
    "an unknown kind": {**REQUEST, "_id": "request:" + "c" * 32, "kind": "make-me-admin"},
    "a family that is none": {**REQUEST, "_id": "request:" + "d" * 32, "family": "Van Drielen"},
    "a revision that is none": {**REQUEST, "_id": "request:" + "e" * 32, "expects": 7},
    "nothing sealed": {**REQUEST, "_id": "request:" + "f" * 32, "kind": "escrow"},
    "no records": {**REQUEST, "_id": "request:" + "1" * 32, "kind": "unsent-work", "records": "all"},
}


def test_the_inbox_takes_requests_and_nothing_else():
    with Place() as place:
        ilse, box = place.as_user("ilse"), "/kt-inbox-ilse"
        for name, doc in NOT_A_WORKERS.items():
            answer = ilse.put(f"{box}/{quoted(doc['_id'])}", doc)
            assert answer.status == 403, (name, answer.json)
        path = f"{box}/{quoted(REQUEST['_id'])}"
        first = ilse.put(path, REQUEST)
        assert first.status == 201, first.json
        assert ilse.put(path, {**REQUEST, "_rev": first.json["rev"], "kind": "team-leave"}).status == 403
        note = f"{box}/{quoted('database:' + database())}"
        rev = place.admin.get(note).json["_rev"]
        assert ilse.delete(f"{note}?rev={rev}").status == 403, "what the office told stays told"
        assert ilse.delete(f"{path}?rev={first.json['rev']}").status == 200
        assert place.as_user("daan").put(path, REQUEST).status == 403
        assert place.admin.put(f"{box}/{quoted('erasure:1')}", NOT_A_WORKERS["an erasure"]).status == 201
        assert place.admin.put(f"{box}/{quoted('erasure:2')}", {"type": "inbox-erasure"}).status == 403
        assert place.admin.put(f"{box}/{quoted('rumour:2')}", {"type": "inbox-rumour"}).status == 403


def test_a_laptop_says_how_it_is():
    with Place() as place:
        ilse, path = place.as_user("ilse"), "/kt-inbox-ilse/device%3Ak3f"
        device = {"type": "inbox-device", "at": "2026-11-24T10:00:00Z", "version": "1.0", "unsent": 3}
        first = ilse.put(path, device)
        assert first.status == 201, first.json
        second = {**device, "_rev": first.json["rev"], "unsent": 0}
        assert ilse.put(path, second).status == 201, "it changes each day"
        for bad in ({**device, "type": "inbox-note"}, {**device, "words": "x" * 61}, {**device, "who": {"name": "x"}}):
            assert ilse.put("/kt-inbox-ilse/device%3Ap9a", bad).status == 403, bad
        assert ilse.put("/kt-inbox-ilse/device%3AVan%20Drielen", device).status == 403


def test_the_organisations_own_is_the_administrators():
    with Place() as place:
        key = {"_id": "key:k3f", "type": "device-key", "worker": "worker:1", "login": "ilse", "public": "a2V5"}
        path = f"/kt-organisation/{quoted(key['_id'])}"
        assert place.as_user("ilse").put(path, key).status == 403
        assert place.admin.put(path, {**key, "type": "organisation"}).status == 403
        assert place.admin.put(path, key).status == 201
        assert place.as_user("ilse").get(path).json["login"] == "ilse"


def test_the_app_sets_aside_with_the_servers_reason():
    with Place() as place:
        desk = place.laptop("ilse")
        bundle = {"docs": [{"_id": FAMILY, "type": "family", "family": FAMILY, "name": "Van Drielen"},
                           {"_id": "goal:" + "1" * 32, "type": "goal", "family": FAMILY, "words": "Naar school"},
                           {"_id": "goal:" + "2" * 32, "type": "goal", "family": FAMILY, "words": "Samen eten"}]}
        mark_erased(place, "goal:" + "1" * 32)
        desk.ok("ilse", "import", desk.file("bundle.json", json.dumps(bundle)))
        assert desk.cli("ilse", "sync").status == 6
        status = desk.ask("ilse", "status")
        aside = status["set_aside_list"]
        assert [(item["id"], item["reason"]) for item in aside] == [("goal:" + "1" * 32, "forbidden: erased")], aside
        assert place.there("goal:" + "2" * 32) and place.there(FAMILY)
        assert desk.ask("ilse", "get", "goal:" + "1" * 32)["words"] == "Naar school", "kept, readable, exportable"


if __name__ == "__main__":
    tap.run(sys.modules[__name__])
