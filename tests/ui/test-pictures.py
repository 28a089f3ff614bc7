#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""A photo and a drawing with a visit: added, seen, changed, removed and back; what cannot be taken in says so and changes
nothing; a lock in between keeps all or nothing; and the desktop learns of none of it."""
import json
import os
import sys
import time
from pathlib import Path

from lib import a11y, display, pictures, tap, tour, work
from lib.laptop import TODAY, Laptop

FULL_DISK = Path(os.environ["BUILD_ROOT"]) / "tests/cli/libfull-disk.so"
WORDS = {"nl": "De straat, door Noor", "en": "The street, by Noor"}


def to_the_table(app):
    app.unlock()
    work.find_by_typing(app)
    app.menu("Add something else", "Note")
    app.words("Add a picture", "button")


def kept(laptop):
    """Today's: the example family has two of its own."""
    return [doc for doc in laptop.docs("picture") if doc["date"] == TODAY]


def add(app, path, caption, kind="Drawing"):
    pictures.choose(app, path)
    app.write("Caption", caption)
    work.choose(app, "What is it?", app.say(kind))
    keep(app)


def keep(app):
    app.press("Keep", role="button")
    app.gone("button", app.say("Choose more"))
    app.words("Undo", "button")


def thumb(app, caption):
    return app.find("button", contains=caption)


def look(app, caption):
    """In the whole window, larger, turned, and back."""
    a11y.act(thumb(app, caption))
    app.find("image", caption)
    for action in ("picture.zoom-in", "picture.turn", "picture.whole"):
        app.action(action)
    app.find("label", caption)


def change(app, caption, other):
    app.action("picture.change")
    app.write("caption", other)
    app.press("Keep", role="button")
    app.find("label", other)
    app.gone("label", caption)


def remove_and_back(app, caption):
    app.action("picture.change")
    app.press("Remove", role="button")
    app.words("Picture removed")
    app.gone("button", contains=caption)
    app.press("Undo", role="button")
    thumb(app, caption)


def a_picture(lang):
    caption = WORDS[lang]
    with display.Xvfb() as screen, Laptop(lang) as laptop:
        path = laptop.file("kerkstraat.png", pictures.png(300, 200))
        with laptop.app(screen) as app:
            to_the_table(app)
            add(app, path, caption)
            look(app, caption)
            change(app, caption, caption + " (9)")
            remove_and_back(app, caption + " (9)")
            time.sleep(1)  # longer than GTK waits to write its list of recent files
        assert not pictures.left_on_the_disk("kerkstraat"), pictures.left_on_the_disk("kerkstraat")
        [doc] = kept(laptop)
        assert (doc["caption"], doc["kind"], doc["media"]) == (caption + " (9)", "drawing", "image/png"), doc
        assert doc["visit"].startswith("visit:"), doc
        laptop.ok("ilse", "check")


def test_a_picture_in_dutch():
    a_picture("nl")


def test_a_picture_in_english():
    a_picture("en")


def test_where_a_photo_was_made_is_not_kept():
    with display.Xvfb() as screen, Laptop("en") as laptop:
        path = laptop.file("photo.jpg", pictures.jpeg())
        with laptop.app(screen) as app:
            to_the_table(app)
            add(app, path, "At home", "Photo")
            look(app, "At home")
        [doc] = kept(laptop)
        out = laptop.folder / "out"
        laptop.ok("ilse", "picture", "get", doc["_id"], out)
        assert b"Kerkstraat" not in out.read_bytes() and b"Exif" in out.read_bytes()


