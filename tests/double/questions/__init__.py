# SPDX-License-Identifier: EUPL-1.2
"""Questions to a CouchDB, asked alike of the double and of a real one.

A question is a function with a World; what it answers is JSON without anything random, so that
it can be compared with the answer on record (../expected.json).
"""

import secrets
import time

ALL = {}


def question(text):
    """Registers a function as the question of this text."""

    def register(function):
        if text in ALL:
            raise ValueError(f"asked twice: {text}")
        ALL[text] = function
        return function

    return register


class World:
    """One database with a member, an outsider and an administrator; leaves nothing behind."""

    def __init__(self, admin):
        self.admin = admin
        self.tag = secrets.token_hex(4)
        self.role = f"role-{self.tag}"
        self.made = []
        self.users = {}
        self.made_users = admin.put("/_users").status == 201
        self.member = self.user("anna", [self.role])
        self.outsider = self.user("bob", ["somewhere-else"])
        self.nobody = admin.as_user(None, None)

    def user(self, name, roles, password="pass word"):
        """Makes an account and answers a client signed in as it."""
        full = f"{name}-{self.tag}"
        body = {"name": full, "password": password, "roles": roles, "type": "user"}
        answer = self.admin.put(self.user_path(full), body)
        assert answer.status == 201, answer.data
        self.users[name] = full
        return self.admin.as_user(full, password)

    @staticmethod
    def user_path(full):
        return f"/_users/org.couchdb.user:{full}"

    def db(self, open_to_member=True):
        """A new database; answers its path."""
        path = f"/probe-{self.tag}-{len(self.made)}"
        answer = self.admin.put(path)
        assert answer.status == 201, answer.data
        self.made.append(path)
        if open_to_member:
            groups = {"names": [], "roles": [self.role]}
            security = {"admins": {"names": [], "roles": ["_admin"]}, "members": groups}
            assert self.admin.put(f"{path}/_security", security).status == 200
        return path

    def push(self, path, *docs, by=None):
        """Replicated revisions; answers the rows that were refused."""
        return (by or self.member).post(f"{path}/_bulk_docs", {"docs": docs, "new_edits": False})

    def clean(self):
        for path in self.made:
            self.admin.delete(path)
        for full in self.users.values():
            found = self.admin.get(self.user_path(full))
            if found.status == 200:
                self.admin.delete(f"{self.user_path(full)}?rev={found.json['_rev']}")
        if self.made_users:
            self.admin.delete("/_users")

    def compact(self, path):
        """Compacts and waits for the end of it."""
        assert self.admin.post(f"{path}/_compact").status == 202
        for _ in range(200):
            if not self.admin.get(path).json["compact_running"]:
                return
            time.sleep(0.05)
        raise AssertionError("compaction does not end")


def revision(doc_id, *history, **body):
    """A document with a history such as "3-c", "2-b", "1-a" (newest first)."""
    start = int(history[0].split("-")[0])
    ids = [rev.split("-", 1)[1] for rev in history]
    return {"_id": doc_id, "_rev": history[0], "_revisions": {"start": start, "ids": ids}, **body}


def outcome(answer):
    """Status and error word, as most questions want it."""
    return [answer.status, answer.error]
