"""The router of challenges, below ``/challenges``."""

from __future__ import annotations

from ninja import Router

router = Router(tags=["Event data challenges"])
