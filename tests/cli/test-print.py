#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""A family's plan as a PDF: the family's words are in it, for nobody else's eyes on disk, and bad input writes nothing."""
import subprocess
import sys

from programs import BAD_INPUT, Desk

import tap

ROWS = {
    "nl": ("Ons plan", "Ik wil slapen zonder angst voor de brief.", "Moet van: school", "Dit is gelukt",
           "dinsdag 21 juli, aan tafel met Samira en Omar", "24 november 2026"),
    "en": ("Our plan", "I want to sleep without fear of the letter.", "Required by: school", "This worked out",
           "Tuesday 21 July at the table with Samira and Omar", "24 November 2026"),
}
NEVER = ("multiprobleem", "multi-problem", "score", "worker:", "member:")


def big_family(desk):
    return next(doc["_id"] for doc in desk.ask("ilse", "list", "family")["docs"] if "Tahiri" in doc["name"])


def words_of(path):
    """The text of a PDF, its lines put together again."""
    text = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, check=True, text=True).stdout
    return " ".join(text.split())


def prints(lang):
    with Desk(lang) as desk:
        desk.ok("ilse", "demo", "--lang", lang)
        path = desk.folder / "plan.pdf"
        told = desk.ask("ilse", "print", big_family(desk), "--output", path)
        text = words_of(path)
        assert told == {"file": str(path), "pages": 2}, told
        for words in ROWS[lang]:
            assert words in text, f"“{words}” is not on paper: {text}"
        for words in NEVER:
            assert words not in text.lower(), f"“{words}” is on paper: {text}"
        assert path.stat().st_mode & 0o777 == 0o600
        info = subprocess.run(["pdfinfo", str(path)], capture_output=True, check=True, text=True).stdout
        assert "A4" in info and "Tahiri" not in info, info


def test_the_plan_on_paper_nl():
    prints("nl")


def test_the_plan_on_paper_en():
    prints("en")


def refuses(lang, says, status, words):
    with Desk(lang) as desk:
        desk.ok("ilse", "demo", "--lang", lang)
        before = desk.dump("ilse")
        family = big_family(desk)
        member = desk.ask("ilse", "list", "member")["docs"][0]["_id"]
        names = {"FAMILY": family, "MEMBER": member, "OUT": desk.folder / "out.pdf", "NOWHERE": desk.folder / "no" / "out.pdf"}
        result = desk.cli("ilse", "print", *(names.get(word, word) for word in words))
        assert result.status == status and says in result.err, result
        assert not names["OUT"].exists()
        assert desk.dump("ilse") == before


CASES = (
    ("no_file", BAD_INPUT, {"en": "say where the PDF goes", "nl": "zeg waar de PDF komt"}, ("FAMILY",)),
    ("no_family", BAD_INPUT, {"en": "is not a family", "nl": "is geen gezin"}, ("MEMBER", "--output", "OUT")),
    ("nothing_there", BAD_INPUT, {"en": "no such record", "nl": "dit gegeven is hier niet"}, ("family:0", "--output", "OUT")),
    ("no_such_folder", BAD_INPUT, {"en": "no/out.pdf", "nl": "no/out.pdf"}, ("FAMILY", "--output", "NOWHERE")),
)
for the_name, the_status, the_says, the_words in CASES:
    for the_lang in ("en", "nl"):
        globals()[f"test_{the_name}_{the_lang}"] = (
            lambda lang=the_lang, says=the_says, status=the_status, words=the_words:
            refuses(lang, says[lang], status, words))


if __name__ == "__main__":
    tap.run(sys.modules[__name__])
