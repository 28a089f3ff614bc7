# SPDX-License-Identifier: EUPL-1.2
"""What the app says in a language, by the words of its source: tests then name one thing for both languages."""
import gettext
import os


def catalogue(build):
    """The compiled Dutch of a build folder, or the file itself."""
    path = build if build.endswith(".mo") else os.path.join(build, "po/nl/LC_MESSAGES/keukentafel.mo")
    with open(path, "rb") as file:
        return gettext.GNUTranslations(file)


def load(lang, build=None):
    """A function msgid → words. A msgid that the catalogue does not know fails: the label was changed."""
    dutch = catalogue(build or os.environ["BUILD_ROOT"])
    known = {k for k in dutch._catalog if isinstance(k, str)}  # noqa: SLF001 - gettext offers no other way to ask

    def words(msgid):
        if msgid not in known:
            raise AssertionError(f"“{msgid}” is not in po/nl.po")
        return dutch.gettext(msgid) if lang == "nl" else msgid

    return words
