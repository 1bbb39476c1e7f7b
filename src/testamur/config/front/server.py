"""gunicorn's worker: uvicorn with our protocol and deadlines, which says that it lives as long as a thread is free."""

from __future__ import annotations

import sys
from typing import Any

from uvicorn_worker import UvicornWorker

from testamur.config.front.crowd import Crowd
from testamur.config.front.protocol import FrontProtocol

SECONDS_TO_END = 8
"""How long answers may still take when the process is told to end; gunicorn kills it two seconds later."""


class FrontWorker(UvicornWorker):
    CONFIG_KWARGS = {
        "loop": "auto",
        "http": FrontProtocol,
        "ws": "none",
        "lifespan": "off",
        "interface": "asgi3",
        "access_log": False,
        "proxy_headers": False,  # Django decides whom it believes
        "server_header": False,
        "timeout_graceful_shutdown": SECONDS_TO_END,
    }

    def init_process(self) -> None:
        from django.conf import settings

        self.config.timeout_keep_alive = settings.WEB_IDLE_SECONDS
        FrontProtocol.head_seconds = settings.WEB_HEAD_SECONDS
        FrontProtocol.stall_seconds = settings.WEB_IDLE_SECONDS
        FrontProtocol.most_connections = settings.WEB_CONNECTIONS
        FrontProtocol.crowd = Crowd(settings.WEB_CONNECTIONS_PER_ADDRESS, settings.TRUSTED_PROXIES)
        # The event loop's turn comes a little after it asks, not when each busy thread has had its five milliseconds.
        sys.setswitchinterval(0.001)
        super().init_process()

    async def callback_notify(self) -> None:
        """Say that this process lives, unless all its threads have been at the same requests for too long.

        gunicorn then ends it and starts another, as it does with one whose event loop stands still.
        """
        shell: Any = self.wsgi
        if shell.threads.stuck_for() < self.timeout:
            self.notify()
