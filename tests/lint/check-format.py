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

# clang-format would put GNU's space here; a marked string reads better without.
MARK = re.compile(r"\b(_|N_|C_|NC_) \((?=[\"\w])")
LONGEST = 130


def laid_out(path, text):
    done = subprocess.run(
        ["clang-format", "--style=file", f"--assume-filename={os.path.join(ROOT, path)}"],
        input=text, capture_output=True, text=True, check=True,
    )
    return MARK.sub(r"\1(", done.stdout)


def apply():
    for path in files(".c"):
        text = read(path)
        better = laid_out(path, text)
        if better != text:
            with open(os.path.join(ROOT, path), "w", encoding="utf-8") as file:
                file.write(better)
            print(path)
    blueprints = [os.path.join(ROOT, path) for path in files(".blp")]
    if blueprints:
        subprocess.run(["blueprint-compiler", "format", "-f", *blueprints], check=False)


def check():
    complaints = Complaints()
    for path in files(".c"):
        text = read(path)
        lines = difflib.unified_diff(text.splitlines(), laid_out(path, text).splitlines(), n=0, lineterm="")
        for line in lines:
            if line.startswith("@@"):
                complaints.add(path, int(line.split()[1].lstrip("-").split(",")[0]), "laid out otherwise; ./run format")
    for path in files(".c", ".h"):
        for number, line in enumerate(read(path).splitlines(), 1):
            if len(line) > LONGEST:
                complaints.add(path, number, f"{len(line)} columns; {LONGEST} are the most")
    complaints.finish()


if __name__ == "__main__":
    apply() if sys.argv[1:] == ["--apply"] else check()
