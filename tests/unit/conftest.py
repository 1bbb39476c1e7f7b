"""What holds for every unit test."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# Nothing is timed, and Hypothesis would time each example: on a busy machine a right one may take long.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")
