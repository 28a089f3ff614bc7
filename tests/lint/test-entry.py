#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""What ./run does to a build folder that is there already; with stand-ins for meson and ninja, in a tree of its own."""
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
SOURCE = HERE.parent.parent
sys.path.insert(0, str(HERE.parent / "ui/lib"))

import tap  # noqa: E402

MESON = '#!/bin/sh\necho "$@" >>"$CALLS"\n[ -z "$STOPS" ] || { touch "$2/half"; kill -9 $PPID; }\ntouch "$2/build.ninja"\n'


class Tree:
    def __enter__(self):
        self.top = Path(tempfile.mkdtemp(prefix="kt-entry-"))
        (self.top / ".ci").mkdir()
        shutil.copy(SOURCE / ".ci/inside", self.top / ".ci")
        (self.top / "bin").mkdir()
        for name, text in (("meson", MESON), ("ninja", "#!/bin/sh\n")):
            (self.top / "bin" / name).write_text(text)
            (self.top / "bin" / name).chmod(0o755)
        self.build = self.top / "build"
        self.calls = self.top / "calls"
        self.calls.touch()
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.top)

    def start(self, stops="", root="one"):
        env = {**os.environ, "PATH": f"{self.top}/bin:{os.environ['PATH']}", "BUILDROOT_CACHE": str(self.top / "cache"),
               "CALLS": str(self.calls), "STOPS": stops, "KT_ROOT": root}
        return subprocess.run([self.top / ".ci/inside", "build"], env=env, capture_output=True, text=True, check=False)

    def set_up(self):
        return len(self.calls.read_text().splitlines())


def test_a_new_folder_is_set_up_once():
    with Tree() as tree:
        for _ in range(2):
            done = tree.start()
            assert done.returncode == 0, done
        assert tree.set_up() == 1


def test_a_folder_somebody_else_set_up_stays():
    with Tree() as tree:
        tree.build.mkdir()
        (tree.build / "build.ninja").write_text("theirs")
        done = tree.start()
        assert done.returncode == 73 and "was not made by ./run" in done.stderr and done.stderr.count("\n") == 1, done
        assert (tree.build / "build.ninja").read_text() == "theirs" and tree.set_up() == 0


def test_what_is_ours_is_made_anew_elsewhere_and_bundles_stay():
    with Tree() as tree:
        (tree.build / "flatpak").mkdir(parents=True)
        (tree.build / "flatpak/app").touch()
        assert tree.start().returncode == 0
        (tree.build / "old object").touch()
        assert tree.start(root="another").returncode == 0
        assert tree.set_up() == 2 and not (tree.build / "old object").exists() and (tree.build / "flatpak/app").exists()


def test_a_set_up_stopped_halfway_is_begun_again():
    with Tree() as tree:
        assert tree.start(stops="yes").returncode != 0
        assert (tree.build / "half").exists()
        done = tree.start()
        assert done.returncode == 0 and not (tree.build / "half").exists(), done


if __name__ == "__main__":
    tap.run(sys.modules[__name__])
