#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Every file with a translatable string is in po/POTFILES.in, and every file in there exists."""

import re

from c_text import without_comments
from tree import Complaints, files, read

MARK = re.compile(r'(?<!\w)(?:_|N_|C_|NC_|Q_|ngettext|g_dngettext|g_dpgettext2?|gettext)\s*\(\s*(?:\w+,\s*)?"')


def main():
    complaints = Complaints()
    listed = [line.strip() for line in read("po/POTFILES.in").split("\n")]
    listed = [line for line in listed if line and not line.startswith("#")]
    there = set(files())
    for path in listed:
        if path not in there:
            complaints.add("po/POTFILES.in", listed.index(path) + 1, f"{path} does not exist")
    for path in files(".c", ".h", ".blp"):
        if not path.startswith(("src/", "ui/")) or path in listed:
            continue
        for number, line in enumerate(without_comments(read(path)).split("\n"), 1):
            if MARK.search(line):
                complaints.add(path, number, "a translatable string, but the file is not in po/POTFILES.in")
                break
    complaints.finish()


if __name__ == "__main__":
    main()
