"""`python -m testamur.plumbing.postgres start|stop|url|status|destroy [--name test]`, for the Makefile."""

import click

from testamur.plumbing.postgres.place import PostgresError
from testamur.plumbing.postgres.server import EmbeddedPostgres


class _Command(click.Command):
    def invoke(self, context: click.Context) -> object:
        try:
            return super().invoke(context)
        except PostgresError as error:
            raise click.ClickException(str(error)) from error


@click.command(cls=_Command)
@click.argument("action", type=click.Choice(["start", "stop", "url", "status", "destroy"]))
@click.option("--name", default="run", show_default=True, help="Which of this checkout's servers.")
@click.option("--database", default="testamur", show_default=True, help="The database that `url` names.")
def main(action: str, name: str, database: str) -> None:
    """Start or stop an embedded PostgreSQL server of this checkout, or ask about it."""
    server = EmbeddedPostgres(name)
    if action == "start":
        started = server.start()
        server.keep()
        click.echo("started" if started else "was running")
    elif action == "stop":
        click.echo("stopped" if server.stop(force=True) else "was not running")
    elif action == "url":
        click.echo(server.url(database))
    elif action == "destroy":
        server.destroy()
        click.echo(f"removed {server.place.state}")
    else:
        running = server.is_running()
        click.echo(f"{'running' if running else 'not running'}: {server.place.state}")
        raise SystemExit(0 if running else 1)


if __name__ == "__main__":
    main()
