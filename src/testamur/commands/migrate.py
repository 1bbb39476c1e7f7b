"""`testamur migrate`: bring the database up to this version. Safe to call on several hosts at once."""

import sys

import click

LOCK = 7_375_374  # any number that nothing else in this database locks


@click.command()
@click.option(
    "--check", "only_check", is_flag=True, help="Change nothing; exit 1 if there is something to do."
)
def command(only_check: bool) -> None:
    """Bring the database up to this version: tables, triggers, cache table."""
    if only_check:
        waiting = unapplied()
        for name in waiting:
            click.echo(f"waits: {name}")
        sys.exit(1 if waiting else 0)
    count = migrate()
    click.echo(f"{count} migrations applied." if count else "The database is up to date.")


def unapplied() -> list[str]:
    """The migrations that this version has and the database has not."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [str(migration) for migration, _ in plan]


RENAMED = """
DO $$ BEGIN
IF to_regclass('bulk_batch') IS NOT NULL THEN
    ALTER TABLE bulk_batch RENAME TO batches_batch;
    ALTER TABLE bulk_batchrow RENAME TO batches_batchrow;
    UPDATE django_migrations SET app = 'batches' WHERE app = 'bulk';
    UPDATE django_content_type SET app_label = 'batches' WHERE app_label = 'bulk';
    UPDATE procrastinate_jobs SET task_name = replace(task_name, 'testamur.bulk.', 'testamur.batches.')
     WHERE task_name LIKE 'testamur.bulk.%';
END IF;
END $$
"""


def _carry_over_renamed() -> None:
    """Rename what belongs to a room that was renamed. Django refuses a history under another app's name."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(RENAMED)


def migrate() -> int:
    """Apply what is missing, one process at a time. How many migrations were applied."""
    from django.core.management import call_command
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(%s)", [LOCK])
        try:
            _carry_over_renamed()
            waiting = unapplied()
            if waiting:
                call_command("migrate", interactive=False, verbosity=0)
            call_command("createcachetable", verbosity=0)
        finally:
            cursor.execute("select pg_advisory_unlock(%s)", [LOCK])
    return len(waiting)
