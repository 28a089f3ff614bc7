#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""No well-known misspelling in the English of the sources (codespell); Dutch texts are left out."""

import os
import re
import subprocess
import sys

from tree import ROOT, files

DUTCH = re.compile(r"^po/|(?:^|[-_./])nl(?:[-_./]|$)|^LICENSE$|^tests/fuzz/corpus|-lock\.json$|demo|fixtures")
TEXT = (".c", ".h", ".py", ".js", ".sh", ".md", ".blp", ".css", ".build", ".xml", ".in", ".sql", ".yml")


def misspelt(paths, *options):
    words = os.path.join(ROOT, "tests", "lint", "spelling-words.txt")
    command = ["codespell", "--builtin", "clear,rare", "--ignore-words", words, *options]
    return bool(paths) and subprocess.run([*command, *paths], cwd=ROOT, check=False).returncode != 0


def main():
    paths = [p for p in files() if not DUTCH.search(p) and (p.endswith(TEXT) or "." not in os.path.basename(p))]
    tests = [p for p in paths if p.startswith("tests/") and not p.endswith(".md")]
    rest = [p for p in paths if p not in tests]
    # What the tests type and look for is often Dutch: their quoted strings are left out.
    wrong = [misspelt(rest), misspelt(tests, "--ignore-regex", r'"(?:\\.|[^"\\])*"' + r"|'[^']*'")]
    sys.exit(1 if any(wrong) else 0)


if __name__ == "__main__":
    main()
