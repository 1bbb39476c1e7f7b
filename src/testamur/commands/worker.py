"""`testamur worker`: do the jobs that wait. Any number of them may run, on any number of hosts."""

import click


@click.command()
@click.option(
    "--concurrency",
    type=click.IntRange(1, 32),
    default=1,
    show_default=True,
    envvar="TESTAMUR_WORKER_CONCURRENCY",
    show_envvar=True,
    help="Jobs that this worker does at the same time.",
)
@click.option("--name", help="A name for this worker in the logs and on the operator's page.")
@click.option("--once", is_flag=True, help="Run the jobs that are waiting now, then stop.")
def command(concurrency: int, name: str | None, once: bool) -> None:
    """Do the jobs that wait: batches, e-mails, housekeeping. SIGTERM lets the running jobs end first."""
    from testamur.plumbing import spool
    from testamur.plumbing.worker import run_worker

    spool.prepare()
    run_worker(concurrency=concurrency, wait=not once, name=name, at_start=_pick_up)


def _pick_up() -> None:
    """Wake at once what a killed worker or an absent database has left, instead of when it is next looked for."""
    from testamur.batches import actions as batches
    from testamur.notices import actions as notices

    batches.wake_unfinished(idle_seconds=0)
    notices.wake_unsent()
