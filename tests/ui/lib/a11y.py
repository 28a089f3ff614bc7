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
# What pressing means; a label or a page lists other actions too (copying, going back).
PRESS = ("click", "activate", "toggle", "press", "open")


class NotFound(AssertionError):
    pass


def children(node):
    try:
        count = node.get_child_count()
    except GLib.Error:  # it vanished under us
        return
    for i in range(count):
        try:
            child = node.get_child_at_index(i)
        except GLib.Error:
            continue
        if child is not None:
            yield child


def shown(node):
    try:
        return is_(node, STATE.SHOWING)
    except GLib.Error:
        return False


def walk(node, showing=True, depth=0):
    """Every accessible below node, itself first; what is not shown, and all below it, is left out."""
    yield node
    if depth > 80:
        return
    for child in children(node):
        if not showing or shown(child):
            yield from walk(child, showing, depth + 1)


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


def press_action(node):
    return next((name for name in actions(node) if name in PRESS), None)


def act(node, name=None):
    """Does an action: the named one, or what pressing means."""
    name = name or press_action(node)
    names = actions(node)
    if name not in names:
        raise NotFound(f"no {name or 'press'} on {node.get_role_name()} “{name_of(node)}”, only {names}")
    if not Atspi.Action.do_action(node.get_action_iface(), names.index(name)):
        raise AssertionError(f"{name} on “{name_of(node)}” was refused")


def role_of(node):
    """AT-SPI calls a button a "push button" before 2.54; the suite flatpak runs on the machine's own."""
    return node.get_role_name().replace("push button", "button")


def matches(node, role, name, contains):
    if role and role_of(node) not in ((role,) if isinstance(role, str) else role):
        return False
    if name is None and contains is None:
        return True
    own = name_of(node)
    written = text_of(node) if not own or node.get_text_iface() else own
    if name is not None:
        return name in (own, written)
    return contains in own or contains in written


def find_all(root, role=None, name=None, contains=None, showing=True):
    found = []
    for node in walk(root, showing):
        try:
            if matches(node, role, name, contains):
                found.append(node)
        except GLib.Error:  # it vanished under us
            continue
    return found


def wait(condition, what, timeout=15):
    """Waits until condition() answers something, and answers that. What vanishes while it is looked at is not there."""
    end = time.monotonic() + timeout
    while True:
        try:
            answer = condition()
        except GLib.Error:
            answer = None
        if answer:
            return answer
        if time.monotonic() > end:
            raise NotFound(what() if callable(what) else what)
        time.sleep(0.03)


def find(root, role=None, name=None, contains=None, timeout=15, showing=True):
    """The first that matches, waiting for it. Raises NotFound with what is there instead."""
    wanted = f"{role or 'thing'} “{name if name is not None else contains}”"
    return wait(lambda: find_all(root, role, name, contains, showing),
                lambda: f"no {wanted}; there is:\n{outline(root)}", timeout)[0]


def gone(root, role=None, name=None, contains=None, timeout=15):
    wait(lambda: not find_all(root, role, name, contains),
         f"{role or 'thing'} “{name if name is not None else contains}” is still there", timeout)


def field_in(node):
    """The part of node that takes text."""
    for inner in walk(node):
        if inner.get_editable_text_iface() is not None and is_(inner, STATE.EDITABLE):
            return inner
    return None


def set_text(node, text):
    """Types a whole text at once into a field, or into the field inside node."""
    field = field_in(node)
    if field is None or not Atspi.EditableText.set_text_contents(field, text):
        raise NotFound(f"“{name_of(node)}” takes no text")
    return field


def focused(root):
    """What has the keyboard; the innermost of those that say so."""
    found = [node for node in walk(root) if is_(node, STATE.FOCUSED)]
    return found[-1] if found else None


def extents(node):
    """x, y, width, height within the window."""
    box = node.get_extents(Atspi.CoordType.WINDOW)
    return box.x, box.y, box.width, box.height


def outline(root, limit=200):
    lines = []
    for node in walk(root):
        try:
            label = name_of(node) or text_of(node)
            if label or node.get_role_name() in TEXT_ROLES:
                lines.append(f"  {node.get_role_name()} “{label[:70]}”")
        except GLib.Error:
            continue
    return "\n".join(dict.fromkeys(lines[:limit]))
