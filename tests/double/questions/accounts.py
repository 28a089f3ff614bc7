# SPDX-License-Identifier: EUPL-1.2
"""Signing in, roles, and who may do what."""

import base64
from urllib.parse import quote

from . import outcome, question


def session(client, name, password):
    """A fresh session: the answer, and the cookie as a header value."""
    answer = client.post("/_session", {"name": name, "password": password})
    return answer, (answer.headers["Set-Cookie"] or "").split(";")[0]


def name_seen(client, cookie):
    answer = client.as_user(None, None).get("/_session", cookie=cookie)
    return answer.json["userCtx"]["name"] if answer.status == 200 else outcome(answer)


@question("a password is kept as")
def _(world):
    doc = world.admin.get(world.user_path(world.users["anna"])).json
    return [doc["password_scheme"], doc["pbkdf2_prf"], doc["iterations"], "password" in doc]


@question("signing in with JSON")
def _(world):
    answer, _cookie = session(world.nobody, world.users["anna"], "pass word")
    seen = answer.json
    return [answer.status, seen["ok"], seen["name"] == world.users["anna"], seen["roles"] == [world.role]]


@question("attributes of the session cookie")
def _(world):
    answer, cookie = session(world.nobody, world.users["anna"], "pass word")
    attributes = [part.strip().split("=") for part in answer.headers["Set-Cookie"].split(";")[1:]]
    kept = [name if name in ("Expires", "Max-Age") else "=".join([name, *value]) for name, *value in attributes]
    return [cookie.startswith("AuthSession="), kept]


@question("signing in with a form")
def _(world):
    body = f"name={quote(world.users['anna'])}&password=pass+word".encode()
    return world.nobody.request("POST", "/_session", body, {"Content-Type": "application/x-www-form-urlencoded"}).status


@question("signing in with a wrong password, and as nobody known")
def _(world):
    wrong = world.nobody.post("/_session", {"name": world.users["anna"], "password": "no"})
    unknown = world.nobody.post("/_session", {"name": f"nobody-{world.tag}", "password": "no"})
    return [outcome(wrong), wrong.json["reason"], outcome(unknown)]


@question("a wrong password in a basic header")
def _(world):
    answer = world.admin.as_user(world.users["anna"], "no").get(world.db())
    return [outcome(answer), answer.json["reason"]]


@question("the session seen by its cookie")
def _(world):
    _answer, cookie = session(world.nobody, world.users["anna"], "pass word")
    return name_seen(world.admin, cookie) == world.users["anna"]


@question("signing out does not revoke the cookie")
def _(world):
    _answer, cookie = session(world.nobody, world.users["anna"], "pass word")
    out = world.nobody.delete("/_session", cookie=cookie)
    return [out.status, name_seen(world.admin, cookie) == world.users["anna"]]


@question("a role taken away binds an open session at once")
def _(world):
    path = world.db()
    world.user("carla", [world.role])
    _answer, cookie = session(world.nobody, world.users["carla"], "pass word")
    before = world.nobody.get(path, cookie=cookie).status
    doc = world.admin.get(world.user_path(world.users["carla"])).json
    world.admin.put(world.user_path(world.users["carla"]), {**doc, "roles": []})
    return [before, outcome(world.nobody.get(path, cookie=cookie))]


@question("a changed password ends open sessions")
def _(world):
    world.user("dirk", [])
    full = world.users["dirk"]
    _answer, cookie = session(world.nobody, full, "pass word")
    doc = world.admin.get(world.user_path(full)).json
    world.admin.put(world.user_path(full), {**doc, "password": "another"})
    return name_seen(world.admin, cookie)


@question("a name with a colon signs in once and never again")
def _(world):
    world.user("with:colon", [])
    full = world.users["with:colon"]
    answer, cookie = session(world.nobody, full, "pass word")
    basic = world.admin.as_user(full, "pass word").get("/_session")
    return [answer.status, name_seen(world.admin, cookie), outcome(basic)]


