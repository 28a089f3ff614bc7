#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Every include goes down an arrow of the table in src/README.md, and each library has one home.

The table is the rule; this reads it, so that rule and check cannot drift apart.
"""

import re

from c_text import code_only
from tree import Complaints, files, read

ROW = re.compile(r"^\|\s*`(?P<folder>[a-z-]+)/`\s*\|.*\|\s*(?P<uses>[^|]*)\|\s*$", re.MULTILINE)
INCLUDE = re.compile(r'^\s*#\s*include\s+(?P<quote>["<])(?P<what>[^">]+)[">]')
GENERATED = {"config.h"}
SCREEN = {"widgets", "views", "app"}
TEXT = SCREEN | {"cli", "office", "terminal", "report"}
# (what, pattern on the code, folders or files where it may be)
HOMES = [
    ("SQLite", re.compile(r"\b(?:sqlite3_\w+|SQLITE_\w+)\b|sqlite3\.h"), {"store"}),
    ("libcurl", re.compile(r"\b(?:curl_\w+|CURL\w*_\w+)\b|curl/curl\.h"), {"sync/transport-curl.c"}),
    ("GTK", re.compile(r"\b(?:gtk|gdk|gsk|adw)_\w+|[<\"](?:gtk|gdk|gsk)/|[<\"]adwaita\.h"), SCREEN),
    ("cairo", re.compile(r"\b(?:cairo|pango)_\w+|[<\"](?:cairo|pango)"), SCREEN | {"drawing", "report"}),
    ("a translation", re.compile(r"(?<!\w)(?:_|C_|Q_|g?ngettext|gettext|g_dp?n?gettext2?)\s*\("), TEXT),
]


def allowed_edges(readme):
    """{folder: every folder it may include}, from the table, with what its targets may use."""
    direct = {}
    for row in ROW.finditer(readme):
        uses = re.findall(r"[a-z-]+", row["uses"])
        direct[row["folder"]] = {u for u in uses if u != "–"}

    def reach(folder, seen):
        for target in direct.get(folder, ()):
            if target not in seen:
                seen.add(target)
                reach(target, seen)
        return seen

    return {folder: reach(folder, {folder}) for folder in direct}


def check_include(path, number, what, edges, complaints):
    folder = path.split("/")[1]
    target = what.split("/")[0]
    if what in GENERATED:
        return
    if "/" not in what:
        complaints.add(path, number, f'"{what}": an include names its folder')
    elif target not in edges:
        complaints.add(path, number, f'"{what}": no such folder in src/README.md')
    elif target not in edges[folder]:
        complaints.add(path, number, f"{folder}/ may not include {target}/ (src/README.md)")


def at_home(path, homes):
    inner = path.split("/", 1)[1]
    return inner.split("/")[0] in homes or inner in homes


def check_source(path, edges, complaints):
    for number, line in enumerate(code_only(read(path)).split("\n"), 1):
        include = INCLUDE.match(line)
        if include and include["quote"] == '"':
            check_include(path, number, include["what"], edges, complaints)
        for name, pattern, homes in HOMES:
            if pattern.search(line) and not at_home(path, homes):
                complaints.add(path, number, f"{name} has no business here, only in {', '.join(sorted(homes))}")


def check_build(path, edges, complaints):
    folder = path.split("/")[1]
    for number, line in enumerate(read(path).split("\n"), 1):
        for target in re.findall(r"\b([a-z]+)_dep\b", line.split("#")[0]):
            if target in edges and target not in edges[folder]:
                complaints.add(path, number, f"{folder}/ may not link {target}/ (src/README.md)")


def main():
    complaints = Complaints()
    edges = allowed_edges(read("src/README.md"))
    if len(edges) < 2:
        complaints.add("src/README.md", 0, "the table of folders is not there")
    for path in files(".c", ".h", ".build", under="src/"):
        if path.count("/") < 2:
            continue
        if path.split("/")[1] not in edges:
            complaints.add(path, 0, "its folder is not in the table of src/README.md")
        elif path.endswith(".build"):
            check_build(path, edges, complaints)
        else:
            check_source(path, edges, complaints)
    complaints.finish()


if __name__ == "__main__":
    main()
