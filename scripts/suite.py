"""Run the suite and say at the end how each part went: `suite.py all` or `suite.py fast`.

The checks that run no code go on beside the tests, one after another, and are printed when they have ended. All
tests are one run over all processors, so that no processor waits for the last test of a part. A part that fails
does not keep the others from running.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = [str(Path(".venv") / "bin" / "python")]
CONTRACTS = "from importlinter.cli import lint_imports_command; lint_imports_command()"
CHECKS = {
    "lint": [*PYTHON, "-m", "ruff", "check", "."],
    "format": [*PYTHON, "-m", "ruff", "format", "--check", "."],
    "types": [*PYTHON, "-m", "mypy"],
    "import contracts": [*PYTHON, "-c", CONTRACTS, "--no-logo"],
}
PYTEST = [*PYTHON, "-m", "pytest", "-q", "-n", "auto", "--dist", "worksteal"]
FAST = ["tests/unit", "tests/architecture"]
# Run by scripts/ci_debian_postgres.py, which says what for.
ALL = ["tests", "--ignore=tests/deployment"]


@dataclass(frozen=True)
class Result:
    """How a part went; ``seconds`` are those of its own work."""

    name: str
    good: bool
    seconds: float
    words: str = ""
    output: str = ""

    def line(self) -> str:
        return f"{'passed' if self.good else 'FAILED'}  {self.name:<20}{self.seconds:7.1f} s  {self.words}"


def check(name: str, command: Sequence[str]) -> Result:
    started = time.monotonic()
    answer = subprocess.run(
        command, cwd=ROOT, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    return Result(name, answer.returncode == 0, time.monotonic() - started, output=answer.stdout)


def test(arguments: Sequence[str]) -> list[Result]:
    """Run the tests; a result for each folder of tests/, and one for the run as a whole if that failed otherwise."""
    _title("tests")
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="testamur-suite-") as folder:
        figures = Path(folder) / "parts.json"
        code = subprocess.run(
            [*PYTEST, *arguments], cwd=ROOT, check=False, env=os.environ | {"TESTAMUR_PARTS": str(figures)}
        ).returncode
        parts = json.loads(figures.read_text(encoding="utf-8")) if figures.exists() else {}
    results = [
        Result(name, part["failed"] == 0, part["seconds"], f"{part['tests']} tests")
        for name, part in sorted(parts.items())
    ]
    if code and all(result.good for result in results):
        results.append(Result("tests", False, time.monotonic() - started, f"pytest ended with {code}"))
    return results


def run(arguments: Sequence[str]) -> int:
    """Run the checks and these tests; 0 if all are good."""
    started = time.monotonic()
    with ThreadPoolExecutor(1) as beside:
        checking = [beside.submit(check, name, command) for name, command in CHECKS.items()]
        tested = test(arguments)
        checked = [each.result() for each in checking]
    for result in checked:
        if not result.good:
            _title(result.name)
            print(result.output)
    _title("the suite")
    for result in (*checked, *tested):
        print(result.line())
    print(f"{time.monotonic() - started:35.1f} s in all; a part's seconds are those of its own work")
    return 0 if all(result.good for result in (*checked, *tested)) else 1


def _title(name: str) -> None:
    print(f"\n── {name} " + "─" * (70 - len(name)), flush=True)


def main() -> int:
    os.chdir(ROOT)
    if sys.argv[1:] == ["fast"]:
        return run(FAST)
    chromium = subprocess.run(
        [*PYTHON, "tests/plugins/chromium.py"], stdout=subprocess.PIPE, text=True, check=False
    )
    if chromium.returncode == 0:
        os.environ["CHROMIUM"] = chromium.stdout.strip()
    subprocess.run(
        [*PYTHON, "tests/plugins/stacks.py"], check=False
    )  # without one its test fails, and says so
    return run(ALL)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
