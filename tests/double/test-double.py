#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""The double's own powers: faults, snapshots, counts, sessions, its journal; and the bad line."""

import http.client
import json
import ssl
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "support"), str(HERE.parent / "ui/lib")]

import tap  # noqa: E402
from servers import Client, Servers, wait_until  # noqa: E402

CUT = (ConnectionError, http.client.HTTPException, ssl.SSLError)


def one(doc_id, rev="1-a", **body):
    return {"docs": [{"_id": doc_id, "_rev": rev, **body}], "new_edits": False}


def started(servers, *options):
    """A double with one database of an administrator's."""
    double = servers.double(*options)
    admin = Client(double.url, double.ca)
    assert admin.put("/db").status == 201
    return double, admin


def raises(kinds, act):
    try:
        act()
    except kinds:
        return True
    return False


def test_faults_that_do_nothing():
    with Servers() as servers:
        _, admin = started(servers)
        for do, status in (("html", 200), ("portal", 302)):
            admin.fault(do)
            answer = admin.post("/db/_bulk_docs", one("a"))
            assert answer.status == status, (do, answer.status)
        admin.fault("status", status=429, headers={"Retry-After": "7"})
        answer = admin.post("/db/_bulk_docs", one("a"))
        assert (answer.status, answer.headers["Retry-After"]) == (429, "7")
        for do in ("close", "reset"):
            admin.fault(do)
            assert raises(CUT, lambda: admin.post("/db/_bulk_docs", one("a"))), do
        admin.fault("hang")
        hasty = Client(servers.running[0].url, servers.ca, timeout=0.4)
        assert raises((TimeoutError,), lambda: hasty.post("/db/_bulk_docs", one("a")))
        assert admin.get("/db/a").status == 404


def test_faults_after_the_commit():
    with Servers() as servers:
        _, admin = started(servers)
        for do in ("close-after", "reset-after", "half", "length"):
            admin.fault(do)
            assert raises(CUT, lambda name=do: admin.post("/db/_bulk_docs", one(name))), do
            assert admin.get(f"/db/{do}").status == 200, do
        admin.fault("garbage")
        answer = admin.post("/db/_bulk_docs", one("garbage"))
        assert answer.status == 201
        assert raises((ValueError,), lambda: answer.json)
        admin.fault("status-after", status=503)
        assert admin.post("/db/_bulk_docs", one("late")).status == 503
        assert admin.get("/db/garbage").status == admin.get("/db/late").status == 200


def test_a_feed_cut_in_half_and_one_that_drips():
    with Servers() as servers:
        _, admin = started(servers)
        for number in range(20):
            admin.put(f"/db/d{number}")
        admin.put("/db/x", {})
        admin.fault("half", match={"kind": "changes"})
        assert raises(CUT, lambda: admin.get("/db/_changes"))
        admin.fault("drip", bytes=10, every=5, match={"kind": "changes"})
        start = time.monotonic()
        assert len(admin.get("/db/_changes").json["results"]) == 1
        assert time.monotonic() - start > 0.05
        admin.fault("delay", ms=300)
        start = time.monotonic()
        admin.get("/db")
        assert time.monotonic() - start >= 0.3


def test_which_requests_a_fault_takes():
    with Servers() as servers:
        _, admin = started(servers)
        admin.control("DELETE", "stats")
        admin.fault("status", match={"number": 3})
        admin.fault("status", times=2, status=503, match={"path": "^/db/x", "method": "GET"}, skip=1)
        seen = [admin.get("/db").status for _ in range(4)]
        assert seen == [200, 200, 500, 200], seen
        assert [admin.get("/db/x").status for _ in range(4)] == [404, 503, 503, 404]
        admin.fault("status", times=0, status=413, match={"longer": 1000}, body="<h1>too large</h1>")
        assert admin.post("/db/_bulk_docs", one("a", x="y" * 2000)).status == 413
        assert admin.post("/db/_bulk_docs", one("a")).status == 201
        admin.control("POST", "calm")
        assert admin.post("/db/_bulk_docs", one("b", x="y" * 2000)).status == 201


def test_mischief_in_the_feed():
    with Servers() as servers:
        _, admin = started(servers)
        for name in "abc":
            admin.put(f"/db/{name}", {})
        last = admin.get("/db/_changes").json["last_seq"]

        def feed(since=last):
            return admin.get(f"/db/_changes?since={since}").json

        admin.fault("rewind", by=2)
        assert [row["id"] for row in feed()["results"]] == ["b", "c"]
        admin.fault("duplicate")
        assert [row["id"] for row in feed("0")["results"]] == list("aabbcc")
        admin.fault("reorder")
        assert [row["id"] for row in feed("0")["results"]] == list("cba")
        admin.fault("noise", times=2)
        strange = [feed()["last_seq"] for _ in range(2)]
        assert len({last, *strange}) == 3
        assert feed(strange[0])["results"] == []


