"""What the logs tell of a request: its method and its path, never what was asked, which may name a learner."""

from __future__ import annotations

import structlog
from django.http import HttpRequest
from django_structlog.middlewares import RequestMiddleware

from testamur.plumbing import addresses


class RequestLogMiddleware(RequestMiddleware):
    """The library's, without the query of the address. The keys of letters are left out of every log (``logs``)."""

    @classmethod
    def bind_ip(cls, request: HttpRequest) -> None:
        structlog.contextvars.bind_contextvars(ip=addresses.client_address(request))

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        return f"{request.method} {request.path}"
