#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Sizes, licence lines, white space, and words that do not belong in a repository."""

import re

from tree import Complaints, files, read

LONGEST = 800
CODE = (".c", ".h", ".py", ".js", ".mjs", ".cjs", ".sh", ".sql", ".blp", ".css", ".build", ".yml", ".yaml")
PICTURES = (".png", ".webp", ".mo", ".ico", ".gz", ".pdf", ".kt", ".bin")
LICENCE = "SPDX-License-Identifier: " + "EUPL-1.2"
# Each with a letter in brackets, so that this file does not complain of itself.
WORDS = [
    (re.compile(r"\b(?:[T]ODO|[F]IXME|[X]XX)\b"), "nothing is left for later in the sources"),
    (re.compile(r"(?<![\w.$}])/(?:[w]ork|[r]oot|tmp/[b]ash_jobs)(?:/|\b)"), "a path of somebody's machine"),
    (
        re.compile(r"\b(?:registry\.[n]pmjs|[n]pmjs\.(?:org|com)|deb\.[d]ebian\.org|[p]ypi\.org)\b"),
        "the name of a package registry",
    ),
]


def check_text(path, text, complaints):
    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        for pattern, why in WORDS:
            if pattern.search(line):
                complaints.add(path, number, why)
        if line != line.rstrip() and not path.endswith(".md"):
            complaints.add(path, number, "white space at the end")
    if text and not text.endswith("\n"):
        complaints.add(path, len(lines), "no line end at the end")
    if "\r" in text:
        complaints.add(path, 0, "line ends of another system")


def check_code(path, text, complaints):
    lines = text.split("\n")
    if len(lines) - 1 > LONGEST:
        complaints.add(path, 0, f"{len(lines) - 1} lines; {LONGEST} is the most")
    if LICENCE not in "\n".join(lines[:4]):
        complaints.add(path, 1, f"no line “{LICENCE}” at the top")
    if "\t" in text and path.endswith((".c", ".h", ".py", ".blp", ".css")):
        complaints.add(path, 0, "tabs")


def main():
    complaints = Complaints()
    for path in files():
        if path == "LICENSE" or path.endswith(PICTURES) or path.startswith("tests/fuzz/corpus"):
            continue
        try:
            text = read(path)
        except UnicodeDecodeError:
            if path.endswith(CODE):
                complaints.add(path, 0, "not UTF-8")
            continue
        check_text(path, text, complaints)
        if path.endswith(CODE) or text.startswith("#!"):
            check_code(path, text, complaints)
    complaints.finish()


if __name__ == "__main__":
    main()
