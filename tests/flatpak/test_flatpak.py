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


def drive(language, *what):
    """The main journey (or a scene) in a process of its own, on its own bus, accessibility and screen."""
    program, *scene = what or ("journey.py",)
    done = with_bus("/usr/bin/python3", os.path.join(WORK, "tests/flatpak", program), *scene, env={**os.environ, "KT_LANG": language},
                    timeout=240)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]


def scene(name, *languages):
    for language in languages or ("nl", "en"):
        drive(language, "scenes.py", name)


def test_main_journey_inside_the_sandbox_in_Dutch():
    drive("nl")


def test_main_journey_inside_the_sandbox_in_English():
    drive("en")


def test_without_a_portal_the_certificate_is_pasted():
    scene("missing-portal")


def test_what_GTK_and_libadwaita_say_is_Dutch_whatever_the_systems_language():
    scene("toolkits-dutch", "nl")


def contents(folder):
    found = {}
    for path in files(folder):
        with open(path, "rb") as f:
            found[os.path.relpath(path, folder)] = f.read()
    return {name: content for name, content in found.items() if os.path.basename(name) not in ("lock", "store.db-shm", "window.ini")}


def test_an_older_app_over_a_newer_store_refuses_it_and_leaves_it_as_it_is():
    aside = DATA + ".aside"
    os.rename(DATA, aside)
    try:
        shutil.copytree(os.path.join(WORK, "newer"), DATA)
        before = contents(DATA)
        scene("newer-store")
        for language, sentence in (("nl", "door een nieuwere Keukentafel"), ("en", "by a newer Keukentafel")):
            told = flatpak_cli("--profile", "ilse", "--passphrase-file", "/dev/fd/0", "status", stdin="keukentafel\n",
                               env=(f"--env=KEUKENTAFEL_LANG={language}",))
            assert told.returncode == 1 and sentence in told.stderr, told
        assert before and contents(DATA) == before, "a newer store was changed"
    finally:
        shutil.rmtree(DATA)
        os.rename(aside, DATA)


def test_a_data_folder_that_cannot_be_written():
    before = contents(DATA)
    folders = [top for top, _, _ in os.walk(DATA)]
    for folder in folders:
        os.chmod(folder, 0o500)
    try:
        scene("read-only")
        told = flatpak_cli("--profile", "ilse", "--passphrase-file", "/dev/fd/0", "status", stdin="keukentafel\n",
                           env=("--env=KEUKENTAFEL_LANG=nl",))
        assert told.returncode == 1 and "kan niet worden geschreven" in told.stderr, told
    finally:
        for folder in folders:
            os.chmod(folder, 0o700)
    assert contents(DATA) == before


def test_the_devel_variant_lies_beside_the_released_one():
    before = contents(DATA)
    must(with_bus("flatpak", "--user", "install", "-y", "--noninteractive", "--bundle", os.path.join(WORK, "devel", ID + ".Devel.flatpak")))
    listed = must(subprocess.run(["flatpak", "list", "--app", "--columns=application"], capture_output=True, text=True)).stdout
    assert {ID, ID + ".Devel"} <= set(listed.split()), listed
    place = [must(subprocess.run(["flatpak", "info", "--show-location", x], capture_output=True, text=True)).stdout.strip() for x in (ID, ID + ".Devel")]
    icons = [icon_of(top, ID + variant) for top, variant in zip(place, ("", ".Devel"))]
    assert icons[0] and icons[1] and icons[0] != icons[1], "the two have the same icon"
    with open(f"{place[1]}/export/share/applications/{ID}.Devel.desktop", encoding="utf-8") as f:
        assert "Name=Keukentafel (Devel)" in f.read()
    must(subprocess.run(["flatpak", "run", "--command=keukentafel-cli", ID + ".Devel", "demo", "--lang", "en"], capture_output=True, text=True))
    assert any(files(os.path.join(HOME, ".var/app", ID + ".Devel/data/keukentafel-devel")))
    start_for_a_moment(app=ID + ".Devel")
    assert contents(DATA) == before, "the devel variant touched the store of the released one"


def icon_of(top, name):
    with open(f"{top}/files/share/icons/hicolor/scalable/apps/{name}.svg", "rb") as f:
        return f.read()


