# SPDX-License-Identifier: EUPL-1.2
"""C source with its comments and the insides of its strings blanked out, line by line the same."""

import re

_TOKEN = re.compile(
    r"""/\*.*?\*/ | //[^\n]* | "(?:\\.|[^"\\\n])*" | '(?:\\.|[^'\\\n])*'""", re.DOTALL | re.VERBOSE
)


def _blank_comment(match):
    text = match.group(0)
    return text if text[0] in "\"'" else re.sub(r"[^\n]", " ", text)


def without_comments(text):
    return _TOKEN.sub(_blank_comment, text)


def _blank(match):
    text = match.group(0)
    if text[0] == '"':
        return '"' + " " * (len(text) - 2) + '"'
    return re.sub(r"[^\n]", " ", text)


def code_only(text):
    """Keeps `#include "folder/file.h"`: an include names a file, it is not a string."""
    lines = text.split("\n")
    includes = {i: line for i, line in enumerate(lines) if re.match(r"\s*#\s*include\b", line)}
    blanked = _TOKEN.sub(_blank, text).split("\n")
    for i, line in includes.items():
        if blanked[i].strip():
            blanked[i] = line
    return "\n".join(blanked)
