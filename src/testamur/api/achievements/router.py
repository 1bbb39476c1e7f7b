"""The router of achievements, below ``/achievements``."""

from __future__ import annotations

from ninja import Router

router = Router(tags=["Achievements"])
