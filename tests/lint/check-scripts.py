#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Every script parses, and can be started when it says that it can."""

import os
import subprocess

from tree import Complaints, ROOT, files, read

SHELLS = {"#!/bin/sh": "sh", "#!/bin/bash": "bash"}


def first_line(path):
    try:
        return read(path).split("\n", 1)[0]
    except UnicodeDecodeError:
        return ""


def main():
    complaints = Complaints()
    for path in files():
        shebang = first_line(path)
        full = os.path.join(ROOT, path)
        if not shebang.startswith("#!"):
            continue
        if shebang in SHELLS:
            done = subprocess.run([SHELLS[shebang], "-n", full], capture_output=True, text=True, check=False)
            if done.returncode:
                complaints.add(path, 0, done.stderr.strip())
        elif path.endswith(".py"):
            try:
                compile(read(path), full, "exec")
            except SyntaxError as error:
                complaints.add(path, error.lineno, error.msg)
        if not path.endswith(".py") and not os.access(full, os.X_OK):
            complaints.add(path, 0, "starts with #! but may not be executed")
    complaints.finish()


if __name__ == "__main__":
    main()