def bad_files():
    """Name, content, and the sentence it gets."""
    photo = pictures.jpeg()
    yield "text.jpg", b"no photo at all", "“%s” is no JPEG, PNG, WebP or PDF, whatever it is called, so it was left out."
    yield "moving.gif", b"GIF89a" + bytes(50), "“%s” is no JPEG, PNG, WebP or PDF, whatever it is called, so it was left out."
    yield ("phone.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
           "“%s” is a HEIC photo, which not everybody can open, so it was left out. Save it as JPEG.")
    yield "half.jpg", photo[:len(photo) // 2], "“%s” is damaged or cut short, so it was left out."
    yield "broken.png", pictures.png(50, 50).replace(b"IDAT\x78", b"IDAT\x99"), "“%s” is damaged or cut short, so it was left out."
    yield "large.pdf", b"%PDF-" + bytes(20 << 20), "“%s” is larger than 20 MB, so it was left out. Save it smaller, or in parts."
    yield ("bomb.png", pictures.png(1, 1, said=(60000, 60000)),
           "“%s” has more than 50 million dots, so it was left out. Save it smaller.")


def refused(lang):
    with display.Xvfb() as screen, Laptop(lang) as laptop:
        with laptop.app(screen) as app:
            to_the_table(app)
            ask = None
            for name, content, sentence in bad_files():
                path = laptop.file(name, content)
                pictures.choose(app, path, *([ask] if ask else []))
                app.find(None, app.say(sentence).replace("%s", name))
                button = app.words("Keep", "button")
                assert not a11y.is_(button, a11y.STATE.SENSITIVE), f"{name} can be kept"
                ask = lambda app: app.press("Choose more", role="button")  # noqa: E731
            pictures.choose(app, laptop.file("good.png", pictures.png(20, 20)), ask)
            keep(app)
        assert len(kept(laptop)) == 1, kept(laptop)
        laptop.ok("ilse", "check")


def test_what_cannot_be_taken_in_says_so_in_dutch():
    refused("nl")


def test_what_cannot_be_taken_in_says_so_in_english():
    refused("en")


def test_a_new_picture_is_undone():
    with display.Xvfb() as screen, Laptop("nl") as laptop:
        path = laptop.file("one.png", pictures.png(30, 30))
        with laptop.app(screen) as app:
            to_the_table(app)
            add(app, path, "Toch niet")
            thumb(app, "Toch niet")
            app.press("Undo", role="button")
            app.gone("button", contains="Toch niet")
        assert not kept(laptop)


def test_a_copied_picture_is_pasted():
    """On the visit, and once more into the sheet that opened."""
    with display.Xvfb() as screen, Laptop("nl") as laptop:
        path = laptop.file("one.png", pictures.png(300, 200))
        with laptop.app(screen) as app, pictures.Copied(screen, path):
            to_the_table(app)
            pasted = app.say("pasted picture")
            for number in (1, 2):
                app.display.focus()
                app.display.key("ctrl+v")
                app.wait(lambda: len(a11y.find_all(app.root, "label", pasted)) == number, f"{number} is not pasted")
            app.write("Caption", "Geplakt")
            keep(app)
            thumb(app, "Geplakt")
        assert sorted(doc.get("caption", "") for doc in kept(laptop)) == ["", "Geplakt"], kept(laptop)


def test_a_full_disk_keeps_nothing_half_and_lets_go_on():
    with display.Xvfb() as screen, Laptop("nl") as laptop:
        path = laptop.file("one.png", pictures.png(600, 600, noise=True))
        full = laptop.folder / "full"
        env = {"LD_PRELOAD": FULL_DISK.name, "LD_LIBRARY_PATH": str(FULL_DISK.parent), "FULL_DISK_DIR": str(laptop.data),
               "FULL_DISK_WHILE": str(full)}
        with laptop.app(screen, env=env) as app:
            to_the_table(app)
            pictures.choose(app, path)
            full.touch()
            app.press("Keep", role="button")
            app.words("The disk is full. You can go on reading and writing drafts; make room to save more.")
            app.words("Choose more")  # it is all still there
            full.unlink()
            keep(app)
            thumb(app, app.say("Photo"))
        assert len(kept(laptop)) == 1, kept(laptop)
        laptop.ok("ilse", "check")


def test_what_is_still_on_its_way_says_so():
    """As after a first round with the server: the record is here, its pieces are not yet."""
    with display.Xvfb() as screen, Laptop("nl") as laptop:
        family = next(doc["_id"] for doc in laptop.docs("family") if tour.FAMILY in doc["name"])
        picture = {"_id": "picture:" + 32 * "7", "type": "picture", "family": family, "kind": "photo", "caption": "Komt nog",
                   "media": "image/jpeg", "size": 600000, "digest": 64 * "a", "salt": 32 * "b",
                   "chunks": " ".join(32 * digit for digit in "123"), "date": TODAY}
        laptop.ok("ilse", "import", laptop.file("bundle.json", json.dumps({"docs": [picture]})))
        with laptop.app(screen) as app:
            app.unlock()
            work.find_by_typing(app)
            app.action("family.show-visits")
            app.words("Pictures between visits")
            says = app.say("Still on its way: %u of %u pieces are here.").replace("%u", "0", 1).replace("%u", "3")
            a11y.act(app.find("button", contains=says))
            app.words("Still on its way")
            app.find(None, says)
            assert "picture.copy" in app.actions()
            assert not app.has("button", app.say("Save a copy …"))


def save_copy(app, path):
    app.press("Save a copy …", role="button")
    app.words("Outside the safe?")
    app.press("Cancel", role="button")
    app.gone(None, app.say("Outside the safe?"))

    def ask(app):
        app.press("Save a copy …", role="button")
        app.words("Outside the safe?")
        app.press("Save a copy", role="button")
    pictures.choose(app, path, ask, "Save a copy")
    app.words("Copied. Whoever has the file can read it: keep it safe.")


def test_a_document_leaves_the_store_only_after_a_warning():
    content = b"%PDF-1.7 two pages"
    with display.Xvfb() as screen, Laptop("en") as laptop:
        path, copy = laptop.file("letter.pdf", content), laptop.folder / "copy.pdf"
        with laptop.app(screen) as app:
            to_the_table(app)
            pictures.choose(app, path)
            app.find(None, contains="In a PDF all of that stays")
            app.write("Caption", "From the school")
            keep(app)
            a11y.act(thumb(app, "From the school"))
            app.words("A PDF document")
            save_copy(app, copy)
        assert copy.read_bytes() == content
        assert copy.stat().st_mode & 0o077 == 0, "others can read it"
        assert [doc["kind"] for doc in kept(laptop)] == ["scan"]


def test_a_lock_keeps_what_was_typed_and_no_half_picture():
    with display.Xvfb() as screen, Laptop("nl") as laptop:
        path = laptop.file("one.png", pictures.png(30, 30))
        with laptop.app(screen) as app:
            to_the_table(app)
            pictures.choose(app, path)
            app.write("Caption", "Het hek is af")
            work.lock(app)
            app.unlock()
            app.menu("Add something else", "Note")
            pictures.choose(app, path)
            app.find(None, "Het hek is af")
            keep(app)
            a11y.act(thumb(app, "Het hek is af"))
            app.find("image", "Het hek is af")
            work.lock(app)  # while it is looked at
            assert not app.has(contains="Het hek"), "a locked window shows a picture"
        assert [doc["caption"] for doc in kept(laptop)] == ["Het hek is af"]
        laptop.ok("ilse", "check")


if __name__ == "__main__":
    tap.run(sys.modules[__name__])
