#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""A picture of every screen: three sizes, two languages, light and dark, and one size in high contrast.

    shots.py DIR [PART…]     only the pictures whose SIZE-LANG-THEME has one of these parts

Three of them are also the shop window's: data/screenshots."""
import os
import shutil
import sys

from lib import display, tour
from lib.laptop import Laptop, Servers
from lib.story import Clash

SIZES = ((360, 720), (800, 1280), (1280, 800))
THEMES = {"light": {}, "dark": {"ADW_DEBUG_COLOR_SCHEME": "prefer-dark"},
          "contrast": {"ADW_DEBUG_HIGH_CONTRAST": "1"}}
SHOP = {f"{name}-1280x800-nl-light": name for name in ("plan", "analysis", "decide")}


def kinds():
    """Every (language, theme, size) there is a set of pictures of."""
    for lang in ("nl", "en"):
        for theme in THEMES:
            for width, height in SIZES:
                if theme != "contrast" or (lang, width) == ("nl", 800):
                    yield lang, theme, (width, height)


def label(kind):
    lang, theme, (width, height) = kind
    return f"{width}x{height}-{lang}-{theme}"


def take(folder, app, kind, stops):
    for name in stops:
        app.display.still(os.path.join(folder, f"{name}-{label(kind)}.png"))
        print(f"{name}-{label(kind)}", flush=True)


def one_kind(folder, laptop, kind):
    lang, theme, size = kind
    with display.Cage(*size) as screen:
        with Laptop(lang, demo=False) as empty, empty.app(screen, env=THEMES[theme]) as app:
            take(folder, app, kind, tour.first_start(app))
        with laptop.app(screen, env=THEMES[theme]) as app:
            take(folder, app, kind, tour.whole(app))
        with Laptop(lang) as later, later.app(screen, env=THEMES[theme]) as app:
            take(folder, app, kind, tour.papers(app))


def keep_shop_window(folder):
    place = os.path.join(os.environ["SOURCE_ROOT"], "data/screenshots")
    os.makedirs(place, exist_ok=True)
    for shot, name in SHOP.items():
        path = os.path.join(folder, shot + ".png")
        if os.path.exists(path):
            shutil.copyfile(path, os.path.join(place, name + ".png"))


def main():
    folder, *parts = sys.argv[1:]
    wanted = [kind for kind in kinds() if not parts or any(part in label(kind) for part in parts)]
    for lang in ("nl", "en"):
        of_lang = [kind for kind in wanted if kind[0] == lang]
        if not of_lang:
            continue
        with Servers() as servers, Clash(servers, lang) as clash:
            for kind in of_lang:
                one_kind(folder, clash.ilse, kind)
    keep_shop_window(folder)


if __name__ == "__main__":
    main()
