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


def main():
    paths = [p for p in files() if not DUTCH.search(p) and (p.endswith(TEXT) or "." not in os.path.basename(p))]
    words = os.path.join(ROOT, "tests", "lint", "spelling-words.txt")
    command = ["codespell", "--builtin", "clear,rare", "--ignore-words", words]
    done = subprocess.run([*command, *paths], cwd=ROOT, check=False)
    sys.exit(1 if done.returncode else 0)


if __name__ == "__main__":
    main()
