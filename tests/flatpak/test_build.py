#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
"""What flatpak/build makes, as the shops' own tools judge it, and what it says and leaves behind when it cannot.

Started by tests/flatpak/run as whoever started that. A runtime is made of two small trees here, with a stand-in for the
one program that needs the network; kill, full disk and missing namespaces are real."""
import glob
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

SOURCE = os.environ["KT_SOURCE"]
sys.path.insert(0, os.path.join(SOURCE, "tests/ui"))
ID = "io.github.keukentafel.Keukentafel"
BUILD = os.path.join(SOURCE, "flatpak/build")
CACHE = os.environ.get("BUILDROOT_CACHE") or os.path.join(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "keukentafel")
LANGUAGES = {"en": "en_GB.UTF-8", "nl": "nl_NL.UTF-8"}

# mmdebstrap's stand-in: a tar of a small tree. What it does otherwise is in $STAND_IN.
MMDEBSTRAP = """#!/bin/sh
case $STAND_IN in
  slow) tar -C "$SMALL_TREE" -c .; exec sleep 60 ;;
  offline) echo 'E: apt-get update failed' >&2; exit 25 ;;
  *) exec tar -C "$SMALL_TREE" -c . ;;
esac
"""


# ---- What it makes ----
def shown(manifest):
    """A manifest as the builder understands it; it has nothing to remark."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(["flatpak-builder", "--show-manifest", os.path.join(SOURCE, "flatpak", manifest)], cwd=folder,
                              capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "", done.stderr
    return json.loads(done.stdout)


def test_both_manifests_are_clean_and_ask_for_the_same():
    flathub, own = shown(ID + ".yml"), shown("trixie.yml")
    for key in ("id", "command", "finish-args", "add-extensions", "separate-locales"):
        assert flathub[key] == own[key], key
    assert (flathub["runtime"], flathub["runtime-version"]) == ("org.gnome.Platform", "50")
    sources = [s for module in flathub["modules"] for s in module["sources"] if s["type"] != "dir"]
    assert len(sources) == 3 and all(re.fullmatch("[0-9a-f]{64}", s["sha256"]) for s in sources), sources


def valid(variant):
    share = os.path.join(CACHE, "flatpak-app" + variant, "files/share")
    with tempfile.TemporaryDirectory(dir=CACHE) as folder:  # which the build root sees
        # An older builder moves the file to where it once was, under the name it once had.
        found = glob.glob(f"{share}/*/{ID}{variant}.metainfo.xml") + glob.glob(f"{share}/*/{ID}{variant}.appdata.xml")
        shop = shutil.copy(found[0], f"{folder}/{ID}{variant}.metainfo.xml")
        for command in (["desktop-file-validate", f"{share}/applications/{ID}{variant}.desktop"],
                        ["appstreamcli", "validate", "--strict", "--no-net", "--explain", shop]):
            done = subprocess.run([os.path.join(SOURCE, ".ci/buildroot"), "run", *command], cwd=SOURCE, capture_output=True, text=True)
            assert done.returncode == 0, done.stdout + done.stderr


def test_what_a_shop_shows_is_valid():
    valid("")


def test_what_a_shop_shows_of_the_devel_variant_is_valid():
    valid(".Devel")


# ---- What it says ----
class Site:
    """A place to build in: a cache of its own, with two small trees for the runtimes."""

    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix="kt-site.", dir="/var/tmp")
        self.cache, self.bin, self.tree = (os.path.join(self.folder, name) for name in ("cache", "bin", "tree"))
        self.env = {**os.environ, "BUILDROOT_CACHE": self.cache, "SMALL_TREE": self.tree, "PATH": f"{self.bin}:{os.environ['PATH']}"}
        for folder in (self.cache, self.bin, os.path.join(self.tree, "usr/bin"), os.path.join(self.tree, "etc")):
            os.makedirs(folder)
        self.program("mmdebstrap", MMDEBSTRAP)
        with open(os.path.join(self.tree, "usr/bin/letters"), "wb") as file:
            file.write(os.urandom(3_000_000))
        self.root_of_the_sdk()
        return self

    def __exit__(self, *_):
        subprocess.run(["chmod", "-R", "u+rwX", self.folder], check=False)
        shutil.rmtree(self.folder)

    def program(self, name, text):
        path = os.path.join(self.bin, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(path, 0o755)

    def root_of_the_sdk(self):
        path = subprocess.run([os.path.join(SOURCE, ".ci/buildroot"), "path"], env=self.env, check=True, capture_output=True,
                              text=True).stdout.strip()
        shutil.copytree(self.tree, path)
        open(os.path.join(path, ".complete"), "w", encoding="ascii").close()

    def start(self, how="", lang="en", **more):
        env = {**self.env, "STAND_IN": how, "LANG": LANGUAGES[lang], "LC_ALL": "", "LANGUAGE": ""}
        return subprocess.Popen([*more.pop("prefix", ()), BUILD, "--repo"], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                text=True, start_new_session=True, **more)

    def build(self, *args, **more):
        process = self.start(*args, **more)
        out, err = process.communicate(timeout=120)
        return process.returncode, out.strip(), err

    def left(self):
        return sorted(name for name in os.listdir(self.cache) if name.startswith("flatpak-") and not name.endswith((".log", ".lock")))

    def is_whole(self, repo):
        refs = subprocess.run(["ostree", "refs", "--repo", repo], check=True, capture_output=True, text=True).stdout
        assert {f"{ID}.{name}" for name in ("Platform", "Sdk")} == {line.split("/")[1] for line in refs.split() if line.startswith("runtime/")}, refs
        subprocess.run(["ostree", "fsck", "--quiet", "--repo", repo], check=True, capture_output=True)
        assert not [name for name in self.left() if ".part" in name], self.left()


def refuses(site, sentence, lang, **more):
    status, _, said = site.build(lang=lang, **more)
    last = said.strip().splitlines()[-1]
    assert status not in (0, 130) and last.startswith("flatpak: ") and sentence in last, (status, said)
    assert not [name for name in site.left() if ".part" in name], site.left()


# In a user namespace of its own, where not one more may be made.
NO_NAMESPACES = ("unshare", "--user", "--map-root-user", "sh", "-c", 'echo 0 >/proc/sys/user/max_user_namespaces && exec "$@"', "sh")


def test_a_machine_without_user_namespaces():
    with Site() as site:
        for lang, sentence in (("en", "allows no user namespaces"), ("nl", "staat geen user namespaces toe")):
            refuses(site, sentence, lang, prefix=NO_NAMESPACES)
        assert site.left() == []


def test_a_missing_program_is_named_to_who_may_not_install_it():
    with Site() as site:
        site.program("id", '#!/bin/sh\n[ "$1" = -u ] && echo 1000 || exec /usr/bin/id "$@"\n')
        elsewhere = os.path.join(site.folder, "few")  # everything but ostree
        os.mkdir(elsewhere)
        for folder in ("/usr/sbin", "/sbin", "/usr/bin", "/bin"):
            for name in os.listdir(folder):
                if name != "ostree" and not os.path.lexists(os.path.join(elsewhere, name)):
                    os.symlink(os.path.join(folder, name), os.path.join(elsewhere, name))
        site.env["PATH"] = f"{site.bin}:{elsewhere}"
        for lang, sentence in (("en", "misses ostree; as root give: apt-get install"), ("nl", "ontbreekt ostree; geef met rootrechten: apt-get install")):
            refuses(site, sentence, lang)


# A file system of forty megabytes in place of the cache.
SMALL_DISK = ("unshare", "--user", "--map-root-user", "--mount", "sh", "-c",
              'mount -t tmpfs -o size=40m small "$1" && cp -a "$1.whole/." "$1" && shift && "$@"; s=$?; ls "$BUILDROOT_CACHE" >&3; exit $s', "sh")


def on_a_small_disk(site, lang, how=""):
    os.path.isdir(site.cache + ".whole") or shutil.copytree(site.cache, site.cache + ".whole", symlinks=True)
    listing = os.path.join(site.folder, "left")
    with open(listing, "w", encoding="utf-8") as file:
        saved = os.dup(3) if os.path.exists("/proc/self/fd/3") and file.fileno() != 3 else None
        try:
            os.dup2(file.fileno(), 3)
            status, _, said = site.build(how, lang, prefix=(*SMALL_DISK, site.cache), pass_fds=[3])
        finally:
            if saved is not None:
                os.dup2(saved, 3)
                os.close(saved)
    with open(listing, encoding="utf-8") as file:
        return status, said.strip().splitlines(), file.read()


def test_a_full_disk_is_said_before_anything_is_fetched():
    with Site() as site:
        for lang, sentence in (("en", "the disk has no room"), ("nl", "de schijf heeft geen plaats")):
            status, said, left = on_a_small_disk(site, lang)
            assert status == 1 and len(said) == 1 and sentence in said[0], said
            assert "platform" not in left, left


def test_a_disk_that_becomes_full_halfway():
    with Site() as site:
        site.program("df", "#!/bin/sh\nprintf 'a b c d\\na b c 99999999\\n'\n")  # plenty, it says
        with open(os.path.join(site.tree, "usr/large"), "wb") as file:
            file.truncate(80_000_000)
        for lang, sentence in (("en", "the disk became full"), ("nl", "de schijf raakte vol")):
            status, said, left = on_a_small_disk(site, lang)
            assert status == 1 and sentence in said[-1], said
            assert ".part" not in left and "repo" not in left, left


def test_no_network():
    with Site() as site:
        for lang, sentence in (("en", "could not be fetched"), ("nl", "konden niet worden opgehaald")):
            refuses(site, sentence, lang, how="offline")
        assert site.left() == []


def interrupt(how, sign):
    """Begun, stopped halfway, and begun again."""
    with Site() as site:
        if how == "export":  # while the runtime is made of the tree
            real = shutil.which("flatpak")
            site.program("flatpak", f'#!/bin/sh\n[ "$STAND_IN$1" != exportbuild-export ] || {{ "{real}" "$@"; exec sleep 60; }}\nexec "{real}" "$@"\n')
        process = site.start(how)
        end = time.monotonic() + 60
        want = "flatpak-repo" if how == "export" else "flatpak-platform"
        while not any(name.startswith(want) and name.endswith(".part") for name in site.left()):
            assert time.monotonic() < end and process.poll() is None, site.left()
            time.sleep(0.05)
        time.sleep(0.5)
        os.killpg(process.pid, sign)
        process.communicate(timeout=60)
        assert process.returncode != 0
        if sign == signal.SIGTERM:
            assert not [name for name in site.left() if ".part" in name], site.left()
        status, repo, said = site.build()
        assert status == 0, said
        site.is_whole(repo)
        status, again, said = site.build()
        assert (status, again, said) == (0, repo, ""), "what is there is made once more"


def test_a_build_stopped_while_packages_are_fetched():
    interrupt("slow", signal.SIGTERM)


def test_a_build_killed_while_packages_are_fetched():
    interrupt("slow", signal.SIGKILL)


def test_a_build_killed_while_the_runtime_is_made():
    interrupt("export", signal.SIGKILL)


# ---- An organisation's settings ----
def preset(folder, *words, language):
    environment = {"PATH": os.environ["PATH"], "LANG": LANGUAGES[language]}
    return subprocess.run([os.path.join(SOURCE, "flatpak/preset"), *words], cwd=folder, env=environment, capture_output=True, text=True)


def test_settings_that_cannot_be_packed_are_refused_in_a_sentence():
    with tempfile.TemporaryDirectory() as folder:
        for name, text in (("good.ini", "[server]\nurl=https://x.example\nca=ca.pem\n"), ("bare.ini", "url=x\n"),
                           ("broken.ini", "[server]\n\nurl https://x.example\n"), ("other.pem", "-")):
            with open(os.path.join(folder, name), "w", encoding="utf-8") as f:
                f.write(text)
        for words, status, nl, en in (
                (["good.ini"], 64, "zo wordt het aangeroepen", "it is called like this"),
                (["good.ini", "out.zip"], 64, "eindigt op .flatpak", "ending in .flatpak"),
                (["none.ini", "out.flatpak"], 66, "none.ini kan niet worden gelezen", "cannot read none.ini"),
                (["bare.ini", "out.flatpak"], 65, "geen groep", "no [server] or [app] group"),
                (["broken.ini", "out.flatpak"], 65, "broken.ini, regel 3", "broken.ini, line 3"),
                (["good.ini", "other.pem", "out.flatpak"], 66, "noemt ca.pem", "names ca.pem"),
                (["bare.ini", "none.pem", "out.flatpak"], 66, "none.pem kan niet", "cannot read none.pem")):
            for language, sentence in (("nl", nl), ("en", en)):
                done = preset(folder, *words, language=language)
                assert done.returncode == status and sentence in done.stderr, (words, done.returncode, done.stderr)
                assert done.stderr.count("\n") == 1, done.stderr
        os.rename(os.path.join(folder, "other.pem"), os.path.join(folder, "ca.pem"))
        done = preset(folder, "good.ini", "ca.pem", "no-folder/out.flatpak", language="nl")
        assert done.returncode == 1 and "no-folder/out.flatpak kon niet worden geschreven" in done.stderr, done.stderr
        assert not glob.glob(os.path.join(folder, "*.flatpak*"))


if __name__ == "__main__":
    from lib import tap

    tap.run(sys.modules["__main__"])