def test_a_full_disk_while_installing_leaves_nothing_half():
    """An installation of its own on a disk too small for the runtime; taken to a larger one, the same command succeeds."""
    script = ('set -e; mkdir small; mount -t tmpfs -o size=30m tmpfs small; export FLATPAK_USER_DIR=$PWD/small/flatpak; '
              'flatpak --user remote-add --no-gpg-verify kt "file://$KT_WORK/repo"; s=0; '
              f'flatpak --user install -y --noninteractive kt {ID}.Platform//trixie || s=$?; '
              'echo "ended: $s"; echo "there: [$(flatpak --user list --columns=ref)]"; cp -a small/flatpak larger; export FLATPAK_USER_DIR=$PWD/larger; '
              f'flatpak --user install -y --noninteractive kt {ID}.Platform//trixie {ID}//stable; '
              'echo "then: [$(flatpak --user list --columns=application | sort | xargs)]"; rm -rf larger')
    done = must(with_bus("unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script, cwd=HOME, timeout=300))
    said = done.stdout + done.stderr
    assert "ended: 0" not in said and "ended: " in said and "there: []" in said, said
    assert f"then: [{ID} {ID}.Platform]" in said, said


def start_for_a_moment(*options, app=ID):
    """Starts the app on a bare screen and answers whether it is still there, showing a window, after a while."""
    from lib.display import Xvfb

    screen = Xvfb(1280, 800)
    env = {k: v for k, v in {**os.environ, **screen.env}.items() if k != "DBUS_SESSION_BUS_ADDRESS"}
    process = subprocess.Popen(["flatpak", "run", *options, "--env=GSK_RENDERER=cairo", app], env=env, stderr=subprocess.PIPE)
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
        subprocess.run(["flatpak", "kill", app], capture_output=True)
        process.kill()
        process.wait()
        screen.close()


def test_starts_without_session_bus_and_portal():
    start_for_a_moment()


def test_kiosk_session_shows_the_unlock_page_and_nothing_else():
    runtime = os.path.join(HOME, "kiosk")
    os.mkdir(runtime, 0o700)
    picture, points = os.path.join(HOME, "kiosk.png"), os.path.join(HOME, "kiosk.ppm")
    env = {**os.environ, "XDG_RUNTIME_DIR": runtime, "WLR_BACKENDS": "headless", "WLR_RENDERER": "pixman",
           "WLR_LIBINPUT_NO_DEVICES": "1"}
    command = kiosk_command()
    script = f'{command} & for i in $(seq 60); do sleep 1; grim "{picture}" && break; done; sleep 6; grim "{picture}"; grim -t ppm "{points}"; flatpak kill {ID}'
    subprocess.run(["dbus-run-session", "--", os.path.join(WORK, "cage/run"), "--", "sh", "-c", script], env=env, timeout=120, capture_output=True)
    with open(picture, "rb") as f:
        size = len(f.read())
    # An empty screen of one colour packs into a few kilobytes; letters and avatars do not.
    assert size > 8000, f"the kiosk shows nothing ({size} bytes)"
    assert not dark_edges(points), "the window does not fill the screen"
    keep = os.environ.get("KT_KEEP_PICTURES")
    if keep:
        shutil.copy(picture, keep)


def dark_edges(picture):
    """Corners and middles of the sides where nothing of the window is, only cage's black."""
    with open(picture, "rb") as f:
        kind, size, _, pixels = f.read().split(b"\n", 3)
    width, height = map(int, size.split())
    assert kind == b"P6", kind
    places = [(x, y) for x in (3, width // 2, width - 4) for y in (3, height // 2, height - 4) if (x, y) != (width // 2, height // 2)]
    return [place for place in places if max(pixels[3 * (place[1] * width + place[0]):][:3]) < 40]


def test_a_locked_kiosk_is_left_by_a_passphrase_only():
    scene("kiosk")


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

    if len(sys.argv) > 1:  # all others stand on these
        test_installs_from_its_file_as_an_ordinary_user()
        test_command_line_says_its_help_without_a_bus()
        test_demo_lies_in_the_data_folder_of_the_app_encrypted_and_nowhere_else()
    tap.run(sys.modules["__main__"])
