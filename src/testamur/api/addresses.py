"""Addresses within the API, by the names of its operations."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

NAMESPACE = "api"


def address(name: str, /, **parts: Any) -> str:
    """The path of an operation, such as ``address("view_batch", batch_id=…)``."""
    return reverse(f"{NAMESPACE}:{name}", kwargs=parts)
