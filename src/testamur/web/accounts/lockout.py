"""What is shown when the password was wrong too often."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from testamur.web.formats import duration

TOO_MANY_REQUESTS = 429


def locked_out(request: HttpRequest, seconds: int) -> HttpResponse:
    """The same page whether or not there is an account of that name."""
    words = {"wait": duration(max(seconds, 10))}
    answer = render(request, "account/locked.html", words, status=TOO_MANY_REQUESTS)
    answer.headers["Retry-After"] = str(seconds)
    return answer
