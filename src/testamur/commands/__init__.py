"""The command line: `testamur COMMAND`.

Each command is a module of this package with a click command named `command`, imported when it is called:
`--help` answers at once, and `testamur check` never loads Django.
"""

import functools
import importlib
import os
from collections.abc import Callable
from enum import Enum, auto
from typing import Any, NamedTuple

import click


class Needs(Enum):
    """What stands ready before a command's module is imported, and its function called."""

    NOTHING = auto()
    DATABASE = auto()
    DJANGO = auto()  # and the database


class Entry(NamedTuple):
    """A command: its module, its line in `--help`, and what it needs."""

    module: str
    help: str
    needs: Needs


COMMANDS = {
    "run": Entry(
        "testamur.commands.run",
        "Run Testamur on this computer, with everything it needs and demo data.",
        Needs.NOTHING,
    ),
    "web": Entry("testamur.commands.web", "Serve the pages and the API.", Needs.DATABASE),
    "worker": Entry(
        "testamur.commands.worker", "Run the waiting jobs: batches, emails, housekeeping.", Needs.DJANGO
    ),
    "migrate": Entry("testamur.commands.migrate", "Update the database to this version.", Needs.DJANGO),
    "demo": Entry("testamur.commands.demo", "Load the demo data into an empty database.", Needs.DJANGO),
    "backup": Entry(
        "testamur.commands.backup", "Back up the database and the files to a directory.", Needs.DJANGO
    ),
    "restore": Entry("testamur.commands.restore", "Restore a backup into an empty database.", Needs.DJANGO),
    "check": Entry("testamur.commands.check", "Check a batch file here, without a database.", Needs.NOTHING),
    "submit": Entry("testamur.commands.submit", "Submit a batch file for an organisation.", Needs.DJANGO),
    "batch": Entry("testamur.commands.batch", "Look at a batch, confirm, cancel or undo it.", Needs.DJANGO),
    "createuser": Entry("testamur.commands.createuser", "Create an account for a person.", Needs.DJANGO),
}


class Commands(click.Group):
    """A group that knows its commands by name and line, and imports the one that is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return load(cmd_name) if cmd_name in COMMANDS else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.help) for name, entry in COMMANDS.items()])


@functools.cache
def load(name: str) -> click.Command:
    """Import a command, with what its module needs standing ready."""
    entry = COMMANDS[name]
    if entry.needs is Needs.NOTHING:
        return _import(entry)
    from testamur.plumbing.postgres import chosen
    from testamur.plumbing.postgres.place import PostgresError

    try:
        chosen.choose()
    except PostgresError as error:
        raise click.ClickException(str(error)) from error
    if entry.needs is Needs.DJANGO:
        set_up_django()
    command = _import(entry)
    for each in command.commands.values() if isinstance(command, click.Group) else [command]:
        if each.callback:
            each.callback = _with_database(each.callback)
    return command


def set_up_django() -> None:
    """Load the settings and the models."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "testamur.config.settings")
    import django

    django.setup()


def _import(entry: Entry) -> click.Command:
    command = importlib.import_module(entry.module).command
    assert isinstance(command, click.Command)  # noqa: S101
    return command


def _with_database(function: Callable[..., Any]) -> Callable[..., Any]:
    """Have the database run while the command does. Its `--help` does without."""

    @functools.wraps(function)
    def wrapped(*arguments: Any, **options: Any) -> Any:
        import psycopg

        from testamur.plumbing.postgres import chosen
        from testamur.plumbing.postgres.place import PostgresError

        try:
            with chosen.running():
                return function(*arguments, **options)
        except PostgresError as error:
            raise click.ClickException(str(error)) from error
        except Exception as error:
            if isinstance(error.__cause__, psycopg.errors.UndefinedTable):
                raise click.ClickException(
                    "The database is not up to date with this version. Run: testamur migrate"
                ) from error
            raise

    return wrapped


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="testamur")
def main() -> None:
    """Testamur: one register of what learners learn.

    Settings come from the environment (docs/settings.md). Without DATABASE_URL, a command uses the PostgreSQL
    server of this checkout and starts it if need be.
    """
    os.umask(0o077)  # what a command writes, mail, keys, logs, is for whoever runs it
