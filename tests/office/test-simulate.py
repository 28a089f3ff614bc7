#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""What the simulation of many laptops counts: what can be said beforehand of few of them, and that the same seed counts
the same. That a real pass asks what it assumes is held in test-journey.py."""

import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
SIMULATE = sys.argv.pop(1)
sys.path[:0] = [str(HERE.parent / "ui/lib")]

import tap  # noqa: E402


def simulate(**options):
    words = [word for name, value in options.items() for word in (f"--{name}", str(value))]
    done = subprocess.run([SIMULATE, *words], capture_output=True, text=True, check=True, timeout=60)
    counts = {name: int(number) for name, number in re.findall(r"^  (\S[a-z -]*?) +(\d+)$", done.stdout, re.MULTILINE)}
    return done.stdout, counts


def test_one_laptop_is_counted_by_hand():
    # at once, and 50 to 60 s after each pass: ten to twelve in ten minutes over 6 databases, nothing ever new at first
    _, counts = simulate(laptops=1, families=2, minutes=10, within=0, changed=0, cores=2)
    assert counts["inbox"] in (10, 11, 12), counts
    assert counts["checks"] + counts["pages"] == 6 * counts["inbox"], counts
    assert counts["marks read"] == 6 + counts["marks left"] and counts["sign-in"] == 1, counts


def test_the_same_seed_counts_the_same():
    options = {"laptops": 50, "minutes": 5, "seed": 7}
    assert simulate(**options) == simulate(**options)
    assert simulate(**options) != simulate(**{**options, "seed": 8})


def test_a_server_that_is_down_is_not_asked_for_everything():
    text, counts = simulate(laptops=100, minutes=4, within=0, down=240)
    assert counts["checks"] == counts["pages"] == counts["inbox"] == 0, counts
    assert 100 < counts["sign-in"] < 100 * 15, "each laptop knocks, later each time"
    assert re.search(r"passes (\d+), not good \1;", text), text


def test_too_few_cores_make_it_slow_and_lose_nobody():
    text, counts = simulate(laptops=300, minutes=10, cores=1, within=60)
    assert int(re.search(r"cores busy (\d+) %", text)[1]) >= 50, text
    assert counts["inbox"] >= 300, "everybody had a pass"


if __name__ == "__main__":
    tap.run(sys.modules[__name__])
