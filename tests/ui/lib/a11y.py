# SPDX-License-Identifier: EUPL-1.2
"""The application seen as a screen reader sees it: by role and name, never by coordinates.

Plain gi.repository.Atspi. Its own time-out (0.8 s) is too short for a sanitizer build; a menu item's name is empty in
GTK 4.18, the text of what labels it counts."""
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

Atspi.set_timeout(20000, 30000)
STATE = Atspi.StateType
TEXT_ROLES = ("text", "entry", "password text", "search box")


class NotFound(AssertionError):
    pass


def walk(node, depth=0):
    """Every accessible below node, itself first."""
    yield node
    if depth > 60:
        return
    try:
        count = node.get_child_count()
    except GLib.Error:
        return
    for i in range(count):
        try:
            child = node.get_child_at_index(i)
        except GLib.Error:
            continue
        if child is not None:
            yield from walk(child, depth + 1)


def text_of(node):
    iface = node.get_text_iface()
    return Atspi.Text.get_text(iface, 0, Atspi.Text.get_character_count(iface)) if iface else ""


def name_of(node):
    name = node.get_name()
    if name:
        return name
    for relation in node.get_relation_set() or []:
        if relation.get_relation_type() == Atspi.RelationType.LABELLED_BY:
            target = relation.get_target(0)
            return target.get_name() or text_of(target)
    return ""


def is_(node, state):
    return node.get_state_set().contains(state)


def actions(node):
    iface = node.get_action_iface()
    return [Atspi.Action.get_action_name(iface, i) for i in range(Atspi.Action.get_n_actions(iface))] if iface else []


def act(node, name=None):
    """Does an action: the named one, or the first (click, activate, toggle)."""
    names = actions(node)
    if not names:
        raise NotFound(f"nothing can be done with {node.get_role_name()} “{name_of(node)}”")
    index = names.index(name) if name else 0
    if not Atspi.Action.do_action(node.get_action_iface(), index):
        raise AssertionError(f"{names[index]} on “{name_of(node)}” was refused")


def matches(node, role, name, contains, showing):
    if role and node.get_role_name() not in ((role,) if isinstance(role, str) else role):
        return False
    if showing and not is_(node, STATE.SHOWING):
        return False
    if name is None and contains is None:
        return True
    own = name_of(node)
    shown = own or text_of(node)
    if name is not None:
        return name in (own, shown)
    return contains in own or contains in shown


def find_all(root, role=None, name=None, contains=None, showing=True):
    found = []
    for node in walk(root):
        try:
            if matches(node, role, name, contains, showing):
                found.append(node)
        except GLib.Error:  # it vanished under us
            continue
    return found


def find(root, role=None, name=None, contains=None, timeout=10, showing=True):
    """The first that matches, waiting for it. Raises NotFound with what is there instead."""
    end = time.monotonic() + timeout
    while True:
        found = find_all(root, role, name, contains, showing)
        if found:
            return found[0]
        if time.monotonic() > end:
            raise NotFound(f"no {role or 'thing'} named “{name if name is not None else contains}”; there is:\n{outline(root)}")
        time.sleep(0.05)


def gone(root, role=None, name=None, contains=None, timeout=10):
    end = time.monotonic() + timeout
    while find_all(root, role, name, contains):
        if time.monotonic() > end:
            raise AssertionError(f"{role or 'thing'} “{name if name is not None else contains}” is still there")
        time.sleep(0.05)


def set_text(node, text):
    """Types a whole text at once into a field, or into the field inside node."""
    for inner in walk(node):
        iface = inner.get_editable_text_iface()
        if iface is not None and Atspi.EditableText.set_text_contents(iface, text):
            return inner
    raise NotFound(f"“{name_of(node)}” takes no text")


def outline(root, limit=140):
    lines = []
    for node in walk(root):
        try:
            label = name_of(node) or text_of(node)
            if is_(node, STATE.SHOWING) and (label or node.get_role_name() in TEXT_ROLES):
                lines.append(f"  {node.get_role_name()} “{label[:70]}”")
        except GLib.Error:
            continue
    return "\n".join(dict.fromkeys(lines[:limit]))