def test_a_restored_backup_is_silent():
    with Servers() as servers:
        _, admin = started(servers)
        admin.put("/db/kept", {})
        admin.put("/db/_local/cp", {"at": 1})
        before = admin.get("/db").json["instance_start_time"]
        admin.control("POST", "snapshot", {"name": "night"})
        admin.put("/db/lost", {})
        admin.put("/db/_local/cp", {"at": 2})
        late = admin.get("/db/_changes").json["last_seq"]
        admin.control("POST", "restore", {"name": "night"})
        feed = admin.get(f"/db/_changes?since={late}").json
        assert feed == {"results": [], "last_seq": late, "pending": 0}, feed
        assert admin.get("/db").json["instance_start_time"] == before
        assert admin.get("/db/lost").status == 404
        assert admin.get("/db/_local/cp").json["at"] == 1
        assert admin.put("/db/new", {}).status == 201
        assert admin.get(f"/db/_changes?since={late}").json["results"] == []
        assert len(admin.get("/db/_changes").json["results"]) == 2


def test_refusals_by_id():
    with Servers() as servers:
        _, admin = started(servers)
        admin.control("POST", "refusals", {"id": "^bad", "reason": "not this one"})
        both = {"docs": one("bad1")["docs"] + one("good")["docs"], "new_edits": False}
        rows = admin.post("/db/_bulk_docs", both).json
        assert rows == [{"id": "bad1", "rev": "1-a", "error": "forbidden", "reason": "not this one"}], rows
        admin.control("DELETE", "refusals")
        assert admin.post("/db/_bulk_docs", one("bad1")).json == []


def test_counts_of_requests_and_bytes():
    with Servers() as servers:
        double, admin = started(servers)
        admin.control("DELETE", "stats")
        fresh = Client(double.url, double.ca)
        fresh.post("/db/_bulk_docs", one("a", x="y" * 5000))
        fresh.get("/db/_changes?include_docs=true")
        fresh.get("/db/_local/none")
        stats = admin.control("GET", "stats")
        assert (stats["requests"], stats["connections"]) == (3, 1), stats
        assert stats["kinds"]["bulk_docs"]["bytesIn"] > 5000
        assert stats["kinds"]["changes"]["bytesOut"] > 5000
        assert stats["kinds"]["local"]["failed"] == 1
        kinds = [row["kind"] for row in admin.control("GET", "requests")["requests"]]
        assert kinds == ["bulk_docs", "changes", "local"], kinds


def signed_in(client):
    answer = client.post("/_session", {"name": "admin", "password": "secret"})
    return answer.headers["Set-Cookie"].split(";")[0]


def name_by(client, cookie):
    return client.get("/_session", cookie=cookie)


def test_sessions_run_out_and_are_renewed():
    with Servers() as servers:
        _, lasting = started(servers)
        assert name_by(lasting, signed_in(lasting)).headers["Set-Cookie"] is None
        _, admin = started(servers, "--session-seconds", "3")
        nobody = admin.as_user(None, None)
        cookie = signed_in(nobody)
        time.sleep(1.5)
        fresh = name_by(nobody, cookie).headers["Set-Cookie"]
        assert fresh.startswith("AuthSession=") and not fresh.startswith(cookie)
        assert wait_until(lambda: name_by(nobody, cookie).json["userCtx"]["name"] is None)
        assert nobody.get("/db", cookie=cookie).status == 401
        cookie = signed_in(nobody)
        admin.control("POST", "sessions", {"expire": True})
        assert nobody.get("/db", cookie=cookie).status == 401


def test_controls_are_an_administrators():
    with Servers() as servers:
        _, admin = started(servers)
        nobody = admin.as_user(None, None)
        assert nobody.get("/_double/stats").status == 401
        assert admin.get("/_double/none").status == 404
        assert admin.post("/_double/faults", {"do": "nonsense"}).status == 400


def filled(admin):
    """Something of everything the journal keeps; answers what should be seen again."""
    admin.put("/db/_security", {"members": {"roles": ["r"]}, "mine": [1]})
    admin.put("/db/a", {"_attachments": {"t": {"content_type": "text/plain", "data": "aGFsbG8="}}})
    admin.post("/db/_bulk_docs", one("b", "2-b", n=12345678901234567890))
    admin.post("/db/_bulk_docs", {"docs": one("c", "1-c")["docs"] + one("c", "1-d")["docs"], "new_edits": False})
    admin.put("/db/_local/cp", {"x": 1})
    admin.post("/db/_purge", {"c": ["1-d"]})
    admin.put("/gone")
    admin.delete("/gone")
    admin.control("POST", "snapshot", {})
    admin.put("/db/late", {})
    admin.control("POST", "restore", {})
    admin.put("/_users")
    admin.put("/_users/org.couchdb.user:anna", {"name": "anna", "password": "p", "roles": ["r"], "type": "user"})


