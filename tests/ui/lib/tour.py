# SPDX-License-Identifier: EUPL-1.2
"""Every screen, one after another, in one process: what is photographed, measured and read aloud.

Each tour is a generator: it goes somewhere, and yields the screen's name when everything on it is there."""
import re

from . import a11y

FAMILY = "Drielen"
PASSPHRASE = "vier kopjes op tafel"


def shown_code(app):
    """The groups of the recovery code as they stand on the screen, in order."""
    groups = app.words("Recovery code")
    labels = [a11y.name_of(node) or a11y.text_of(node) for node in a11y.walk(groups) if node.get_role_name() == "label"]
    return [text for text in labels if re.fullmatch(r"[A-Z0-9]{3,}", text)]


def field_of_code(app):
    """The field for the group that is asked, and its number from 0."""
    start = app.say("Type group %u over from your paper").split("%u")[0]
    field = a11y.field_in(app.find(("text", "list item"), contains=start))
    return field, int(re.search(r"\d+", a11y.name_of(field)).group()) - 1


def first_start(app):
    """From a folder without a profile to the families of a new one."""
    app.words("Look around with an example family")
    yield "welcome"
    app.press("Make a profile", role="button")
    app.words("The same once more")
    yield "new-profile"
    app.write("What may we call you here?", "Noa")
    app.write("Passphrase", PASSPHRASE)
    app.write("The same once more", PASSPHRASE)
    app.press("Make the profile", role="button")
    app.words("Write this down", timeout=60)
    yield "recovery-code"
    field, number = field_of_code(app)
    a11y.set_text(field, shown_code(app)[number])
    app.press("I wrote it down", role="button")
    app.words("Address of the server")
    yield "connect"
    app.press("Later", role="button")
    app.words("No families yet. They come from the server, or begin here.")
    yield "no-families"
    app.press("New family", role="button")
    app.words("What is the family called?")
    yield "new-family"
    app.write("What is the family called?", "Van der Plas")
    app.press("Begin", role="button")
    app.words("What does this family want to be different? Begin with one goal, in their own words.")
    yield "family-empty"


def open_family(app, name=FAMILY):
    """As a worker does: a few letters, Return."""
    app.search(name)
    app.find("list item", contains=name)
    app.display.focus()
    app.display.key("Return")
    app.words("Add something else")


def escape(app, away):
    """Escape until what it closes is away."""
    app.display.key("Escape")
    app.gone(None, app.say(away))


def caseload(app):
    app.words("Open", "button")
    yield "unlock"
    app.unlock()
    app.words("Which families")
    app.press("All", role="radio button")
    app.find("list item", contains=FAMILY)
    yield "caseload"
    app.press("Attention", role="radio button")
    yield "attention"
    app.press("Today", role="radio button")
    yield "today"
    app.search("school")
    app.words("In the files")
    yield "search"
    app.display.key("Escape")
    app.action("win.sync-page")
    app.words("By family")
    yield "sync"
    app.action("navigation.pop")
    app.gone(None, app.say("By family"))
    app.action("win.safe-page")
    app.words("At the server")
    yield "safe"
    app.action("navigation.pop")
    app.gone(None, app.say("At the server"))
    app.action("win.preferences")
    app.words("Lock now")
    yield "preferences"
    app.press("Recovery code", role="button")
    app.words("Make a new code")
    yield "renew-code"
    app.action("navigation.pop")
    app.gone(None, app.say("Make a new code"))
    app.action("navigation.pop")
    app.gone(None, app.say("Lock now"))
    app.action("win.shortcuts")
    app.words("These keys")
    yield "keys"
    escape(app, "These keys")


def sections(app):
    """The parts of a family that is open."""
    app.words("What matters to us")
    yield "overview"
    app.action("family.show-people")
    app.words("People around us")
    yield "people"
    app.action("family.show-analysis")
    app.words("About whom")
    yield "analysis"
    app.action("family.show-plan")
    app.words("Is everyone helped?")
    yield "plan"
    app.action("family.show-visits")
    app.words("Plan a visit")
    yield "visits"
    app.action("family.show-partners")
    app.words("What may be shared")
    yield "partners"


