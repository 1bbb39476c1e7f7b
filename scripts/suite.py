"""Run the suite part by part and say at the end how each part went: `suite.py all` or `suite.py fast`.

A part that fails does not keep the others from running. Whatever lies in tests/ belongs to a part: a folder
that nobody has named here is run on its own, so that no test is forgotten.
"""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TESTS = ROOT / "tests"
PYTHON = [str(Path(".venv") / "bin" / "python")]
PYTEST = [*PYTHON, "-m", "pytest", "-q"]
PARALLEL = ["-n", "2", "--dist", "loadfile"]
CONTRACTS = "from importlinter.cli import lint_imports_command; lint_imports_command()"
# Run by scripts/ci_debian_postgres.py, which says what for; and what is no test at all.
ELSEWHERE = {"deployment", "plugins"}

Part = tuple[str, list[str]]


def fast_parts() -> list[Part]:
    return [
        ("lint", [*PYTHON, "-m", "ruff", "check", "."]),
        ("format", [*PYTHON, "-m", "ruff", "format", "--check", "."]),
        ("types", [*PYTHON, "-m", "mypy"]),
        ("import contracts", [*PYTHON, "-c", CONTRACTS, "--no-logo"]),
        ("unit and architecture", [*PYTEST, *PARALLEL, "tests/unit", "tests/architecture"]),
    ]


def all_parts() -> list[Part]:
    accessibility = sorted(
        str(path.relative_to(ROOT)) for path in TESTS.rglob("*accessibility*") if _is_test(path)
    )
    ignored = [f"--ignore={path}" for path in accessibility]
    parts = [
        *fast_parts(),
        ("integration", [*PYTEST, *PARALLEL, "tests/integration", *ignored]),
        ("browser", [*PYTEST, *PARALLEL, "tests/browser", *ignored]),
        ("accessibility", [*PYTEST, *(accessibility or ["tests/accessibility"])]),
    ]
    named = {"unit", "architecture", "integration", "browser", "accessibility"} | ELSEWHERE
    others = sorted(path.name for path in TESTS.iterdir() if path.is_dir() and path.name not in named)
    return parts + [
        (name, [*PYTEST, *PARALLEL, f"tests/{name}"])
        for name in others
        if any((TESTS / name).rglob("test_*.py"))
    ]


def _is_test(path: Path) -> bool:
    return path.is_dir() if path.suffix == "" else path.name.startswith("test_") and path.suffix == ".py"


def run(parts: Sequence[Part]) -> int:
    """Run the parts; 0 if all are good."""
    results: list[tuple[str, bool, float]] = []
    for name, command in parts:
        print(f"\n── {name} " + "─" * (70 - len(name)), flush=True)
        started = time.monotonic()
        good = subprocess.run(command, cwd=ROOT, check=False).returncode == 0
        results.append((name, good, time.monotonic() - started))
    print("\n── the suite " + "─" * 65)
    for name, good, seconds in results:
        print(f"{'passed' if good else 'FAILED'}  {name:<24}{seconds:6.1f} s")
    return 0 if all(good for _, good, _ in results) else 1


def main() -> int:
    os.chdir(ROOT)
    if sys.argv[1:] == ["fast"]:
        return run(fast_parts())
    chromium = subprocess.run(
        [*PYTHON, "tests/plugins/chromium.py"], stdout=subprocess.PIPE, text=True, check=False
    )
    if chromium.returncode == 0:
        os.environ["CHROMIUM"] = chromium.stdout.strip()
    return run(all_parts())


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
