"""Event data challenges: raised by name of learner and event, listed, talked over, decided, corrected, closed."""

from testamur.api.challenges import deciding, ending, raising, read
from testamur.api.challenges.router import router

__all__ = ["deciding", "ending", "raising", "read", "router"]
