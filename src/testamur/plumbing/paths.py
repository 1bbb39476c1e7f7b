"""Where Testamur keeps what it writes: `var/` below its home."""

import os
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
