#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""The executable model of the record join and the leaf rule (DESIGN 3 and 5), and its comparison with the C code.

    join-sim.py REPLAY [RUNS [SEED]]

Makes seeded schedules (edits, partial pulls and pushes, backups restored, a foreign writer), plays each here, asserts
that all devices end with the same bytes and one live leaf, that nothing acknowledged is lost and that collecting
stops; then has REPLAY (leaf-sim-replay) play the same schedule in C and asserts that every body, every revision id on
the server and every count is the same. KT_RUNS and KT_SEED count as the arguments. Speaks TAP.
"""

import hashlib
import json
import os
import random
import subprocess
import sys

ID, FAMILY = "goal:1", "family:1"
AGREED_RULE = {"words"}  # the reading rule of these fields is "agreed": they carry `from`
LISTS = {"whose"}
MASK = (1 << 64) - 1


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


class Numbers:
    """SplitMix64, as in tests/support/random.c."""

    def __init__(self, seed):
        self.state = seed & MASK

    def next(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return z ^ (z >> 31)

    def below(self, n):
        return (self.next() >> 11) % n

    def chance(self, percent):
        return self.below(100) < percent


# ---- bodies: {"_id","type","family","clock","edits","fields":{key:{dot:entry}}} ----


def covers(clock, dot):
    device, counter = dot.rsplit(":", 1)
    return clock.get(device, 0) >= int(counter)


def greater(a, b):
    return max((x for x in (a, b) if x is not None), key=canonical, default=None)


def join(a, b):
    fields = {}
    for key in {*a["fields"], *b["fields"]}:
        mine, other = a["fields"].get(key, {}), b["fields"].get(key, {})
        kept = {}
        for dot in {*mine, *other}:
            if dot in mine and dot in other:
                kept[dot] = greater(mine[dot], other[dot])
            elif not covers((b if dot in mine else a)["clock"], dot):
                kept[dot] = mine.get(dot) or other.get(dot)
        if kept:
            fields[key] = kept
    alive = {dot for entries in fields.values() for dot in entries}
    edits = {dot: greater(a["edits"].get(dot), b["edits"].get(dot)) for dot in alive}
    clock = {d: max(a["clock"].get(d, 0), b["clock"].get(d, 0)) for d in {*a["clock"], *b["clock"]}}
    return {"clock": clock, "fields": fields, "edits": {d: e for d, e in edits.items() if e is not None}}


def body_bytes(body):
    written = {"_id": ID, "type": "goal", "family": FAMILY, "clock": body["clock"], "edits": body["edits"]}
    written["fields"] = {k: [e[d] for d in sorted(e)] for k, e in body["fields"].items()}
    return canonical({**written, "hash": sha256(canonical(written))})


def read_foreign(text, rev):
    plain = json.loads(text)
    body, counter = {"clock": {}, "fields": {}, "edits": {}}, 0
    for key in sorted(k for k in plain if k not in ("_id", "type", "family")):
        values = plain[key] if isinstance(plain[key], list) else [plain[key]]
        entries = {}
        for value in sorted({canonical(v) for v in values}):
            counter += 1
            dot = f"rev:{rev}:{counter}"
            entries[dot] = {"dot": dot, "v": json.loads(value)}
        body["fields"][key] = entries
    if counter:
        body["clock"][f"rev:{rev}"] = counter
    return body


def last_agreed(body, key):
    """What an edit of this field starts from."""
    entries = list(body["fields"].get(key, {}).values())
    if not entries:
        return None
    info = {e["dot"]: body["edits"].get(e["dot"], {}) for e in entries}
    agreed = {e["v"] for e in entries if info[e["dot"]].get("agreed")}
    if len(agreed) == 1:
        return agreed.pop()
    starts = {e.get("from") for e in entries}
    if len(entries) > 1 and len(starts) == 1 and None not in starts:
        return starts.pop()
    latest = max(info[e["dot"]].get("at", "") for e in entries if bool(info[e["dot"]].get("agreed")) == bool(agreed))
    first = min(
        (e for e in entries
         if bool(info[e["dot"]].get("agreed")) == bool(agreed) and info[e["dot"]].get("at", "") == latest),
        key=lambda e: e["dot"],
    )
    return first.get("from", first["v"])


def plan_change(body, key, value, agreed):
    """(dots covered, values added) by setting this field."""
    entries = body["fields"].get(key, {})
    if key in LISTS:
        had = {e["v"] for e in entries.values()}
        return ({d for d, e in entries.items() if e["v"] not in value},
                [v for v in dict.fromkeys(value) if v not in had])
    if value is None:
        return set(entries), []
    if len(entries) == 1:
        (dot, entry), = entries.items()
        news = key in AGREED_RULE and agreed and not body["edits"].get(dot, {}).get("agreed")
        if entry["v"] == value and not news:
            return set(), []
    return set(entries), [value]


def edit(body, device, op):
    """Returns the edited body, the entries written and those covered; None when nothing changes."""
    body = body or {"clock": {}, "fields": {}, "edits": {}}
    plans = {k: plan_change(body, k, v, op["agreed"]) for k, v in op["changes"].items()}
    plans = {k: p for k, p in plans.items() if p[0] or p[1]}
    if not plans:
        return None
    first = body["clock"].get(device, 0) + 1
    most = max(1, max(len(added) for _, added in plans.values()))
    if any(len(added) > most for _, added in plans.values()):
        raise AssertionError
    fields = {k: dict(e) for k, e in body["fields"].items()}
    written, gone = set(), set()
    info = {"at": op["at"], "by": "worker:" + device, **({"agreed": True} if op["agreed"] else {})}
    edits = dict(body["edits"])
    for key, (covered, added) in plans.items():
        start = last_agreed(body, key) if key in AGREED_RULE and body["clock"] else None
        entries = {d: e for d, e in fields.get(key, {}).items() if d not in covered}
        gone |= {(key, d) for d in covered}
        for i, value in enumerate(added):
            dot = f"{device}:{first + i}"
            entries[dot] = {"dot": dot, "v": value, **({"from": start} if start is not None else {})}
            edits[dot] = info
            written.add((key, dot))
        fields[key] = entries
    fields = {k: e for k, e in fields.items() if e}
    alive = {d for e in fields.values() for d in e}
    clock = {**body["clock"], device: first + most_counters(op, plans) - 1}
    return {"clock": clock, "fields": fields, "edits": {d: e for d, e in edits.items() if d in alive}}, written, gone


def most_counters(op, plans):
    return max([1] + [len(added) for _, added in plans.values()])


# ---- revisions ----


def generation(rev):
    return int(rev.split("-")[0]) if rev else 0


def order(rev):
    return generation(rev), rev


def rev_of_body(parent, others, text):
    hashed = "".join(["body\n", (parent or "") + "\n", *(o + "\n" for o in others), "\n", text])
    return f"{generation(parent) + 1}-{sha256(hashed)[:32]}"


def rev_of_tombstone(leaf):
    return f"{generation(leaf) + 1}-{sha256('tombstone' + chr(10) + leaf)[:32]}"


class Revisions:
    def __init__(self, nodes=()):
        self.nodes = dict(nodes)  # rev -> (parent, text or None); in order of arrival

    def put(self, rev, parent, text):
        if rev in self.nodes:
            return False
        self.nodes[rev] = (parent, text)
        return True

    def leaves(self):
        parents = {parent for parent, _ in self.nodes.values()}
        return [rev for rev in self.nodes if rev not in parents]

    def live(self):
        return [rev for rev in self.leaves() if self.nodes[rev][1] is not None]


class Device:
    def __init__(self, number):
        self.name = f"d{number}"
        self.tree = Revisions()
        self.unsent = []
        self.joined = None

    def take_in(self, rev, text):
        if text is None:
            return
        stored = json.loads(text)
        if "hash" in stored:
            body = {"clock": stored["clock"], "edits": stored["edits"],
                    "fields": {k: {x["dot"]: x for x in e} for k, e in stored["fields"].items()}}
        else:
            body = read_foreign(text, rev)
        self.joined = join(self.joined, body) if self.joined else body

    def write(self, rev, parent, text):
        if self.tree.put(rev, parent, text):
            self.unsent.append(rev)

    def collect(self):
        if self.joined is None:
            return False
        text, live = body_bytes(self.joined), self.tree.live()
        equal = [rev for rev in live if self.tree.nodes[rev][1] == text]
        if equal:
            kept = max(equal, key=order)
        else:
            kept = max(live or self.tree.leaves(), key=order, default=None)
        others = sorted(rev for rev in live if rev != kept)
        if equal and not others:
            return False
        if not equal:
            self.write(rev_of_body(kept, others, text), kept, text)
        for rev in others:
            self.write(rev_of_tombstone(rev), rev, None)
        return True


class Model:
    def __init__(self, schedule):
        self.devices = [Device(i) for i in range(schedule["devices"])]
        self.server, self.backup = Revisions(), Revisions()
        self.written, self.covered = set(), set()
        for op in schedule["ops"]:
            getattr(self, "do_" + op["op"])(op)
        self.rounds = self.settle()

    def do_edit(self, op):
        device = self.devices[op["r"]]
        done = edit(device.joined, device.name, op)
        if done:
            device.joined, written, gone = done
            self.written |= written
            self.covered |= gone
        device.collect()

    def do_collect(self, op):
        self.devices[op["r"]].collect()

    def do_push(self, op):
        self.push(self.devices[op["r"]], op.get("cut"))

    def do_pull(self, op):
        self.pull(self.devices[op["r"]], op.get("cut"))

    def do_foreign(self, op):
        live = self.server.live()
        if live:
            winner = max(live, key=order)
            text = canonical({**op["fields"], "_id": ID, "type": "goal", "family": FAMILY})
            rev = f"{generation(winner) + 1}-{sha256(chr(10).join(['foreign', winner, text]))[:32]}"
            self.server.put(rev, winner, text)

    def do_backup(self, _op):
        self.backup = Revisions(self.server.nodes)

    def do_restore(self, _op):
        self.server = Revisions(self.backup.nodes)
        for device in self.devices:
            device.unsent = [rev for rev in device.tree.nodes if rev not in self.server.nodes]

    def push(self, device, cut=None):
        queue = sorted(device.unsent, key=lambda rev: device.tree.nodes[rev][1] is None)  # bodies first; stable
        if cut is not None:
            queue = queue[: Numbers(cut).below(len(queue) + 1)]
        for rev in queue:
            self.server.put(rev, *device.tree.nodes[rev])
        device.unsent = [rev for rev in device.unsent if rev not in queue]

    def pull(self, device, cut=None):
        numbers, leaves = Numbers(cut or 0), set(self.server.leaves())
        for rev, (parent, text) in self.server.nodes.items():
            if rev in device.tree.nodes:
                continue
            if cut is not None and (not numbers.chance(60) or (rev not in leaves and not numbers.chance(30))):
                continue
            device.tree.put(rev, parent, text)
            device.take_in(rev, text)

    def settle(self):
        rounds, changed = 0, True
        while changed and rounds < 40:
            changed = False
            for device in self.devices:
                self.pull(device)
                changed |= device.collect()
                changed |= bool(device.unsent)
                self.push(device)
            rounds += 1
        return rounds

    def outcome(self):
        final = {(k, d) for k, e in self.devices[0].joined["fields"].items() for d in e}
        return {
            "bodies": [body_bytes(d.joined) for d in self.devices],
            "live": [len(d.tree.live()) for d in self.devices] + [len(self.server.live())],
            "revs": sorted(self.server.nodes),
            "rounds": self.rounds,
            "lost": sorted(" ".join(x) for x in self.written - self.covered - final),
        }


# ---- schedules ----


def random_changes(rnd):
    key = rnd.choice(["words", "words", "required_by", "whose"])
    if key == "whose":
        return {key: [f"member:{rnd.randrange(6)}" for _ in range(rnd.randrange(4))]}
    value = rnd.choice("ABCDEFG")
    if key == "required_by" and rnd.random() < 0.2:
        value = None
    return {key: value} if rnd.random() < 0.7 else {key: value, "whose": [f"member:{rnd.randrange(6)}"]}


def make_schedule(seed):
    rnd = random.Random(seed)
    devices = rnd.randrange(2, 6)

    def edit_op(device, number, changes):
        at = f"2026-01-01T00:{rnd.randrange(3):02}:{number % 60:02}Z"  # laptops' clocks lie
        return {"op": "edit", "r": device, "at": at, "agreed": rnd.random() < 0.3, "changes": changes}

    ops = [edit_op(0, 0, {"words": "start", "whose": ["member:0"]}), {"op": "push", "r": 0}, {"op": "backup"}]
    ops += [{"op": "pull", "r": r} for r in range(1, devices)]
    for number in range(1, rnd.randrange(5, 60)):
        device, dice = rnd.randrange(devices), rnd.random()
        if rnd.random() < 0.05:
            ops.append({"op": "backup"})
        if rnd.random() < 0.03:
            ops.append({"op": "restore"})
        if dice < 0.02:
            ops.append({"op": "foreign", "fields": {"required_by": rnd.choice("XYZ"), "whose": ["member:9", "member:8"]}})
        elif dice < 0.4:
            ops.append(edit_op(device, number, random_changes(rnd)))
        elif dice < 0.6:
            ops.append({"op": "push", "r": device, "cut": rnd.getrandbits(52)})
        elif dice < 0.8:
            ops.append({"op": "pull", "r": device, "cut": rnd.getrandbits(52)})
        else:
            ops.append({"op": "collect", "r": device})
    return {"devices": devices, "ops": ops}


def problem_with(outcome):
    if len(set(outcome["bodies"])) != 1:
        return "the devices differ"
    if set(outcome["live"]) != {1}:
        return f"live leaves: {outcome['live']}"
    if outcome["lost"]:
        return f"lost: {outcome['lost']}"
    if outcome["rounds"] >= 12:
        return f"{outcome['rounds']} rounds until quiet"
    return None


def first_difference(ours, theirs):
    for key in ours:
        if key == "lost":
            theirs[key].sort()
        if ours[key] != theirs[key]:
            return f"{key}: model {ours[key]}, C {theirs[key]}"
    return None


def main():
    runs = int(sys.argv[2] if len(sys.argv) > 2 else os.environ.get("KT_RUNS", "300"))
    seed = int(sys.argv[3] if len(sys.argv) > 3 else os.environ.get("KT_SEED", "1"))
    replay = subprocess.Popen([sys.argv[1]], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
    wrong, rounds = [], []
    for number in range(seed, seed + runs):
        schedule = make_schedule(number)
        ours = Model(schedule).outcome()
        replay.stdin.write(json.dumps(schedule) + "\n")
        replay.stdin.flush()
        answer = replay.stdout.readline()
        problem = problem_with(ours) or (first_difference(ours, json.loads(answer)) if answer else "the C side died")
        rounds.append(ours["rounds"])
        if problem:
            wrong.append(number)
            print(f"# seed {number} (alone: KT_SEED={number} KT_RUNS=1): {problem}")
        if not answer:
            break
    replay.stdin.close()
    ended = replay.wait()
    print("1..2")
    print(f"{'not ok' if wrong else 'ok'} 1 - {runs} schedules from seed {seed}, the same in the model and in C")
    print(f"{'not ok' if ended or runs < 1 else 'ok'} 2 - the C side ended well; at most {max(rounds, default=0)} rounds")
    return 1 if wrong or ended or runs < 1 else 0


if __name__ == "__main__":
    sys.exit(main())
