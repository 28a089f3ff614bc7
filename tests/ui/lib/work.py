# SPDX-License-Identifier: EUPL-1.2
"""What a worker does in a family, step by step, in the words of the app: the journeys are made of these."""
from . import a11y, tour


def add_strength(app, words):
    app.press("Strength", role="button")
    app.write("What goes well?", words)
    app.press("Keep", role="button")
    app.gone(None, app.say("What goes well?"))


def add_goal(app, words, first_step):
    app.menu("Add something else", "Goal")
    app.write("What do you want to be different?", words)
    app.write("First small step", first_step)
    app.press("Keep", role="button")
    app.gone(None, app.say("What do you want to be different?"))


def add_step(app, goal, what, who):
    """Agrees a step at the table: for which goal, what, who, when, how sure, who agrees."""
    app.menu("Add something else", "Step")
    app.words("For which goal?")
    app.press_own(contains=goal, role="button")
    app.write("What is the step?", what)
    app.press("Next", role="button")
    choose(app, "Who does it?", who)
    app.press("Next", role="button")
    answer(app, "When?", app.say("Tomorrow"))
    answer(app, "How sure, from 0 to 10?", "8")
    choose(app, "Who agrees with this?", who)
    app.press("Agree this step", role="button")
    app.gone(None, app.say("Who agrees with this?"))


def choose(app, group, name):
    """One chip of a group, if it is not chosen already."""
    def chips():
        return [chip for box in a11y.find_all(app.root, "grouping", app.say(group))
                for chip in a11y.find_all(box, "toggle button", name)]

    def chosen():
        return any(a11y.is_(chip, a11y.STATE.PRESSED) or a11y.is_(chip, a11y.STATE.CHECKED) for chip in chips())

    def press():
        if not chosen():
            a11y.act(chips()[0])
        return True
    app.wait(chips, f"no “{name}” in {group}")
    app.wait(press, f"“{name}” cannot be pressed")
    app.wait(chosen, f"“{name}” is not chosen")


def answer(app, group, name):
    """One tap is the whole answer: the next question comes by itself."""
    chips = app.words(group, "grouping")
    app.press_own(name, role="toggle button", within=chips)
    app.gone("grouping", app.say(group))


def write_note(app, words, nature="Said"):
    """In the composer of the visit that is open."""
    app.write("Note", words)
    choose(app, "Fact, said or seen", app.say(nature))
    app.press("Keep note", role="button")
    app.words("Note kept")


def lock(app):
    """By the key everybody learns first."""
    app.display.focus()
    app.display.key("ctrl+l")
    app.locked_again()


def shows(app, section, words):
    """A section of the family shows these words somewhere."""
    app.action(f"family.show-{section}")
    app.find(contains=words)


def find_by_typing(app, name=tour.FAMILY):
    """Typing anywhere searches; Return opens the first thing found."""
    app.words("Which families")
    app.display.focus()
    app.display.type(name, delay=30)
    app.wait(lambda: any(name in a11y.text_of(f) for f in map(a11y.field_in, a11y.find_all(app.root, "entry")) if f),
             "what is typed does not come to the search field")
    app.display.key("Return")
    app.words("Add something else")
