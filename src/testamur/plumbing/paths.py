"""Where Testamur keeps what it writes: `var/` below its home."""

import os
from contextlib import suppress
from pathlib import Path

_CHECKOUT = Path(__file__).resolve().parents[3]


def home() -> Path:
    """The directory that holds `var/`: `TESTAMUR_HOME`, else the checkout, else the working directory."""
    if configured := os.environ.get("TESTAMUR_HOME"):
        return Path(configured).expanduser().resolve()
    if (_CHECKOUT / "pyproject.toml").is_file() and (_CHECKOUT / "src" / "testamur").is_dir():
        return _CHECKOUT
    return Path.cwd()


def var(*parts: str) -> Path:
    """A path below `var/`; nothing is created."""
    return home().joinpath("var", *parts)


def private(*parts: str) -> Path:
    """A directory below `var/` into which only this user may look; made if it is not there."""
    directory = var(*parts)
    directory.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):
        directory.mkdir(mode=0o700)
    if directory.stat().st_mode & 0o077:
        directory.chmod(0o700)
    return directory
