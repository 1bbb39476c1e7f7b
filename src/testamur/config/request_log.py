"""What the logs tell of a request: its method and its path, never what was asked, which may name a learner."""

from __future__ import annotations

import re

from django.http import HttpRequest
from django_structlog.middlewares import RequestMiddleware

_KEY = re.compile(r"(/password/reset/key/).+")


class RequestLogMiddleware(RequestMiddleware):
    """The library's, without the query of the address, and without the key by which a password is chosen."""

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        path = _KEY.sub(r"\1…", request.path)
        return f"{request.method} {path}"
