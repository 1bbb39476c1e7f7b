"""What becomes of an entry of the register. An entry is never destroyed: it is taken off, and its history
stays.

The status of an entry is the regulator's own word ("Available to learners", "No longer awarded") and has no
workflow here. One status is ours: :data:`TAKEN_OFF`, set when the batch that put the entry on the register
is undone. No set rule, list or search finds such an entry; only its own history and the titles of
achievements that already stand under it do. A later import that holds it again puts it back.
"""

from __future__ import annotations

from enum import StrEnum

TAKEN_OFF = "Taken off the register"


class Effect(StrEnum):
    """What a line of a register file became."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
