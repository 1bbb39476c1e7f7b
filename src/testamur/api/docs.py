"""The OpenAPI document, made readable."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("docs")
