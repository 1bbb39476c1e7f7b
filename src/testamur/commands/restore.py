"""`testamur restore DIRECTORY`: a backup back, into an empty database, or in place of what is there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from testamur.commands import archive
from testamur.commands.archive import DUMP, FILES, KEY, Manifest, NotWhole
from testamur.commands.backup import counts, fingerprint

ASIDE = "before_restore"
"""The schema in which what was there waits until the backup is in its place."""

_OTHERS = """
SELECT count(*) FROM pg_stat_activity
 WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""
_TABLES = """
SELECT count(*) FROM pg_class AS kind JOIN pg_namespace AS schema ON schema.oid = kind.relnamespace
 WHERE kind.relkind IN ('r', 'p') AND schema.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
"""


@click.command()
@click.argument("directory", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--replace", is_flag=True, help="Throw away what is in the database, and overwrite files.")
@click.option(
    "--keys",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="The directory to which `testamur backup --keys` wrote the secret key.",
)
def command(directory: Path, replace: bool, keys: Path | None) -> None:
    """Put the backup in DIRECTORY back. The service must not run meanwhile.

    Nothing is changed before every file of the backup has been compared with its manifest. A database or a file
    storage that is not empty is refused, unless --replace is given.
    """
    os.umask(0o077)
    try:
        manifest = archive.read(directory)
    except NotWhole as error:
        raise click.ClickException(f"{error} Nothing was changed.") from error
    server = _check(directory, manifest, replace=replace)
    _take_key(manifest, keys)
    # As when they were made: a file is there before the row that names it.
    for name in manifest.files:
        _put_file(name, directory / FILES / name)
    with _kept_until_it_is_well():
        _put_database(directory / DUMP, server)
        if counts() != manifest.counts:
            raise click.ClickException(
                "The restored database does not have the rows that the manifest counts."
            )
    click.echo(
        f"Restored {sum(manifest.counts.values()):,} rows and {len(manifest.files):,} files of {manifest.made_at}. "
        "Everybody has to log in again."
    )
    click.echo("Run `testamur migrate` now, and then start the service.")


def _check(directory: Path, manifest: Manifest, *, replace: bool) -> int:
    """Refuse what could not be ended well, before anything is changed. The server's major version."""
    from django.core.files.storage import default_storage
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    from testamur.plumbing.postgres import programs

    unknown = set(manifest.migrations) - {".".join(key) for key in MigrationLoader(None).graph.nodes}
    if unknown:
        raise click.ClickException(
            f"The backup was made by Testamur {manifest.version}, which has migrations that this version has not "
            f"({min(unknown)}). Install that version or a later one. Nothing was changed."
        )
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::integer / 10000")
        (server,) = cursor.fetchone()
        cursor.execute(_TABLES)
        (tables,) = cursor.fetchone()
        cursor.execute("SELECT to_regnamespace(%s) IS NOT NULL", [ASIDE])
        (broken_off,) = cursor.fetchone()
        cursor.execute(_OTHERS)
        (others,) = cursor.fetchone()
    if broken_off:
        raise click.ClickException(
            f"An earlier restore was killed. What was there before it is in the schema {ASIDE}: drop that schema, or "
            "drop public and rename it. Nothing was changed."
        )
    if others:
        raise click.ClickException(
            "Someone else is connected to the database. Stop the web and worker processes. "
            "Nothing was changed."
        )
    programs.find("pg_restore", server=server).run("--list", "--file=/dev/null", str(directory / DUMP))
    taken = [name for name in manifest.files if default_storage.exists(name)]
    if (tables or taken) and not replace:
        what = "The database is not empty." if tables else f"The file storage has {taken[0]} already."
        raise click.ClickException(f"{what} Restore elsewhere, or give --replace. Nothing was changed.")
    return int(server)


def _take_key(manifest: Manifest, keys: Path | None) -> None:
    """Put the key back where the service made its own; say so if the key in use is another than it was."""
    from testamur.plumbing import paths, secrets

    if keys is None:
        if manifest.key != fingerprint():
            click.echo(
                "The secret key is another than when the backup was made: everyone has to set up "
                "two-step log-in again. Put the key back with --keys or TESTAMUR_SECRET_KEY to avoid "
                "it.",
                err=True,
            )
        return
    key = (keys / KEY).read_text(encoding="utf-8").strip() if (keys / KEY).is_file() else ""
    if fingerprint(key) != manifest.key:
        raise click.ClickException(f"{keys} does not have the key of this backup. Nothing was changed.")
    if manifest.key == fingerprint():
        return
    if os.environ.get("TESTAMUR_SECRET_KEY"):
        raise click.ClickException(
            "TESTAMUR_SECRET_KEY is another key than that of the backup. Set it to the one in "
            f"{keys / KEY}. Nothing was changed."
        )
    path = paths.var("secrets", KEY)
    path.unlink(missing_ok=True)
    secrets.create_private(path, key)


def _put_file(name: str, path: Path) -> None:
    from django.core.files.base import File
    from django.core.files.storage import default_storage

    default_storage.delete(name)
    with path.open("rb") as file:
        stored = default_storage.save(name, File(file))
    if stored != name:
        raise click.ClickException(f"The file storage keeps {name} as {stored}, which no row names.")


@contextmanager
def _kept_until_it_is_well() -> Iterator[None]:
    """Put what is in the database aside; throw it away once the block has ended well, and put it back otherwise."""
    from django.db import transaction

    with transaction.atomic():
        _run(f"ALTER SCHEMA public RENAME TO {ASIDE}", "CREATE SCHEMA public")
        _move_extensions(ASIDE, "public")
    try:
        yield
    except BaseException:
        with transaction.atomic():
            _move_extensions("public", ASIDE)
            _run("DROP SCHEMA public CASCADE", f"ALTER SCHEMA {ASIDE} RENAME TO public")
        click.echo("The backup could not be put back. The database is as it was before.", err=True)
        raise
    _run(f"DROP SCHEMA {ASIDE} CASCADE")


def _move_extensions(here: str, there: str) -> None:
    """A database has an extension once, wherever it stands; what uses it finds it by its id."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT extname FROM pg_extension WHERE extnamespace = %s::regnamespace", [here])
        found = [connection.ops.quote_name(name) for (name,) in cursor.fetchall()]
    _run(*(f"ALTER EXTENSION {name} SET SCHEMA {there}" for name in found))


def _run(*statements: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _put_database(dump: Path, server: int) -> None:
    """All of it in one transaction."""
    from testamur.plumbing.postgres import programs

    programs.find("pg_restore", server=server).run(
        "--no-owner",
        "--no-privileges",
        "--single-transaction",
        "--exit-on-error",
        "--dbname=",
        str(dump),
        url=os.environ["DATABASE_URL"],
    )
