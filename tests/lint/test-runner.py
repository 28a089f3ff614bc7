#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""The runner counts what really ran: each TAP line, no skip taken for a pass, no crash behind `ok`."""

import importlib.util
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
SPEC = importlib.util.spec_from_file_location("suites", os.path.join(HERE, "..", "run-suites.py"))
suites = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(suites)

# (what, suite, meson's result, standard output, COUCHDB_URL, the line of totals)
CASES = [
    ("each TAP line counts", "unit", "OK", "1..2\nok 1 /a\n# note\nok 2 - /b\n", "", "2 passed, 0 failed"),
    ("a program without TAP counts once", "lint", "OK", "anything ok\n", "", "1 passed, 0 failed"),
    ("a failed line", "unit", "FAIL", "ok 1 /a\nnot ok 2 /b\n", "", "1 passed, 1 failed"),
    ("a failed line that meson let pass", "unit", "OK", "not ok 1 /b # TO" + "DO later\n", "", "0 passed, 1 failed"),
    ("a program that fails without a word", "lint", "FAIL", "", "", "0 passed, 1 failed"),
    ("a crash after an ok", "unit", "ERROR", "1..2\nok 1 /a\n", "", "1 passed, 1 failed"),
    ("a time-out after an ok", "ui", "TIMEOUT", "ok 1 /a\n", "", "1 passed, 1 failed"),
    ("a skip is a failure", "unit", "OK", "ok 1 /a # SKIP no disk\n", "", "0 passed, 1 failed"),
    ("a whole program skipped is a failure", "ui", "SKIP", "", "", "0 passed, 1 failed"),
    ("live may skip without a server", "live", "SKIP", "1..0 # SKIP none\n", "", "0 passed, 0 failed, 1 skipped"),
    ("a line of live may too", "live", "OK", "ok 1 /a # SKIP none\n", "", "0 passed, 0 failed, 1 skipped"),
    ("live may not skip with a server", "live", "SKIP", "", "https://x", "0 passed, 1 failed"),
    ("a subtest's line is not counted twice", "unit", "OK", "    ok 1 inner\nok 1 /a\n", "", "1 passed, 0 failed"),
]


def main():
    print(f"1..{len(CASES)}")
    failed = 0
    for number, (what, suite, result, output, url, expected) in enumerate(CASES, 1):
        os.environ["COUCHDB_URL"] = url
        totals = suites.Totals()
        record = {"name": f"keukentafel:{suite} / x", "result": result, "stdout": output, "returncode": 1}
        suites.count_test(record, "", totals)
        fine = totals.line() == expected
        failed += not fine
        print(f"{'ok' if fine else 'not ok'} {number} {what}")
        if not fine:
            print(f"# {totals.line()}, not {expected}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
