#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
"""The app as a person has it: installed from its file, inside its sandbox, without a desktop session.

Started by tests/flatpak/run as an ordinary user whose home is new."""
import os
import shutil
import subprocess
import sys
import time

WORK = os.environ["KT_WORK"]
HOME = os.environ["HOME"]
ID = "io.github.keukentafel.Keukentafel"
DATA = os.path.join(HOME, ".var/app", ID, "data/keukentafel")
# Flatpak writes fallback-x11 as "x11 and fallback-x11", for its oldest versions; it gives X11 only without Wayland.
PERMISSIONS = {"[Context]", "shared=network;ipc;", "sockets=x11;wayland;fallback-x11;", "devices=dri;"}
sys.path.insert(0, os.path.join(WORK, "tests/ui"))
os.environ.setdefault("BUILD_ROOT", "/nonexistent")
os.environ.setdefault("XDG_CONFIG_HOME", os.path.join(HOME, ".config"))


def with_bus(*command, **more):
    """A session bus that also stands in for the system's: Flatpak asks that one about parental controls."""
    script = 'DBUS_SYSTEM_BUS_ADDRESS=$DBUS_SESSION_BUS_ADDRESS exec "$@"'
    return subprocess.run(["dbus-run-session", "--", "sh", "-c", script, "sh", *command], capture_output=True, text=True, **more)


def must(done):
    assert done.returncode == 0, f"{done.args[-3:]}: {done.returncode}\n{done.stdout[-1500:]}\n{done.stderr[-3000:]}"
    return done


def flatpak_cli(*args, stdin=None, env=()):
    command = ["flatpak", "run", *env, "--command=keukentafel-cli", ID, *args]
    return subprocess.run(command, input=stdin, capture_output=True, text=True)


def bundle(folder="new"):
    return os.path.join(WORK, folder, ID + ".flatpak")


def test_installs_from_its_file_as_an_ordinary_user():
    must(with_bus("flatpak", "--user", "remote-add", "--no-gpg-verify", "kt", "file://" + os.path.join(WORK, "repo")))
    must(with_bus("flatpak", "--user", "install", "-y", "--noninteractive", "kt", ID + ".Platform//trixie"))
    must(with_bus("flatpak", "--user", "install", "-y", "--noninteractive", "--bundle", bundle()))


def test_may_see_exactly_its_window_the_card_and_the_network():
    shown = must(subprocess.run(["flatpak", "info", "--show-permissions", ID], capture_output=True, text=True)).stdout
    assert {x for x in shown.splitlines() if x.strip()} == PERMISSIONS, shown


def test_command_line_says_its_help_without_a_bus():
    assert "keukentafel-cli" in must(flatpak_cli("--help")).stdout


def test_demo_lies_in_the_data_folder_of_the_app_encrypted_and_nowhere_else():
    before = set(files(HOME))
    must(flatpak_cli("demo", "--lang", "nl"))
    # What Flatpak itself writes down about an installation and a running instance is not the app's.
    made = {x for x in set(files(HOME)) - before if "/.local/share/flatpak/" not in x and "/.cache/.flatpak/" not in x}
    assert any(x.endswith("store.db") for x in made), sorted(made)
    outside = [x for x in made if not x.startswith(os.path.join(HOME, ".var/app", ID) + "/")]
    assert not outside, outside
    for path in made:
        with open(path, "rb") as f:
            content = f.read()
        assert b"fietsen" not in content and b"SQLite format 3" not in content[:16], path


def files(top):
    for folder, _, names in os.walk(top):
        for name in names:
            path = os.path.join(folder, name)
            if os.path.isfile(path) and not os.path.islink(path):
                yield path


def test_bundle_goes_out_and_comes_in_by_standard_streams():
    out = must(flatpak_cli("--profile", "ilse", "--passphrase-file", "/dev/fd/0", "export", stdin="keukentafel\n")).stdout
    assert '"docs"' in out and "fietsen" in out


def drive(language):
    """The main journey in a process of its own, on its own bus, accessibility and screen."""
    env = {"KT_LANG": language}
    done = with_bus("/usr/bin/python3", os.path.join(WORK, "tests/flatpak/journey.py"), env={**os.environ, **env}, timeout=240)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]


def test_main_journey_inside_the_sandbox_in_Dutch():
    drive("nl")


def test_main_journey_inside_the_sandbox_in_English():
    drive("en")


