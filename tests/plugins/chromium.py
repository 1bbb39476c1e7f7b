"""The browser for the browser tests: found, else installed, else a sentence that says how to get one.

`CHROMIUM` names one; then Debian's and others' on the PATH; then the one that Playwright keeps for itself.
As a script it prints the path, and as root on Debian it installs the package first where there is none.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
)
MACOS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
ASK_PLAYWRIGHT = """
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)
"""
HOW = (
    "No Chromium was found, and the browser tests need one. On Debian: apt install chromium. Elsewhere set "
    "CHROMIUM to a Chromium or Chrome, or run: .venv/bin/python -m playwright install chromium"
)


class NoBrowserError(Exception):
    """There is no browser to test with; the message says how to get one."""


def executable() -> str:
    """The path of a Chromium, for Playwright's `executable_path`. Nothing is installed."""
    if named := os.environ.get("CHROMIUM"):
        if not Path(named).exists():
            raise NoBrowserError(f"CHROMIUM names {named}, and there is no such file. {HOW}")
        return named
    candidates = [shutil.which(name) for name in NAMES]
    candidates += [path for path in MACOS if Path(path).exists()]
    for found in candidates:
        if found:
            return found
    if own := _of_playwright():
        return own
    raise NoBrowserError(HOW)


def ensure() -> str:
    """As `executable`, but where there is none install Debian's, or else Playwright's own."""
    try:
        return executable()
    except NoBrowserError:
        if os.environ.get("CHROMIUM"):
            raise
    if not (_by_apt() or _by_playwright()):
        raise NoBrowserError(HOW)
    return executable()


def _of_playwright() -> str | None:
    # Asked in a process of its own: one thread can have one Playwright, and the caller may have it.
    answer = subprocess.run(
        [sys.executable, "-c", ASK_PLAYWRIGHT], capture_output=True, text=True, check=False
    )
    path = answer.stdout.strip()
    return path if path and Path(path).exists() else None


def _by_apt() -> bool:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}

    def apt(*arguments: str) -> bool:
        command = ["apt-get", "-qq", *arguments]
        return subprocess.run(command, stdout=sys.stderr, env=environment, check=False).returncode == 0

    def install(package: str) -> bool:
        return apt("install", "-y", "--no-install-recommends", package, "fonts-dejavu-core")

    apt("update")
    return install("chromium-headless-shell") or install("chromium")


def _by_playwright() -> bool:
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    return subprocess.run(command, stdout=sys.stderr, check=False).returncode == 0


if __name__ == "__main__":
    try:
        print(ensure())
    except NoBrowserError as error:
        sys.exit(str(error))
