"""`testamur web`: serve the pages and the API with gunicorn."""

import os
import tempfile
from typing import Any

import click


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
    help="Processes that answer; each answers one request at a time.",
)
def command(host: str, port: int, processes: int) -> None:
    """Serve the pages and the API."""
    os.environ["PORT"] = str(port)
    with tempfile.TemporaryDirectory(prefix="testamur-metrics-") as metrics:
        # The processes count in files here, and /metrics adds them up.
        os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", metrics)
        serve({"bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}", "workers": processes})


def serve(options: dict[str, Any]) -> None:
    """Run gunicorn in this process until it is told to stop."""
    from gunicorn.app.base import BaseApplication
    from gunicorn.util import import_app

    settings = {
        "proc_name": "testamur",
        "timeout": 60,
        "graceful_timeout": 10,
        "control_socket_disable": True,  # it would write into the home of whoever runs this
        "child_exit": _forget,
        **options,
    }

    class Server(BaseApplication):
        def load_config(self) -> None:
            for name, value in settings.items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            return import_app("testamur.config.wsgi:application")

    Server().run()


def _forget(server: Any, worker: Any) -> None:
    from prometheus_client.multiprocess import mark_process_dead

    mark_process_dead(worker.pid)
