#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""The .c files are laid out as .clang-format says. With --apply: lay them, and the Blueprint files, out so.

Line breaks are the author's own (ColumnLimit 0); what is checked is indentation, braces and spaces.
"""

import difflib
import os
import re
import subprocess
import sys

from tree import Complaints, ROOT, files, read

# clang-format puts GNU's space here, GNOME's code has none: either will do.
MARK = re.compile(r"\b(_|N_|C_|NC_) \((?=[\"\w])")
LONGEST = 131  # a test may hold a row of a table, or a body, as long as it needs
LONGEST_TEST = 170


def laid_out(path, text):
    done = subprocess.run(
        ["clang-format", "--style=file", f"--assume-filename={os.path.join(ROOT, path)}"],
        input=text, capture_output=True, text=True, check=True,
    )
    return done.stdout


def same(one, other):
    return MARK.sub(r"\1(", one) == MARK.sub(r"\1(", other)


def apply():
    for path in files(".c"):
        text = read(path)
        better = laid_out(path, text)
        if not same(better, text):
            with open(os.path.join(ROOT, path), "w", encoding="utf-8") as file:
                file.write(MARK.sub(r"\1(", better))
            print(path)
    blueprints = [os.path.join(ROOT, path) for path in files(".blp")]
    if blueprints:
        subprocess.run(["blueprint-compiler", "format", "-f", *blueprints], check=False)


def check():
    complaints = Complaints()
    for path in files(".c"):
        text = MARK.sub(r"\1(", read(path))
        better = MARK.sub(r"\1(", laid_out(path, text))
        lines = difflib.unified_diff(text.splitlines(), better.splitlines(), n=0, lineterm="")
        for line in lines:
            if line.startswith("@@"):
                complaints.add(path, int(line.split()[1].lstrip("-").split(",")[0]), "laid out otherwise; ./run format")
    for path in files(".c", ".h"):
        for number, line in enumerate(read(path).splitlines(), 1):
            most = LONGEST_TEST if path.startswith("tests/") else LONGEST
            if len(line) > most:
                complaints.add(path, number, f"{len(line)} columns; {most} are the most")
    complaints.finish()


if __name__ == "__main__":
    apply() if sys.argv[1:] == ["--apply"] else check()