def everything(admin):
    paths = ("/_all_dbs", "/db", "/db/_security", "/db/_changes?include_docs=true&style=all_docs", "/db/_local/cp",
             "/db/a/t", "/db/c?revs=true", "/db/_local_docs")
    return [admin.get(path).data for path in paths]


def test_a_killed_double_comes_back():
    with Servers() as servers:
        folder = servers.folder / "data"
        double, admin = started(servers, "--dir", folder)
        filled(admin)
        before, cookie = everything(admin), signed_in(admin)
        double.kill()
        with open(folder / "journal.jsonl", "ab") as journal:
            journal.write(b'{"o":"rev","d":"db","i":"torn')
        again = servers.double("--dir", folder)
        admin = Client(again.url, again.ca)
        assert everything(admin) == before
        assert admin.as_user("anna", "p").get("/db").status == 200
        assert admin.as_user(None, None).get("/db", cookie=cookie).status == 200
        admin.put("/db/more", {})
        again.kill()
        third = servers.double("--dir", folder)
        assert Client(third.url, third.ca).get("/db/more").status == 200


def test_wrong_certificates():
    with Servers() as servers:
        for certs in ("other", "expired"):
            double = servers.double(certs=certs)
            client = Client(double.url, double.ca)
            assert raises((ssl.SSLCertVerificationError,), lambda c=client: c.get("/")), certs


def test_it_ends_when_stdin_closes():
    with Servers() as servers:
        double = servers.double()
        double.process.stdin.close()
        assert double.process.wait(10) == 0


def test_a_slow_line():
    with Servers() as servers:
        double, admin = started(servers)
        admin.post("/db/_bulk_docs", one("a", x="y" * 50000))
        far = servers.proxy(double.port, "--delay", "100")
        start = time.monotonic()
        client = Client(far.url, far.ca)
        client.get("/db")
        assert time.monotonic() - start >= 0.4  # two round trips: TLS and HTTP; TCP ends at the proxy
        start = time.monotonic()
        client.get("/db")
        assert time.monotonic() - start >= 0.2
        thin = servers.proxy(double.port, "--kbit", "800")
        start = time.monotonic()
        assert len(Client(thin.url, thin.ca).get("/db/a").json["x"]) == 50000
        assert time.monotonic() - start >= 0.5
        lossy = servers.proxy(double.port, "--delay", "5", "--loss", "20", "--seed", "3")
        assert len(Client(lossy.url, lossy.ca).get("/db/a").json["x"]) == 50000


def counted(admin, client, count):
    """How many of `count` writes got an answer, and which documents are there."""
    answered = 0
    for number in range(count):
        try:
            client.put(f"/db/d{number}", {})
            answered += 1
        except CUT:
            pass
    rows = admin.get("/db/_all_docs").json["rows"]
    return answered, [row["id"] for row in rows]


def test_cuts_after_a_request_number():
    with Servers() as servers:
        double, admin = started(servers)
        lost = servers.proxy(double.port, "--cut-request", "3")
        assert counted(admin, Client(lost.url, lost.ca), 4) == (3, ["d0", "d1", "d3"])
        admin.delete("/db")
        admin.put("/db")
        unheard = servers.proxy(double.port, "--cut-request", "3", "--answer-lost")
        assert counted(admin, Client(unheard.url, unheard.ca), 4) == (3, ["d0", "d1", "d2", "d3"])


def test_a_server_that_hangs_up_is_heard_out():
    with Servers() as servers:
        double, admin = started(servers)
        admin.post("/db/_bulk_docs", one("a", x="y" * 50000))
        far = servers.proxy(double.port, "--delay", "100", "--kbit", "2000")
        told = Client(far.url, far.ca).request("GET", "/db/a", headers={"Connection": "close"})
        assert len(told.json["x"]) == 50000


def say(proxy, word):
    proxy.process.stdin.write(word + "\n")
    proxy.process.stdin.flush()
    return json.loads(proxy.process.stdout.readline())


def test_cuts_by_bytes_by_time_and_on_command():
    with Servers() as servers:
        double, admin = started(servers)
        admin.post("/db/_bulk_docs", one("a", x="y" * 50000))
        short = servers.proxy(double.port, "--cut-after-bytes", "20000")
        assert raises(CUT, lambda: Client(short.url, short.ca).get("/db/a"))
        restless = servers.proxy(double.port, "--cut-every", "0.3")
        client = Client(restless.url, restless.ca)
        client.get("/db")
        assert wait_until(lambda: raises(CUT, lambda: client.get("/db")), step=0.2)
        line = servers.proxy(double.port)
        client = Client(line.url, line.ca)
        client.get("/db")
        assert say(line, "down")["cuts"] == 1
        assert raises(CUT, lambda: client.get("/db"))
        say(line, "up")
        assert client.get("/db").status == 200
        assert say(line, "stats")["requests"] == 2


if __name__ == "__main__":
    tap.run(sys.modules[__name__])
