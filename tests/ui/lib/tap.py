# SPDX-License-Identifier: EUPL-1.2
"""TAP for test programs in Python: every function named test_… of the caller's module is one point.

A word behind the program's name runs only the points whose name has it."""
import sys
import time
import traceback


def run(module):
    tests = [(n, f) for n, f in vars(module).items() if n.startswith("test_") and callable(f)]
    tests = [(n, f) for n, f in tests if len(sys.argv) < 2 or sys.argv[1] in n]
    print(f"1..{len(tests)}", flush=True)
    failed = 0
    for number, (name, test) in enumerate(tests, 1):
        began = time.monotonic()
        try:
            test()
            print(f"ok {number} {name[5:].replace('_', ' ')}", flush=True)
        except Exception:  # noqa: BLE001 - whatever goes wrong is this point's failure
            failed += 1
            for line in traceback.format_exc().splitlines():
                print(f"# {line}")
            print(f"not ok {number} {name[5:].replace('_', ' ')}", flush=True)
        print(f"# {time.monotonic() - began:.1f} s", flush=True)
    sys.exit(1 if failed else 0)
