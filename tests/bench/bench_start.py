#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
"""From starting the program to the first frame of the lock screen, beside the smallest libadwaita window.

Warm page cache, cairo, a headless Wayland compositor; the two take turns, medians of the runs."""
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
BUILD = os.environ["BUILD_ROOT"]
ROW = "cold start to the first frame of the lock screen"
MEMORY = "memory at the lock screen"
RUNS = 11

if not any(w in ROW or w in MEMORY for w in sys.argv[1:] or [ROW]):
    sys.exit(0)
sys.path.insert(0, os.path.join(HERE, "../ui"))
if "DBUS_SESSION_BUS_ADDRESS" not in os.environ or "KT_BENCH_BUS" not in os.environ:
    os.environ["KT_BENCH_BUS"] = "1"
    os.execv(os.path.join(HERE, "../ui/with-bus"), ["with-bus", sys.executable, *sys.argv])

from lib.display import Cage  # noqa: E402


def measure(program, env):
    # LD_PRELOAD is split at spaces, and a clone's path may hold one: hence by name, with its folder apart.
    env = {**env, "LD_PRELOAD": "libfirst-frame.so", "LD_LIBRARY_PATH": os.path.join(BUILD, "tests/bench/start"), "KT_START": str(time.monotonic_ns())}
    done = subprocess.run([program], env=env, capture_output=True, text=True, timeout=60, check=True)
    milliseconds, kilobytes = done.stdout.split()[-2:]
    return float(milliseconds), int(kilobytes)


screen = Cage(1280, 800)
with tempfile.TemporaryDirectory() as data:
    env = {**os.environ, **screen.env, "KEUKENTAFEL_DATA_DIR": data, "KEUKENTAFEL_LANG": "nl"}
    env.pop("DISPLAY", None)
    hello, ours = os.path.join(BUILD, "tests/bench/start/hello-adw"), os.path.join(BUILD, "src/app/keukentafel")
    results = {hello: [], ours: []}
    for _ in range(RUNS):
        for program, runs in results.items():
            runs.append(measure(program, env))
screen.close()


def row(name, unit, index, scale, **more):
    mine, least = (statistics.median(r[index] for r in results[p]) / scale for p in (ours, hello))
    print(json.dumps({"name": name, "unit": unit, "ours": mine, "limit": least, **more}))


row(ROW, "ms", 0, 1, budget=1.25)
row(MEMORY, "MB", 1, 1024, note="the budget (+ 40 MB) is for 20,000 records open")
