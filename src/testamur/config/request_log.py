"""What the logs tell of a request: its method and its path, never what was asked, which may name a learner."""

from __future__ import annotations

from django.http import HttpRequest
from django_structlog.middlewares import RequestMiddleware


class RequestLogMiddleware(RequestMiddleware):
    """The library's, without the query of the address. The keys of letters are left out of every log (``logs``)."""

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        return f"{request.method} {request.path}"
