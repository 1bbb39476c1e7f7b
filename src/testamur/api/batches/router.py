"""The router of batches, below ``/achievement-batches``. One for all, because one address may take two methods."""

from __future__ import annotations

from ninja import Router

router = Router(tags=["Achievement batches"])
