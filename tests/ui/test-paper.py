#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""A plan that is printed in the real window: who gets it, when it no longer fits, and that it is gone."""
import sys

from lib import a11y, display, tap, tour, work
from lib.laptop import Laptop

PRINT = {"nl": "Afdrukken", "en": "Print"}


def windows(app):
    return set(app.display.run("xdotool", "search", "--onlyvisible", "--class", "keukentafel").split())


def tab_to(app, role, contains=""):
    """Tab until that has the keyboard."""
    def there():
        node = a11y.focused(app.root)
        if node is not None and node.get_role_name() == role and contains in a11y.name_of(node):
            return True
        app.display.key("Tab")
        return False
    app.wait(there, f"no {role} gets the keyboard", 60)


def print_to_file(app, laptop, start):
    """Through the toolkit's own dialog. There is no printer here, but a row for a file, which the keys choose. What is
    written goes, else the next one would ask whether to replace it."""
    def ready():
        return [node for node in a11y.find_all(app.root, "button", PRINT[app.lang]) if a11y.is_(node, a11y.STATE.SENSITIVE)]
    before = windows(app)
    start()
    new = app.wait(lambda: windows(app) - before, "no print dialog", 30)
    app.display.run("xdotool", "windowfocus", "--sync", new.pop())
    app.find("table row", timeout=30)
    tab_to(app, "table row")
    app.display.key("Down")
    a11y.act(app.wait(ready, "nothing can be printed to")[0])
    app.wait(lambda: windows(app) == before, "the print dialog stays", 30)
    app.words("Does the family get this plan?", timeout=30)
    [written] = laptop.folder.glob("*.pdf")
    written.unlink()
    app.display.focus()


def prints(laptop):
    return laptop.docs("print-record")


def whom(laptop, doc):
    return laptop.ask(laptop.who, "get", doc["whom"])["name"].split()[0]


def new_of(laptop, before):
    return [doc for doc in prints(laptop) if doc["_id"] not in {old["_id"] for old in before}]


def answer(app, response):
    """A button of a dialog: its name may or may not keep the letter that is underlined."""
    named = (app.say(response), app.say(response).replace("_", ""))
    a11y.act(app.wait(lambda: [node for name in named for node in a11y.find_all(app.root, "button", name)],
                      f"no button {response}")[0])


def to_replace(laptop):
    return [entry["whom_name"] for entry in laptop.ask("ilse", "print", "--to-replace")["papers"]]


def no_writes_nothing(app, laptop):
    print_to_file(app, laptop, lambda: app.action("family.print-plan"))
    answer(app, "_No")
    app.gone(None, app.say("Does the family get this plan?"))
    app.words("Paper to replace")


def one_press_prints_the_new_one(app, laptop):
    """Whoever has the old one is chosen."""
    print_to_file(app, laptop, lambda: app.press_own(contains=app.say("Print the new one"), role="button"))
    chips = app.words("For whom?", "grouping")
    chosen = [a11y.name_of(chip) for chip in a11y.find_all(chips, "toggle button")
              if a11y.is_(chip, a11y.STATE.PRESSED) or a11y.is_(chip, a11y.STATE.CHECKED)]
    assert chosen == ["Samira"], chosen
    answer(app, "_Yes")
    app.gone("heading", app.say("Paper to replace"))


def given_later_and_gone(app):
    """Printed at the office, given at the table, and thrown away."""
    app.action("family.show-plan")
    app.press("Note who gets this plan", role="button")
    app.words("Does the family get this plan?")
    work.choose(app, "For whom?", "Marco")
    work.choose(app, "How?", app.say("By post"))
    answer(app, "_Yes")
    app.press_own(contains=f"{app.say('It is gone')} (Marco)", role="button")
    app.words("Is this paper gone?")
    answer(app, "Thrown _away")
    app.gone("button", contains=f"{app.say('It is gone')} (Marco)")


def paper(lang):
    with display.Xvfb() as screen, Laptop(lang) as laptop:
        before = prints(laptop)
        assert to_replace(laptop) == ["Samira"]
        with laptop.app(screen) as app:
            app.unlock()
            tour.open_family(app)
            app.words("Paper to replace")
            no_writes_nothing(app, laptop)
            one_press_prints_the_new_one(app, laptop)
            given_later_and_gone(app)
        fresh = [(whom(laptop, doc), doc["how"], doc.get("language")) for doc in new_of(laptop, before)]
        assert sorted(fresh, key=str) == [("Marco", "post", lang), ("Marco", "thrown_away", None),
                                          ("Samira", "handed", lang)], fresh
        assert to_replace(laptop) == []
        laptop.ok("ilse", "check")


def test_a_paper_from_print_to_bin_in_dutch():
    paper("nl")


def test_a_paper_from_print_to_bin_in_english():
    paper("en")


def test_a_paper_of_today_is_found_from_the_day():
    """The row of the day leads to the family's overview."""
    with display.Xvfb() as screen, Laptop("nl") as laptop, laptop.app(screen) as app:
        app.unlock()
        app.find("list item", contains="Samira heeft het plan van dinsdag 29 september")
        app.display.focus()
        tab_to(app, "list item", "Samira heeft het plan")
        app.display.key("Return")
        app.words("What matters to us")
        app.words("Paper to replace", "heading")


if __name__ == "__main__":
    tap.run(sys.modules[__name__])
