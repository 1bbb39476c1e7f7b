"""SOAP clients of other stacks, for the tests of the web services: found, else installed, else a sentence with how.

As a script it sees to all of them: as root on Debian it installs what is missing.
"""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass


class NoClientError(Exception):
    """A stack is not there to test with; the message says how to get it."""


@dataclass(frozen=True)
class Stack:
    """A stack: how one sees that it is there, and Debian's packages of it."""

    name: str
    programs: tuple[str, ...]
    packages: tuple[str, ...]
    probe: tuple[str, ...]

    def is_there(self) -> bool:
        if not all(shutil.which(program) for program in self.programs):
            return False
        return subprocess.run(self.probe, capture_output=True, check=False).returncode == 0

    def check(self) -> None:
        """Raise the sentence where the stack is not there. A test that needs it fails with it and is never skipped."""
        if not self.is_there():
            packages = " ".join(self.packages)
            raise NoClientError(
                f"{self.name} is not here, and tests need it. On Debian: apt install {packages}"
            )


PHP = Stack(
    "PHP's SoapClient",
    ("php",),
    ("php-cli", "php-soap"),
    ("php", "-r", "exit(class_exists('SoapClient') ? 0 : 1);"),
)
MONO = Stack("Mono", ("wsdl", "mcs", "mono"), ("mono-devel", "mono-mcs"), ("mono", "--version"))
STACKS = (PHP, MONO)


def ensure() -> None:
    """Install what is missing, where that is possible."""
    missing = [stack for stack in STACKS if not stack.is_there()]
    if missing and os.geteuid() == 0 and shutil.which("apt-get"):
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        packages = [package for stack in missing for package in stack.packages]
        for arguments in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
            command = ["apt-get", "-qq", *arguments]
            subprocess.run(command, stdout=sys.stderr, env=environment, check=False)
    for stack in missing:
        stack.check()


if __name__ == "__main__":
    try:
        ensure()
    except NoClientError as error:
        sys.exit(str(error))