@question("a broken session cookie")
def _(world):
    broken = base64.urlsafe_b64encode(b"no colons here").decode()
    return outcome(world.nobody.get("/_session", cookie=f"AuthSession={broken}"))


@question("a bearer token nobody asked for")
def _(world):
    return world.nobody.get("/_session", authorization="Bearer x.y.z").status


@question("_security of a new database")
def _(world):
    return world.admin.get(f"{world.db(open_to_member=False)}/_security").json


@question("a new database read by anybody")
def _(world):
    path = world.db(open_to_member=False)
    return [outcome(world.nobody.get(path)), outcome(world.member.get(path))]


@question("a database read by its member")
def _(world):
    return world.member.get(world.db()).status


@question("a database read by an outsider and by nobody")
def _(world):
    path = world.db()
    return [world.outsider.get(path).json, world.nobody.get(path).json]


@question("an outsider's replication requests")
def _(world):
    path = world.db()
    answers = [world.outsider.get(f"{path}/_changes"), world.outsider.post(f"{path}/_bulk_get", {"docs": []}),
               world.outsider.post(f"{path}/_bulk_docs", {"docs": []}), world.outsider.put(f"{path}/_local/x", {})]
    return [answer.status for answer in answers]


@question("a member writes a design document")
def _(world):
    return outcome(world.member.put(f"{world.db()}/_design/m", {"views": {}}))


@question("a member changes _security")
def _(world):
    answer = world.member.put(f"{world.db()}/_security", {})
    return [answer.status, answer.json["reason"]]


@question("fields of one's own in _security")
def _(world):
    path = world.db()
    security = {**world.admin.get(f"{path}/_security").json, "erased": ["a", "b"], "grade": 3}
    put = world.admin.put(f"{path}/_security", security).status
    return [put, world.member.get(f"{path}/_security").json == security]


@question("a member makes and deletes a database")
def _(world):
    path = f"/probe-{world.tag}-not-mine"
    return [outcome(world.member.put(path)), outcome(world.member.delete(path))]


@question("a user reads accounts: another's and the own one")
def _(world):
    paths = [world.user_path(world.users[name]) for name in ("bob", "anna")]
    return [world.member.get(path).status for path in paths]


@question("a member purges and compacts")
def _(world):
    path = world.db()
    return [world.member.post(f"{path}/_purge", {}).status, world.member.post(f"{path}/_compact").status]


@question("administrators' requests by administrator, member and nobody")
def _(world):
    who = (world.admin, world.member, world.nobody)
    paths = ["/_all_dbs", "/_dbs_info", "/_active_tasks", "/_node/_local/_stats/couchdb/httpd/requests",
             "/_node/_local/_prometheus", "/_scheduler/docs", "/_membership"]
    return {path: [client.get(path).status for client in who] for path in paths}


@question("requests open to everybody")
def _(world):
    who = (world.admin, world.member, world.nobody)
    return {path: [client.get(path).status for client in who] for path in ("/", "/_up", "/_uuids?count=2", "/_session")}


@question("_db_updates for a member and for nobody")
def _(world):
    return [client.get("/_db_updates?timeout=500").status for client in (world.member, world.nobody)]


@question("_dbs_info for named databases")
def _(world):
    path = world.db()
    rows = world.admin.post("/_dbs_info", {"keys": [path[1:], "no-such"]}).json
    return [rows[0]["info"]["db_name"] == path[1:], rows[1], world.member.post("/_dbs_info", {"keys": []}).status]


@question("a bad account is refused")
def _(world):
    name = f"eva-{world.tag}"
    good = {"name": name, "password": "x", "roles": [], "type": "user"}
    put = [world.admin.put(world.user_path(name), {**good, **change})
           for change in ({"name": "other"}, {"type": "worker"}, {"roles": ["_admin"]}, {"roles": "all"})]
    return [outcome(answer) for answer in put]
