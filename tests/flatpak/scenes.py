#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
"""scenes.py SCENE: one scene with the window inside the sandbox, in KT_LANG. Started by test_flatpak.py on a bus of its
own, without portals."""
import gettext
import os
import subprocess
import sys
import time

from journey import ID, SandboxedApp, catalogue
from lib import a11y
from lib.display import Xvfb

CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt"


def toolkit(name):
    """GTK's or libadwaita's own Dutch, as the app ships it."""
    place = subprocess.run(["flatpak", "info", "--show-location", ID], check=True, capture_output=True, text=True).stdout.strip()
    with open(f"{place}/files/share/keukentafel/toolkit/nl/LC_MESSAGES/{name}.mo", "rb") as file:
        words = gettext.GNUTranslations(file)
    return lambda msgid: words.gettext(msgid).replace("_", "")


def to_the_server(app):
    """The page on which a certificate is chosen."""
    app.press_own("Ilse", role="toggle button")
    app.unlock()
    app.words("Which families")
    app.action("win.preferences")
    app.press("Server", role="button")
    app.words("Address of the server")


def first_certificate():
    with open(CERTIFICATES, encoding="ascii") as file:
        text = file.read()
    end = "-----END CERTIFICATE-----"
    return text[text.index("-----BEGIN"):text.index(end) + len(end)]


def missing_portal(app):
    """A bus, but no portal behind it: GTK's chooser would never come up, and say nothing."""
    to_the_server(app)
    app.press("Certificate of your organisation", role="button")
    app.words("On this device no file can be chosen. Copy the whole text of the file that your office gave you, and paste it here.")
    app.write("Text of the certificate", first_certificate()[:200])
    app.press("Use this certificate")
    app.words("This is not a whole certificate. It begins with -----BEGIN CERTIFICATE----- and ends with -----END CERTIFICATE-----.")
    app.write("Text of the certificate", first_certificate() + "\n")
    app.press("Use this certificate")
    app.gone(None, app.say("Text of the certificate"))
    app.words("The one you pasted")


def toolkits_dutch(app):
    """What GTK and libadwaita say themselves, on a system that speaks German."""
    adw, gtk = toolkit("libadwaita"), toolkit("gtk40")
    assert adw("Show Password") != "Show Password" and gtk("_Cancel") not in ("_Cancel", "Cancel")
    app.find("button", adw("Show Password"))
    to_the_server(app)
    app.press("Certificate of your organisation", role="button")
    app.find("button", gtk("_Cancel"))
    app.find("button", gtk("_Open"))


def newer_store(app):
    app.press_own("Ilse", role="toggle button")
    app.unlock(wait=False)
    app.words("This profile was opened with a newer Keukentafel. Update this one to go on.", timeout=60)


def read_only(app):
    app.words("On this device Keukentafel may not write in its own folder, so it can open nothing. Nothing was lost: ask your "
              "office for help.")
    assert not a11y.find_all(app.root, "toggle button") and not app.has("button", app.say("Make a profile"))


def is_open(app):
    """It answers after a moment in which it could have gone."""
    time.sleep(1)
    assert app.process.poll() is None, "the window was closed"
    app.words("Passphrase")


def kiosk(app):
    """Locked, nothing closes it; unlocked, its key does."""
    app.words("Passphrase")
    for name in ("Close", "Minimize", "Maximize"):
        assert not app.has("button", toolkit("gtk40")(name) if app.lang == "nl" else name), f"there is a button “{name}”"
    app.display.focus()
    for key in ("ctrl+q", "ctrl+w", "alt+F4", "F11", "Escape"):
        app.display.key(key)
    is_open(app)
    app.action_soon("window.close")
    is_open(app)
    app.press_own("Ilse", role="toggle button")
    app.unlock()
    app.words("Which families")
    app.display.focus()
    app.display.key("ctrl+q")
    app.process.wait(30)


SCENES = {"kiosk": (kiosk, {"KEUKENTAFEL_KIOSK": "1"}), "missing-portal": (missing_portal, {"GDK_DEBUG": ""}), "toolkits-dutch": (toolkits_dutch, {"LANG": "de_DE.UTF-8", "LANGUAGE": "de"}),
          "newer-store": (newer_store, {}), "read-only": (read_only, {})}


def main():
    scene, env = SCENES[sys.argv[1]]
    lang = os.environ["KT_LANG"]
    with Xvfb() as screen, SandboxedApp(screen, None, lang, command=["flatpak", "run", ID], env=env, catalogue=catalogue()) as app:
        scene(app)


if __name__ == "__main__":
    main()
