"""What a view behind ``login_required`` is given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from testamur.access.models import User


class SignedInRequest(HttpRequest):
    """A request of somebody who is logged in. It is only ever a type: requests are made by Django."""

    user: User
