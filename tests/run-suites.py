#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Run meson's test suites, count every single test in them, and end with one line of totals.

    run-suites.py BUILD BUILD-ASAN [SUITE...]

Without SUITE: all suites of BUILD, then `unit`, `store` and `sync` again in BUILD-ASAN (address and
undefined-behaviour sanitizers). With SUITE: those, in both where they apply; `asan` alone means the
sanitizer part only; `flatpak` is run by ./run itself and counted here. Exit status: 0 all passed, 1 something failed
or nothing ran, 64 no such suite.

A skipped test is a failed one, with one exception: suite `live` without COUCHDB_URL.
"""

import json
import os
import re
import subprocess
import sys

SANITIZED = ("unit", "store", "sync")
OPTIONAL = "live"
MESON_NAME = re.compile(r"^(?:(?P<project>[^:]+):)?(?P<suites>\S+) / (?P<name>.*)$")
TAP_LINE = re.compile(r"^(?P<not>not )?ok\b\s*(?P<number>\d+)?\s*-?\s*(?P<name>.*)$")
SOURCES = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


class Totals:
    def __init__(self):
        self.passed = 0
        self.skipped = 0
        self.failures = []  # (name, what it said, what it said on standard error)

    def add_failure(self, name, output, errors=""):
        self.failures.append((name, output, errors))

    def line(self):
        text = f"{self.passed} passed, {len(self.failures)} failed"
        return text + (f", {self.skipped} skipped" if self.skipped else "")


def suites_of(build):
    """The suites a build folder has, as {suite: number of meson tests}."""
    found = {}
    text = subprocess.run(
        ["meson", "introspect", "--tests", build], check=True, capture_output=True, text=True
    ).stdout
    for test in json.loads(text):
        for suite in test["suite"] or [""]:
            name = suite.split(":", 1)[-1]
            found[name] = found.get(name, 0) + 1
    return found


def outcome_of(match):
    name, _, directive = match["name"].partition("# ")
    name = name.strip() or match["number"]
    if directive.strip().upper().startswith("SKIP"):
        return "skipped", name
    return ("failed" if match["not"] else "passed"), name


def tap_results(text):
    """The (outcome, name, words) of each TAP line; words are the lines around it, up to its neighbours."""
    lines = text.splitlines()
    found = [(i, m) for i, m in enumerate(map(TAP_LINE.match, lines)) if m]
    ends = [i for i, _ in found] + [len(lines)]
    for n, (i, match) in enumerate(found):
        before = ends[n - 1] + 1 if n else 0
        yield *outcome_of(match), "\n".join(lines[before : ends[n + 1]])


def may_skip(suites):
    return OPTIONAL in suites and not os.environ.get("COUCHDB_URL")


def count_test(record, label, totals):
    """Add one meson test (one line of testlog.json) with all that it holds to the totals."""
    match = MESON_NAME.match(record["name"])
    suites = match["suites"].split("+") if match else []
    name = label + record["name"].split(":", 1)[-1]
    errors = record.get("stderr", "")
    output = record.get("stdout", "")
    results = list(tap_results(output))
    fine = record["result"] in ("OK", "EXPECTEDFAIL")
    if not results and record["result"] == "SKIP":
        results = [("skipped", "", output)]
    elif not results:
        results = [("passed" if fine else "failed", "", output)]
    failed_before = len(totals.failures)
    for outcome, part, words in results:
        full = f"{name}: {part}" if part else name
        if outcome == "passed":
            totals.passed += 1
        elif outcome == "skipped" and may_skip(suites):
            totals.skipped += 1
        elif outcome == "skipped":
            totals.add_failure(full + " (skipped, where nothing may be)", words, errors)
        else:
            totals.add_failure(full, words, errors)
    # a crash, a time-out, a wrong plan or a bad exit status behind lines that all say "ok"
    if not fine and record["result"] != "SKIP" and len(totals.failures) == failed_before:
        reason = f"{record['result'].lower()}, status {record.get('returncode')}"
        totals.add_failure(f"{name} ({reason})", output, errors)


def run_meson(build, suites, label, totals, extra):
    logbase = "suites"
    log = os.path.join(build, "meson-logs", logbase + ".json")
    if os.path.exists(log):
        os.remove(log)
    command = ["meson", "test", "-C", build, "--no-rebuild", "--logbase", logbase, *extra]
    for suite in suites:
        command += ["--suite", suite]
    print(f"== {label or 'tests: '}{' '.join(suites)}", flush=True)
    status = subprocess.run(command, stdin=subprocess.DEVNULL, check=False).returncode
    before = (totals.passed, totals.skipped, len(totals.failures))
    if os.path.exists(log):
        with open(log, encoding="utf-8") as lines:
            for line in lines:
                count_test(json.loads(line), label, totals)
    same = before == (totals.passed, totals.skipped, len(totals.failures))
    if same or (status and before[2] == len(totals.failures)):
        totals.add_failure(f"{label}meson test (status {status})", "no result that explains it")


def count_flatpak(folder, totals):
    """Suite `flatpak` ran outside the build root, which cannot hold a sandbox; `run` left its results in a folder."""

    def read(name):
        with open(os.path.join(folder, name), encoding="utf-8", errors="replace") as file:
            return file.read()

    status = int(read("status"))
    print("== flatpak", flush=True)
    record = {"name": "flatpak / sandbox", "result": "FAIL" if status else "OK", "returncode": status}
    count_test({**record, "stdout": read("tap"), "stderr": read("words")}, "", totals)


def sanitizer_settings():
    leaks = os.path.join(SOURCES, "tests", "lsan.supp")
    os.environ["ASAN_OPTIONS"] = "halt_on_error=1:abort_on_error=1:detect_leaks=1"
    os.environ["UBSAN_OPTIONS"] = "halt_on_error=1:abort_on_error=1:print_stacktrace=1"
    if os.path.exists(leaks):
        os.environ["LSAN_OPTIONS"] = f"suppressions={leaks}:print_suppressions=0"


def tail(text, most):
    lines = [line for line in text.strip().splitlines() if "GLib-DEBUG: g_set_user_dirs" not in line]
    return "".join(f"    {line}\n" for line in lines[-most:])


def report(totals):
    for name, output, errors in totals.failures:
        print(f"\n---- FAILED: {name}\n{tail(output, 60)}{tail(errors, 40)}", end="")
    if totals.failures:
        print("\nfailed:")
        for name, _, _ in totals.failures:
            print(f"  {name}")
    if totals.skipped:
        print("skipped: suite live, which needs COUCHDB_URL (tests/README.md)")
    print(totals.line(), flush=True)


def main():
    build, sanitized, *wanted = sys.argv[1:]
    there = suites_of(build)
    flatpak = os.environ.get("KT_FLATPAK_RESULT")
    unknown = [s for s in wanted if s not in there and s not in ("asan", "flatpak")]
    if unknown:
        print(f"no suite {' '.join(unknown)}; there are: {' '.join(sorted(there))} asan flatpak")
        return 64
    plain = [s for s in wanted if s not in ("asan", "flatpak")] if wanted else sorted(there)
    asan = [s for s in SANITIZED if s in there and (not wanted or s in wanted or "asan" in wanted)]
    totals = Totals()
    if plain:
        run_meson(build, plain, "", totals, [])
    if asan:
        sanitizer_settings()
        run_meson(sanitized, asan, "asan: ", totals, ["--timeout-multiplier", "4"])
    if flatpak:
        count_flatpak(flatpak, totals)
    report(totals)
    return 1 if totals.failures or not totals.passed else 0


if __name__ == "__main__":
    sys.exit(main())
