#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""The lints themselves: each finds what it is there for in a small bad tree, and nothing in a good one."""

import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
LICENCE = "/* SPDX-License-Identifier: " + "EUPL-1.2 */\n"
README = """# x
| folder | what | may use |
|---|---|---|
| `base/` | tools | – |
| `store/` | keeps | base |
| `sync/` | sends | store |
| `views/` | shows | sync |
"""
GOOD = {
    "src/README.md": README,
    "src/store/a.c": LICENCE + '#include "base/b.h"\n/* gtk_init, curl_x */\nint sqlite3_x (void);\n',
    "src/views/v.c": LICENCE + '#include "base/b.h"\n#include <gtk/gtk.h>\nchar *v = _("Hello");\n',
    "src/base/b.h": LICENCE + 'const char *b = "sqlite3_open"; /* _("no") */\n',
    "po/POTFILES.in": "src/views/v.c\n",
}
# (lint, what it should say, the tree's change)
BAD = [
    ("layers", "base/ may not include store/", {"src/base/b.h": LICENCE + '#include "store/a.h"\n'}),
    ("layers", "names its folder", {"src/base/b.h": LICENCE + '#include "b2.h"\n'}),
    ("layers", "no such folder", {"src/base/b.h": LICENCE + '#include "other/b2.h"\n'}),
    ("layers", "SQLite has no business", {"src/sync/s.c": LICENCE + "int sqlite3_close (void);\n"}),
    ("layers", "libcurl has no business", {"src/sync/s.c": LICENCE + "void curl_x (void);\n"}),
    ("layers", "GTK has no business", {"src/sync/s.c": LICENCE + "#include <gtk/gtk.h>\n"}),
    ("layers", "GTK has no business", {"src/sync/s.c": LICENCE + "#include <adwaita.h>\n"}),
    ("layers", "cairo has no business", {"src/sync/s.c": LICENCE + "cairo_t *c;\n"}),
    ("layers", "a translation has no business", {"src/store/a.c": LICENCE + 'char *a = _("x");\n'}),
    ("layers", "may not link sync/", {"src/store/meson.build": "x = [base_dep, sync_dep]\n"}),
    ("layers", "not in the table", {"src/odd/o.c": LICENCE}),
    ("layers", "table of folders is not there", {"src/README.md": "nothing\n"}),
    ("sources", "801 lines", {"src/base/b.h": LICENCE + "\n" * 800}),
    ("sources", "no line", {"src/base/b.h": "int b;\n"}),
    ("sources", "left for later", {"src/base/b.h": LICENCE + "/* TO" + "DO */\n"}),
    ("sources", "somebody's machine", {"src/base/b.h": LICENCE + '#define P "/wo' + 'rk/x"\n'}),
    ("sources", "package registry", {"README.md": "https://registry.npm" + "js.org/x\n"}),
    ("sources", "white space", {"src/base/b.h": LICENCE + "int b; \n"}),
    ("sources", "no line end", {"src/base/b.h": LICENCE + "int b;"}),
    ("sources", "tabs", {"src/base/b.h": LICENCE + "\tint b;\n"}),
    ("potfiles", "not in po/POTFILES.in", {"po/POTFILES.in": "# none\n"}),
    ("potfiles", "not in po/POTFILES.in", {"ui/x.blp": 'Label { label: _("Hello"); }\n'}),
    ("potfiles", "does not exist", {"po/POTFILES.in": "src/views/v.c\nsrc/gone.c\n"}),
    ("spelling", "ti" + "hs", {"README.md": "ti" + "hs\n"}),
    ("scripts", "unexpected", {"go": "#!/bin/sh\nif\n"}),
    ("scripts", "may not be executed", {"go": "#!/bin/sh\n# plain\n"}),
    ("blueprint", "", {"ui/x.blp": "using Gtk 4.0;\n\n\n\nBox{}\n"}),
]


def lint(name, tree):
    """Run one lint on a tree of {path: text}; returns (status, output)."""
    with tempfile.TemporaryDirectory() as folder:
        for path, text in tree.items():
            full = os.path.join(folder, path)
            os.makedirs(os.path.dirname(full), exist_ok=True)
            with open(full, "w", encoding="utf-8") as file:
                file.write(text)
        # the list of known words comes from the tree too
        words = os.path.join(folder, "tests", "lint", "spelling-words.txt")
        os.makedirs(os.path.dirname(words), exist_ok=True)
        with open(words, "w", encoding="utf-8") as file:
            file.write("te\n")
        done = subprocess.run(
            [sys.executable, "-B", os.path.join(HERE, f"check-{name}.py")],
            env={**os.environ, "LINT_ROOT": folder}, capture_output=True, text=True, check=False,
        )
        return done.returncode, done.stdout + done.stderr


def main():
    names = sorted({name for name, _, _ in BAD})
    print(f"1..{len(names) + len(BAD)}")
    number = failed = 0
    for name, says, change in [(n, None, {}) for n in names] + BAD:
        number += 1
        status, output = lint(name, {**GOOD, **change})
        fine = status == 0 if says is None else status == 1 and says in output
        failed += not fine
        what = f"{name} is content with a good tree" if says is None else f"{name}: {says or sorted(change)[0]}"
        print(f"{'ok' if fine else 'not ok'} {number} {what}")
        if not fine:
            print("".join(f"# {line}\n" for line in [f"status {status}", *output.splitlines()]), end="")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
