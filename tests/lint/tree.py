# SPDX-License-Identifier: EUPL-1.2
"""What every lint needs: the project's own files, and a way to complain."""

import os
import subprocess
import sys

ROOT = os.environ.get("LINT_ROOT") or os.path.dirname(
    os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
)
NOT_OURS = {".git", "node_modules", "__pycache__"}


def _from_git():
    command = ["git", "-c", "safe.directory=*", "-C", ROOT, "ls-files", "-coz", "--exclude-standard"]
    if not os.path.exists(os.path.join(ROOT, ".git")):
        return None
    try:
        done = subprocess.run(command, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return os.fsdecode(done.stdout).split("\0")[:-1]


def _from_disk():
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [
            f for f in folders
            if f not in NOT_OURS and not (folder == ROOT and f.startswith("build"))
        ]
        for name in names:
            yield os.path.relpath(os.path.join(folder, name), ROOT)


def files(*endings, under=""):
    """The project's files (paths from its root, sorted), by ending and folder."""
    found = _from_git()
    for path in sorted(_from_disk() if found is None else found):
        if endings and not path.endswith(endings):
            continue
        if under and not path.startswith(under):
            continue
        if os.path.isfile(os.path.join(ROOT, path)):
            yield path


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return file.read()


class Complaints:
    """Collects `file:line: text`, prints them at the end and says whether all is well."""

    def __init__(self):
        self.lines = []

    def add(self, path, line, text):
        self.lines.append(f"{path}:{line}: {text}" if line else f"{path}: {text}")

    def finish(self):
        for line in self.lines:
            print(line)
        sys.exit(1 if self.lines else 0)
