#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""The stand-in starts, and answers what the happy path of replication asks."""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "support"), str(HERE.parent / "ui/lib"), str(HERE.parent / "double")]

import tap  # noqa: E402
from questions import revision  # noqa: E402
from servers import Client, Servers  # noqa: E402

SECURITY = {"admins": {"names": [], "roles": ["_admin"]}, "members": {"names": [], "roles": ["fam"]}}


def started(servers):
    """A stand-in with a database of Anna's; answers the administrator and her."""
    standin = servers.standin()
    admin = Client(standin.url, standin.ca)
    user = {"name": "anna", "password": "pw", "roles": ["fam"], "type": "user"}
    assert admin.put("/_users/org.couchdb.user:anna", user).status == 201
    assert admin.put("/fam").status == 201
    assert admin.put("/fam/_security", SECURITY).status == 200
    return admin, admin.as_user("anna", "pw")


def test_signing_in():
    with Servers() as servers:
        _admin, anna = started(servers)
        answer = anna.as_user(None, None).post("/_session", {"name": "anna", "password": "pw"})
        assert answer.status == 200 and answer.json["roles"] == ["fam"], answer.data
        cookie = answer.headers["Set-Cookie"].split(";")[0]
        assert anna.as_user(None, None).get("/fam", cookie=cookie).status == 200
        assert anna.as_user("anna", "no").get("/fam").status == 401


def test_push_and_pull():
    with Servers() as servers:
        _admin, anna = started(servers)
        docs = [revision("a", "2-b", "1-a", v=1), revision("a", "2-c", "1-a", v=2), revision("b", "1-x")]
        assert anna.post("/fam/_revs_diff", {"a": ["2-b"]}).json == {"a": {"missing": ["2-b"]}}
        assert anna.post("/fam/_bulk_docs", {"docs": docs, "new_edits": False}).json == []
        feed = anna.get("/fam/_changes?style=all_docs&include_docs=true").json
        revs = {row["id"]: sorted(change["rev"] for change in row["changes"]) for row in feed["results"]}
        assert revs == {"a": ["2-b", "2-c"], "b": ["1-x"]}, revs
        asked = {"docs": [{"id": "a", "rev": "2-b"}, {"id": "a", "rev": "2-c"}]}
        rows = anna.post("/fam/_bulk_get?revs=true", asked).json["results"]
        assert [row["docs"][0]["ok"]["v"] for row in rows] == [1, 2], rows
        assert anna.get(f"/fam/_changes?since={feed['last_seq']}").json["results"] == []


def test_checkpoints():
    with Servers() as servers:
        _admin, anna = started(servers)
        assert anna.get("/fam/_local/cp").status == 404
        first = anna.put("/fam/_local/cp", {"seq": 1})
        assert first.status == 201
        assert anna.put("/fam/_local/cp", {"seq": 2, "_rev": first.json["rev"]}).status == 201
        assert anna.get("/fam/_local/cp").json["seq"] == 2


if __name__ == "__main__":
    tap.run(sys.modules[__name__])
