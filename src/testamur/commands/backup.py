"""`testamur backup DIRECTORY`: the database and the files of one moment, while the service goes on."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

import click

from testamur.commands import archive
from testamur.commands.archive import DUMP, FILES, KEY, Kept, Manifest

NOT_KEPT = ("django_session", "usersessions_usersession", "plumbing_cache")
"""Tables that are empty in a backup: nobody may log in by a key that stands in one, and a cache fills itself."""


@click.command()
@click.argument("directory", type=click.Path(path_type=Path))
@click.option(
    "--keys",
    type=click.Path(path_type=Path),
    help="Also write the secret key, to a directory of its own that is kept elsewhere.",
)
def command(directory: Path, keys: Path | None) -> None:
    """Back up the database and the file storage to a new or empty DIRECTORY, while the service goes on.

    The secret key, without which two-step log-ins cannot be checked, is not in it; --keys writes it elsewhere.
    `testamur restore` puts a backup back.
    """
    os.umask(0o077)
    places = [place.resolve() for place in (directory, keys) if place]
    for place in places:
        if any(place != other and other in place.parents for other in places) or places.count(place) > 1:
            raise click.ClickException(
                "The keys and the backup must not lie in one directory, or one in the other."
            )
        if place.exists() and (not place.is_dir() or any(place.iterdir())):
            raise click.ClickException(
                f"{place} is not an empty directory. Name one that is, or that is not there yet."
            )
    for place in places:
        place.mkdir(parents=True, exist_ok=True)
        place.chmod(0o700)
    manifest = back_up(directory)
    if keys:
        write_key(keys)
    size = (manifest.database.size + sum(kept.size for kept in manifest.files.values())) / 1024**2
    click.echo(
        f"Backed up {sum(manifest.counts.values()):,} rows and {len(manifest.files):,} files, {size:.1f} MB."
    )
    if not keys:
        click.echo(
            "The secret key is not in it. Keep it elsewhere: --keys writes it to a directory of its own."
        )


def back_up(directory: Path) -> Manifest:
    """The database first, then the files that it names.

    A file is written before the row that names it commits, and none that a committed row names is ever taken away
    or changed. So whatever the dump names is there when it is looked for afterwards; the other way round, a batch
    that came in between would be restored without its file. What is counted and which files are named is read in the
    very snapshot that pg_dump dumps.
    """
    from testamur.batches import queries as ledger
    from testamur.plumbing import clock

    with _snapshot() as (snapshot, server):
        made_at = clock.now()
        _dump(directory / DUMP, snapshot, server)
        manifest = Manifest(
            made_at=made_at.isoformat(timespec="seconds"),
            version=version("testamur"),
            postgresql=server,
            migrations=_migrations(),
            counts=counts(),
            key=fingerprint(),
            database=archive.measure(directory / DUMP),
        )
        names = list(ledger.stored_files())
    manifest.files = {name: _copy(name, directory / FILES / name) for name in names}
    manifest.write(directory)
    return manifest


@contextmanager
def _snapshot() -> Iterator[tuple[str, int]]:
    """One moment of the database, for this process and for pg_dump alike, and the server's major version."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")  # the dump may take its time
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SELECT pg_export_snapshot(), current_setting('server_version_num')::integer / 10000")
        snapshot, server = cursor.fetchone()
        yield snapshot, server


def _dump(path: Path, snapshot: str, server: int) -> None:
    from testamur.plumbing.postgres import programs

    left_out = [f"--exclude-table-data={table}" for table in NOT_KEPT]
    programs.find("pg_dump", server=server).run(
        "--format=custom",
        "--no-owner",
        "--no-privileges",
        f"--snapshot={snapshot}",
        f"--file={path}",
        *left_out,
        url=os.environ["DATABASE_URL"],
    )


def _migrations() -> list[str]:
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def counts() -> dict[str, int]:
    """The rows of every table, but for those that a backup leaves empty."""
    from django.db import connection

    quoted = connection.ops.quote_name
    with connection.cursor() as cursor:
        found = {}
        for table in sorted(connection.introspection.table_names(cursor)):
            if table not in NOT_KEPT:
                cursor.execute(f"SELECT count(*) FROM {quoted(table)}")
                (found[table],) = cursor.fetchone()
    return found


def _copy(name: str, path: Path) -> Kept:
    from django.core.files.storage import default_storage

    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with default_storage.open(name) as stored, path.open("wb") as copy:
            shutil.copyfileobj(stored, copy, 1 << 20)
    except FileNotFoundError as error:
        raise click.ClickException(
            f"The database names the file {name}, and it is not in the file storage. Nothing was backed up whole."
        ) from error
    return archive.measure(path)


# --- keys ---------------------------------------------------------------------------------------------------------


def fingerprint(key: str | None = None) -> str:
    """By which a key is known again. It does not tell the key."""
    from django.utils.crypto import salted_hmac

    return salted_hmac("testamur.backup", "which key", secret=key, algorithm="sha256").hexdigest()[:16]


def write_key(directory: Path) -> None:
    from django.conf import settings

    from testamur.plumbing.secrets import create_private

    create_private(directory / KEY, settings.SECRET_KEY)
