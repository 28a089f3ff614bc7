# SPDX-License-Identifier: EUPL-1.2
"""A language in which every string of the app is marked and a third longer: what is not marked was never translated."""
import json
import os
import re
import struct

OPEN, CLOSE = "⟦", "⟧"
# On the screen without being a sentence of ours: the name, names of languages, keys, and GTK's own buttons.
ALLOWED = ("Keukentafel", "NL", "EN", "Nederlands", "English", "https", "min", "Ctrl", "Shift", "Alt", "Links",
           "Sluiten", "Close", "Minimaliseren", "Maximaliseren", "Terug", "Wachtwoord tonen", "Bewerken", "Toepassen")
DAYS = ("maandag dinsdag woensdag donderdag vrijdag zaterdag zondag januari februari maart april mei juni juli augustus "
        "september oktober november december").split()
DATES = sorted({*DAYS, *(day[:2] for day in DAYS[:7]), *(month[:3] for month in DAYS[7:]), "mrt"}, key=len, reverse=True)


def marked(text):
    return f"{OPEN}{text}{'~' * (len(text) // 3)}{CLOSE}"


def write_catalogue(folder, build):
    """folder/nl/LC_MESSAGES/keukentafel.mo: every string that the app's Dutch knows, marked; its path."""
    with open(os.path.join(build, "po/nl/LC_MESSAGES/keukentafel.mo"), "rb") as file:
        known = [ids for ids, _ in entries(file.read()) if ids]
    assert len(known) > 200, "the app's catalogue is nearly empty"
    pairs = [(b"", b"Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=(n != 1);\n")]
    for ids in known:  # a plural is two strings, a context stands before its string
        text = [marked(part.decode().rpartition("\x04")[2]).encode() for part in ids.split(b"\0")]
        pairs.append((ids, b"\0".join(text)))
    path = os.path.join(folder, "nl/LC_MESSAGES/keukentafel.mo")
    os.makedirs(os.path.dirname(path))
    with open(path, "wb") as file:
        file.write(compiled(sorted(pairs)))
    return path


def entries(data):
    """The (msgids, msgstrs) of a compiled catalogue."""
    count, ids, strings = struct.unpack_from("<3I", data, 8)
    for i in range(count):
        length, offset = struct.unpack_from("<2I", data, ids + 8 * i)
        other, there = struct.unpack_from("<2I", data, strings + 8 * i)
        yield data[offset:offset + length], data[there:there + other]


def compiled(pairs):
    head, tables = 28, 16 * len(pairs)
    ids = b"".join(key + b"\0" for key, _ in pairs)
    text = b"".join(value + b"\0" for _, value in pairs)
    first, second, at, to = [], [], head + tables, head + tables + len(ids)
    for key, value in pairs:
        first.append(struct.pack("<2I", len(key), at))
        second.append(struct.pack("<2I", len(value), to))
        at, to = at + len(key) + 1, to + len(value) + 1
    start = struct.pack("<7I", 0x950412DE, 0, len(pairs), head, head + 8 * len(pairs), 0, head + tables)
    return start + b"".join(first) + b"".join(second) + ids + text


def data_of(desk):
    """Every text that the family or a worker wrote, the longest first, and the names in them word by word."""
    texts = set()

    def gather(value):
        if isinstance(value, str):
            texts.add(value)
        elif isinstance(value, (list, dict)):
            for item in value.values() if isinstance(value, dict) else value:
                gather(item)
    gather(desk.who)
    gather(json.loads(desk.ok(desk.who, "export").out))
    gather(desk.ask(desk.who, "conflicts"))  # both versions, and what was said with them
    for name in [text for text in texts if len(text) < 40]:
        texts.update(part for part in re.split(r"[ –-]", name) if part[:1].isupper())
    return sorted(texts, key=len, reverse=True)


def unmarked(shown, data):
    """The letters of a shown text that nobody accounts for; empty when all is well."""
    before = None
    while before != shown:  # a marked sentence may hold another
        before, shown = shown, re.sub(rf"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}", " ", shown)
    for part in re.findall(r"… ?([^…]+)", shown):  # a piece of a longer text, around what was searched for
        if any(part.strip() in text for text in data):
            shown = shown.replace(part, " ")
    for text in data:
        shown = shown.replace(text, " ")
    for word in (*ALLOWED, *DATES):
        shown = re.sub(rf"\b{re.escape(word)}\b", " ", shown)
    return " ".join(re.findall(r"[^\W\d_]{2,}", shown))
