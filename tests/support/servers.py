# SPDX-License-Identifier: EUPL-1.2
"""The servers a test in Python may start: the double, the stand-in, a bad line; and a client to steer them.

    with Servers() as servers:
        double = servers.double("--session-seconds", "2")
        proxy = servers.proxy(double.port, "--delay", "200")
        admin = Client(double.url, double.ca)
        admin.put("/family")

Everything started ends with the block, and with the test's process if that dies first. A test whose first word may be
the kind of server takes `servers.asked_for()`; "live" is the one of COUCHDB_URL (suite `live`, tests/README.md).
"""

import atexit
import base64
import gzip
import http.client
import json
import os
import select
import shutil
import ssl
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import quote, urlsplit

TESTS = Path(__file__).resolve().parent.parent
READY_WITHIN = 30
# Which server a test is for; tap takes the words behind it.
WITH = sys.argv.pop(1) if sys.argv[1:2] in (["double"], ["standin"], ["live"]) else "double"
if WITH == "live" and not os.environ.get("COUCHDB_URL"):
    print("1..0 # SKIP COUCHDB_URL is not set")
    sys.exit(0)
ADMIN = (os.environ["COUCHDB_ADMIN"], os.environ["COUCHDB_PASSWORD"]) if WITH == "live" else ("admin", "secret")


def not_live(test):
    """Marks a test that orders the server to fail, or looks at what it was asked: no real one can be told that."""
    return None if WITH == "live" else test


class Server:
    """A server process that has said where it listens."""

    def __init__(self, command, ca, env=None):
        self.ca = str(ca)
        self.command = command
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=env
        )
        self.url = self._wait_for_line()
        self.port = urlsplit(self.url).port

    def _wait_for_line(self):
        ready, _, _ = select.select([self.process.stdout], [], [], READY_WITHIN)
        line = self.process.stdout.readline() if ready else ""
        if not line.startswith("listening "):
            self.kill()
            raise RuntimeError(f"{self.command[1]} said {line!r} instead of where it listens")
        return line.split()[1]

    def kill(self):
        """Ends it as a power cut would."""
        self.process.kill()
        self._reap()

    def stop(self):
        self.process.terminate()
        try:
            self._reap(timeout=10)
        except subprocess.TimeoutExpired:
            self.kill()

    def _reap(self, timeout=None):
        self.process.wait(timeout)
        self.process.stdin.close()
        self.process.stdout.close()


class Given:
    """The server of COUCHDB_URL, for one test: with nothing of an office on it before, and nothing afterwards."""

    def __init__(self):
        self.url = os.environ["COUCHDB_URL"].rstrip("/")
        self.ca = os.environ["COUCHDB_CA"]
        self.admin = Client(self.url, self.ca)
        in_use = self.databases()
        if in_use:
            raise RuntimeError(f"the server of COUCHDB_URL is in use: {in_use}")
        self.users_before = set(self.users())
        atexit.register(self.clean)  # what a test made that failed before its block began

    def databases(self):
        return [name for name in self.admin.get("/_all_dbs").json if name.startswith("kt-")]

    def users(self):
        """id → revision"""
        rows = self.admin.get("/_users/_all_docs").json.get("rows", [])
        return {row["id"]: row["value"]["rev"] for row in rows}

    def clean(self):
        """Takes away what came since; system databases that the office's setup made are the server's own."""
        for name in self.databases():
            self.admin.delete(f"/{quote(name, safe='')}")
        for user, rev in self.users().items():
            if user.startswith("org.couchdb.user:") and user not in self.users_before:
                self.admin.delete(f"/_users/{quote(user, safe='')}?rev={rev}")
        atexit.unregister(self.clean)