def sheets(app):
    app.action("family.show-analysis")
    app.press("Strength", role="button")
    app.words("What goes well?")
    yield "strength-sheet"
    escape(app, "What goes well?")
    app.action("family.show-plan")
    app.menu("Add something else", "Goal")
    app.words("What do you want to be different?")
    yield "goal-sheet"
    escape(app, "What do you want to be different?")
    app.press("Step", role="button")
    app.words("What is the step?")
    yield "step-sheet"
    escape(app, "What is the step?")
    app.press("Agree at the table", role="button")
    app.words("Who agrees at the table?")
    yield "agree-sheet"
    escape(app, "Who agrees at the table?")
    app.action("family.show-partners")
    app.press_own(contains=app.say("Ask for consent"), role="button")
    app.find(contains=app.say("what is left out").capitalize())
    yield "consent-sheet"
    app.display.key("Escape")
    app.gone(contains=app.say("what is left out").capitalize())
    app.press_own(contains=app.say("Take back"), role="button")
    app.find("button", app.say("_Cancel").replace("_", ""))
    yield "take-back"
    app.press_own(name=app.say("_Cancel").replace("_", ""), role="button")
    app.gone("button", app.say("_Cancel").replace("_", ""))


def visit(app):
    app.action("family.show-overview")
    app.press("Prepare", role="button")
    app.words("To bring up")
    yield "visit-prepare"
    app.press("At the table", role="radio button")
    app.words("Note", "text")
    yield "visit-table"
    app.press("Round off", role="radio button")
    app.words("How did it go?")
    yield "visit-close"
    app.display.key("Alt+Left")
    app.words("What matters to us")


WITH_PICTURES = {"nl": ("via oma werkt", "Drie stickers op een rij"), "en": ("by way of gran works", "Three stickers in a row")}


def pictures(app):
    """A visit with one of the examples' pictures, and that picture by itself."""
    visit_words, caption = WITH_PICTURES[app.lang]
    app.action("family.show-visits")
    app.press_own(contains=visit_words, role="button")
    app.find("button", contains=caption)
    yield "visit-pictures"
    app.press_own(contains=caption, role="button")
    app.find("image", caption)
    yield "picture"
    app.action("picture.change")
    app.words("caption")
    yield "picture-sheet"
    escape(app, "caption")
    app.action("navigation.pop")
    app.words("How did it go?")
    app.action("navigation.pop")
    app.words("Plan a visit")


def goal(app):
    """A goal by itself, with its history."""
    app.action("family.show-plan")
    app.press("History", role="button")
    app.words("History", "heading")
    yield "goal"
    app.press("Write down the steps", role="button")
    app.find(contains=app.say("−2: where we start"))
    yield "levels-sheet"
    app.display.key("Escape")
    app.gone(contains=app.say("−2: where we start"))
    app.action("navigation.pop")
    app.words("Is everyone helped?")


def papers(app):
    """A plan that has changed since somebody got it on paper."""
    app.unlock()
    app.words("Which families")
    if not app.has("button", contains=app.say("My day")):  # wide: the day stands beside the list
        app.find(contains=app.say("Paper to replace"))
        yield "paper-today"
    open_family(app)
    app.words("Paper to replace")
    yield "paper-overview"
    app.press("Prepare", role="button")
    app.words("To bring up")  # the overview has the paper as well
    app.words("Paper to replace")
    yield "paper-prepare"
    app.action("navigation.pop")
    app.words("What matters to us")
    app.action("family.show-plan")
    app.words("On paper")
    yield "paper-plan"
    app.press_own(contains=app.say("It is gone"), role="button")
    app.words("Is this paper gone?")
    yield "paper-gone"
    escape(app, "Is this paper gone?")
    app.press("Note who gets this plan", role="button")
    app.words("Does the family get this plan?")
    yield "paper-left"
    escape(app, "Does the family get this plan?")


def decide(app):
    app.action("family.show-plan")
    app.press("View", role="button")
    app.words("Here all of you began")
    yield "decide"
    app.display.key("Alt+Left")
    app.words("Is everyone helped?")


def whole(app):
    """Everything behind a profile with the clash in it."""
    yield from caseload(app)
    open_family(app)
    yield from sections(app)
    yield from sheets(app)
    yield from visit(app)
    yield from pictures(app)
    yield from goal(app)
    yield from decide(app)
