"""The command line's frame: its list of commands, and what is loaded when."""

import socket
import subprocess
import sys

import pytest
from click.testing import CliRunner

from testamur import commands
from testamur.commands import run
from testamur.plumbing.postgres import chosen


def test_help_lists_every_command_with_its_line() -> None:
    answer = CliRunner().invoke(commands.main, ["--help"])
    assert answer.exit_code == 0
    for name, entry in commands.COMMANDS.items():
        assert f"  {name}" in answer.output
        assert entry.help.split()[0] in answer.output


def test_help_loads_neither_django_nor_a_command() -> None:
    program = (
        "import sys\nfrom testamur.commands import main\n"
        "main(['--help'], standalone_mode=False)\n"
        "print([name for name in sys.modules if name.split('.')[0] in ('django', 'psycopg')"
        " or name.startswith('testamur.commands.')])"
    )
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert answer.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("name", sorted(commands.COMMANDS))
def test_every_command_of_the_list_is_there_and_explains_itself(name: str) -> None:
    answer = CliRunner().invoke(commands.main, [name, "--help"])
    assert answer.exit_code == 0, answer.output
    assert len(answer.output.split()) > 10


def test_unknown_command_is_said_with_the_way_to_help() -> None:
    answer = CliRunner().invoke(commands.main, ["dance"])
    assert answer.exit_code == 2
    assert "No such command 'dance'" in answer.output


def test_run_on_a_taken_port_says_so_and_starts_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def never() -> None:
        raise AssertionError("the database must not be touched")

    monkeypatch.setattr(chosen, "running", never)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        answer = CliRunner().invoke(run.command, ["--port", str(port)])
    assert answer.exit_code == 1
    assert f"Port {port} is taken by another program" in answer.output
    assert "PORT=" in answer.output
