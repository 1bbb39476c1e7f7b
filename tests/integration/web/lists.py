"""Every list of the pages: who looks at it, at which address, and what its search finds and does not.

A new list needs a row here; a list without one fails the test.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from integration.access.routes import board, done, weekly
from integration.access.scene import Scene


def learner(scene: Scene) -> dict[str, Any]:
    return {"learner_id": scene.active.learner.uuid}


@dataclass(frozen=True)
class Listed:
    """``who`` sees at least one row; ``query`` filters some of them out without making the list empty."""

    who: str
    arguments: Callable[[Scene], dict[str, Any]] = lambda scene: {}
    query: dict[str, str] = field(default_factory=dict)


LISTS: dict[str, Listed] = {
    "batch_list": Listed("super_user", query={"state": "done"}),
    "activity": Listed("super_user", query={"q": "Bashir"}),
    "verify_jobs": Listed("verify_user"),
    "register_search": Listed("viewer", query={"kind": "unit"}),
    "organisation_list": Listed("operator", query={"q": "Board"}),
    "person_list": Listed("super_user", board, {"q": "bashir"}),
    "invitation_list": Listed("super_user", board, {"state": "waiting"}),
    "api_client_list": Listed("super_user", board, {"q": "own"}),
    "contact_list": Listed("super_user", board, {"state": "requested"}),
    "contact_requests": Listed("support", query={"state": "requested"}),
    "weekly_report_list": Listed("super_user"),
    "weekly_report_detail": Listed("super_user", weekly, {"q": "EDC"}),
    "challenge_list": Listed("super_user", query={"status": "new"}),
    "achievement_list": Listed("super_user", learner, {"q": "Mathematics"}),
    "batch_findings": Listed("super_user", done, {"severity": "error"}),
    "batch_record_find": Listed("super_user", done, {"verdict": "rejected"}),
    "submitted_records": Listed("viewer", board, {"fate": "rejected"}),
    "first_uploads": Listed("viewer", board, {"late": "late"}),
    "provisional_achievements": Listed("viewer", board, {"age": "over_365_days"}),
    "mail_list": Listed("anonymous"),
}