class Servers:
    """Starts servers with certificates of their own in a temporary folder."""

    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="servers-"))
        self.certs = self.folder / "certs"
        self.ca = self.certs / "ca.pem"
        self.running = []
        self.given = []
        subprocess.run(["sh", TESTS / "double/make-certs.sh", self.certs], check=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for server in self.given:
            server.clean()
        for server in self.running:
            if server.process.returncode is None:
                server.stop()
        shutil.rmtree(self.folder)

    def _start(self, *command, env=None):
        self.running.append(Server([str(part) for part in command], self.ca, env))
        return self.running[-1]

    def asked_for(self):
        """The server of the kind the test was started for."""
        if WITH == "live":
            self.given.append(Given())
            return self.given[-1]
        return self.standin() if WITH == "standin" else self.double()

    def double(self, *options, certs=""):
        """The double; certs may be "other" or "expired" for a certificate nobody should accept."""
        program = TESTS / "double/server.mjs"
        return self._start(
            "node", program, "--tls-dir", self.certs / certs, "--iterations", 10, "--until-stdin-closes", *options
        )

    def standin(self, *options):
        """express-pouchdb; its modules are found through NODE_PATH (./run test sets it)."""
        needs_modules()
        program = TESTS / "standin/server.cjs"
        return self._start("node", program, "--tls-dir", self.certs, "--until-stdin-closes", *options)

    def proxy(self, port, *options):
        """A bad line before a server's port; goes on speaking TLS to the client as the server does."""
        program = TESTS / "double/proxy.mjs"
        return self._start("node", program, "--to", f"127.0.0.1:{port}", "--until-stdin-closes", *options)


class Answer:
    def __init__(self, response, data):
        self.status = response.status
        self.headers = response.headers
        self.data = data

    @property
    def json(self):
        return json.loads(self.data)

    @property
    def error(self):
        """CouchDB's error word, or None."""
        value = self.json
        return value.get("error") if isinstance(value, dict) else None


class Client:
    """Speaks to a server as somebody; connections are kept."""

    def __init__(self, url, ca, auth=ADMIN, timeout=30):
        parts = urlsplit(url)
        self.auth = auth
        self.context = ssl.create_default_context(cafile=ca)
        self.where = (parts.hostname, parts.port or 443)
        self.timeout = timeout
        self.connection = None
        self.used = 0

    def as_user(self, name, password):
        """The same server seen by somebody else; None signs nobody in."""
        twin = object.__new__(Client)
        twin.__dict__.update(self.__dict__, auth=(name, password) if name else None, connection=None)
        return twin

    def request(self, method, path, body=None, headers=None):
        """One request. A body that is not bytes goes as JSON."""
        sent = {"Accept": "application/json", **(headers or {})}
        if self.auth and "Cookie" not in sent:
            pair = ":".join(self.auth).encode()
            sent.setdefault("Authorization", "Basic " + base64.b64encode(pair).decode())
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
            sent.setdefault("Content-Type", "application/json")
        try:
            return self._exchange(method, path, body, sent)
        except (ConnectionError, http.client.HTTPException, OSError):
            self.close()
            raise

    def _exchange(self, method, path, body, headers):
        # Node ends a connection that has been idle for five seconds; it may be on its way out already.
        if time.monotonic() - self.used > 3:
            self.close()
        if self.connection is None:
            self.connection = http.client.HTTPSConnection(
                *self.where, context=self.context, timeout=self.timeout
            )
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        answer = Answer(response, response.read())
        self.used = time.monotonic()
        if response.will_close:
            self.close()
        return answer

    def close(self):
        if self.connection:
            self.connection.close()
        self.connection = None

    def get(self, path, **headers):
        return self.request("GET", path, None, named(headers))

    def put(self, path, body=None, **headers):
        return self.request("PUT", path, body, named(headers))

    def post(self, path, body=None, **headers):
        return self.request("POST", path, {} if body is None else body, named(headers))

    def delete(self, path, **headers):
        return self.request("DELETE", path, None, named(headers))

    def control(self, method, what, body=None):
        """One of the double's /_double controls, as the administrator it must be."""
        answer = self.request(method, f"/_double/{what}", body)
        if answer.status != 200:
            raise RuntimeError(f"{what}: {answer.status} {answer.data!r}")
        return answer.json

    def fault(self, do, times=1, match=None, **more):
        """Orders a fault: what goes wrong, how often (0: always), for which requests."""
        return self.control("POST", "faults", {"do": do, "times": times, "match": match or {}, **more})


def needs_modules():
    """Says what to do where ./run test has not."""
    if not os.environ.get("NODE_PATH"):
        raise RuntimeError("NODE_PATH is not set: start with NODE_PATH=$(.ci/node-modules)")


def named(headers):
    """if_match → If-Match"""
    return {key.replace("_", "-").title(): value for key, value in headers.items()}


def zipped(value):
    return gzip.compress(json.dumps(value).encode())


def wait_until(condition, seconds=10, step=0.02):
    """Waits for a condition to hold; answers whether it did."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(step)
    return False
