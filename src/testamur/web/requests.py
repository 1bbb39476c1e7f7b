"""Which requests a view answers, and what a view behind ``login_required`` is given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.views.decorators.http import require_http_methods

if TYPE_CHECKING:
    from testamur.access.models import User

asked_and_done = require_http_methods(["GET", "HEAD", "POST"])
"""Of a view that shows a form and takes what is filled in."""


class SignedInRequest(HttpRequest):
    """A request of somebody who is logged in. It is only ever a type: requests are made by Django."""

    user: User
