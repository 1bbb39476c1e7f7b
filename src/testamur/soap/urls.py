"""The addresses of the web services, as the LRS has them; case and a slash at the end make no difference there."""

from __future__ import annotations

import re

from django.urls import re_path

from testamur.soap.door import view_of
from testamur.soap.services import SERVICES


def _in_any_case(path: str) -> str:
    """A pattern that Django can turn back into this very path, which a flag for any case would keep it from."""
    return "".join(
        f"[{letter}{letter.swapcase()}]" if letter.isalpha() else re.escape(letter) for letter in path
    )


urlpatterns = [
    re_path(f"^{_in_any_case(service.path)}/?$", view_of(service), name=f"soap_{service.name}")
    for service in SERVICES
]