def start_for_a_moment(*options, need_bus=False):
    """Starts the app on a bare screen and answers whether it is still there, showing a window, after a while."""
    from lib.display import Xvfb

    screen = Xvfb(1280, 800)
    env = {k: v for k, v in {**os.environ, **screen.env}.items() if k != "DBUS_SESSION_BUS_ADDRESS"}
    process = subprocess.Popen(["flatpak", "run", *options, "--env=GSK_RENDERER=cairo", ID], env=env, stderr=subprocess.PIPE)
    try:
        end = time.monotonic() + 40
        while time.monotonic() < end:
            assert process.poll() is None, process.stderr.read().decode()[-2000:]
            found = subprocess.run(["xdotool", "search", "--onlyvisible", "--name", "Keukentafel"],
                                   env={**os.environ, **screen.env}, capture_output=True, text=True)
            if found.stdout.strip():
                return
            time.sleep(0.2)
        raise AssertionError("no window")
    finally:
        subprocess.run(["flatpak", "kill", ID], capture_output=True)
        process.kill()
        process.wait()
        screen.close()


def test_starts_without_session_bus_and_portal():
    start_for_a_moment()


def test_kiosk_session_shows_the_unlock_page_and_nothing_else():
    runtime = os.path.join(HOME, "kiosk")
    os.mkdir(runtime, 0o700)
    picture = os.path.join(HOME, "kiosk.png")
    env = {**os.environ, "XDG_RUNTIME_DIR": runtime, "WLR_BACKENDS": "headless", "WLR_RENDERER": "pixman",
           "WLR_LIBINPUT_NO_DEVICES": "1"}
    command = kiosk_command()
    script = f'{command} & for i in $(seq 60); do sleep 1; grim "{picture}" && break; done; sleep 6; grim "{picture}"; flatpak kill {ID}'
    subprocess.run(["dbus-run-session", "--", "cage", "--", "sh", "-c", script], env=env, timeout=120, capture_output=True)
    with open(picture, "rb") as f:
        size = len(f.read())
    # An empty screen of one colour packs into a few kilobytes; letters and avatars do not.
    assert size > 8000, f"the kiosk shows nothing ({size} bytes)"
    keep = os.environ.get("KT_KEEP_PICTURES")
    if keep:
        shutil.copy(picture, keep)


def kiosk_command():
    """What the session file of the recipe starts inside cage."""
    with open(os.path.join(WORK, "flatpak/kiosk.desktop"), encoding="utf-8") as f:
        line = next(x for x in f if x.startswith("Exec="))
    return line.strip().removeprefix("Exec=cage -- ")


def test_starts_without_network():
    start_for_a_moment("--unshare=network")


def test_a_newer_build_over_the_former_keeps_the_store():
    before = must(flatpak_cli("--profile", "ilse", "--passphrase-file", "/dev/fd/0", "export", stdin="keukentafel\n")).stdout
    former = must(subprocess.run(["flatpak", "info", "--show-commit", ID], capture_output=True, text=True)).stdout
    must(with_bus("flatpak", "--user", "install", "-y", "--noninteractive", "--bundle", bundle("next")))
    assert former != must(subprocess.run(["flatpak", "info", "--show-commit", ID], capture_output=True, text=True)).stdout
    after = must(flatpak_cli("--profile", "ilse", "--passphrase-file", "/dev/fd/0", "export", stdin="keukentafel\n")).stdout
    assert before == after


def test_an_administrators_settings_are_seen_inside():
    ini = os.path.join(HOME, "preset.ini")
    with open(ini, "w", encoding="utf-8") as f:
        f.write("[server]\nurl=https://preset.example\n\n[app]\nlanguage=nl\nlock-after=300\n")
    out = os.path.join(HOME, "preset.flatpak")
    must(subprocess.run([os.path.join(WORK, "flatpak/preset"), ini, out], capture_output=True, text=True))
    must(with_bus("flatpak", "--user", "install", "-y", "--noninteractive", "--bundle", out))
    seen = subprocess.run(["flatpak", "run", "--command=cat", ID, "/app/etc/xdg/keukentafel/preset.ini"], capture_output=True, text=True)
    assert "preset.example" in must(seen).stdout


def test_both_languages_are_there_whatever_the_systems():
    for language, word in (("nl", "Gebruik"), ("en", "Usage")):
        shown = must(flatpak_cli("--help", env=(f"--env=KEUKENTAFEL_LANG={language}", "--env=LANG=C"))).stdout
        assert word in shown, shown[:300]


if __name__ == "__main__":
    from lib import tap

    tap.run(sys.modules["__main__"])
