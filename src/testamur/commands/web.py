"""`testamur web`: serve the pages and the API with gunicorn, whose processes are fronts (`config/front`)."""

import os
import resource
from pathlib import Path
from typing import Any

import click

from testamur.plumbing import figures, spool


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, envvar="HOST", show_envvar=True)
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8000, show_default=True, envvar="PORT", show_envvar=True
)
@click.option(
    "--processes",
    type=click.IntRange(1, 64),
    default=2,
    show_default=True,
    envvar="TESTAMUR_WEB_PROCESSES",
    show_envvar=True,
    help="Processes that answer; each has TESTAMUR_WEB_THREADS threads.",
)
def command(host: str, port: int, processes: int) -> None:
    """Serve the pages and the API."""
    os.environ["PORT"] = str(port)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "testamur.config.settings")
    _check_proxies()
    spool.prepare()
    _allow_connections()
    os.environ.setdefault(figures.VARIABLE, str(figures.directory()))
    serve({"bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}", "workers": processes})


def _check_proxies() -> None:
    """Refuse to start where a proxy is spoken of that nobody has named: anybody could pass for it."""
    from django.conf import settings

    for said, name in (
        (settings.BEHIND_PROXY, "TESTAMUR_BEHIND_PROXY"),
        (settings.WEB_SERVICE_CERTIFICATE_HEADER, "TESTAMUR_WEB_SERVICE_CERTIFICATE_HEADER"),
    ):
        if said and not settings.TRUSTED_PROXIES:
            raise click.ClickException(
                f"{name} is set, and TESTAMUR_TRUSTED_PROXIES is not. Name the networks of your proxies there, "
                f"such as 10.0.0.0/8, or leave {name} out."
            )


def serve(options: dict[str, Any]) -> None:
    """Run gunicorn in this process until it is told to stop."""
    from gunicorn.app.base import BaseApplication
    from gunicorn.util import import_app

    settings = {
        "proc_name": "testamur",
        "worker_class": "testamur.config.front.server.FrontWorker",
        "timeout": 60,
        "graceful_timeout": 10,
        "control_socket_disable": True,  # it would write into the home of whoever runs this
        "post_fork": _make_room,
        "child_exit": _forget,
        **options,
    }

    class Server(BaseApplication):
        def load_config(self) -> None:
            for name, value in settings.items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            return import_app("testamur.config.asgi:application")

    Server().run()


def _allow_connections() -> None:
    """As many open files as the system lets this process have: each connection is one."""
    _now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _make_room(server: Any, worker: Any) -> None:
    """In a new process, before it counts anything."""
    if not figures.reserve(Path(os.environ[figures.VARIABLE])):
        server.log.warning(
            "There is no room for the figures of this process: /metrics shows them only of itself."
        )
        del os.environ[figures.VARIABLE]


def _forget(server: Any, worker: Any) -> None:
    from prometheus_client.multiprocess import mark_process_dead

    mark_process_dead(worker.pid)
    figures.give_back(Path(os.environ[figures.VARIABLE]), worker.pid)
