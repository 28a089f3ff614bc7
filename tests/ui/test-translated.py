#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Every word on every screen can be translated: in a language in which each string of ours is marked, nothing is not."""
import os
import sys
import tempfile

from lib import display, pseudo, tap, tour
from lib.everywhere import everywhere, nodes, report

BUILD = os.environ["BUILD_ROOT"]
TYPED = ["Van der Plas", "Noa"]  # what the tour itself writes


def test_every_word_can_be_translated():
    with tempfile.TemporaryDirectory() as folder, display.Cage(1280, 800) as screen:
        file = pseudo.write_catalogue(folder, BUILD)
        data = []

        def know(desk):
            data[:] = TYPED + (pseudo.data_of(desk) if desk.data.exists() else [])

        def look(app, _desk, screen_name):
            code = tour.shown_code(app) if screen_name == "recovery-code" else []
            for _, role, name in nodes(app):
                left = pseudo.unmarked(name, data + code) if name and role != "application" else ""
                if left:
                    yield f"{role} “{name[:80]}”: {left}"
        report(everywhere(screen, look, {"KT_PSEUDO": folder, "LD_PRELOAD": os.path.join(BUILD, "tests/ui/pseudo-catalogue.so")},
                          file, know))


def test_the_check_sees_a_word_that_is_not_marked():
    assert pseudo.unmarked("⟦Open ⟦Plan~⟧ of~~⟧ Samira · di 6 okt", ["Samira"]) == ""
    assert pseudo.unmarked("⟦Open~⟧ Forgotten", ["Samira"]) == "Forgotten"


if __name__ == "__main__":
    tap.run(sys.modules[__name__])
