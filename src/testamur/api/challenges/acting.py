"""What every step in a challenge's life shares: the challenge, the action, the refusal, the challenge again."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from testamur.achievements.actions import Rejected
from testamur.api.achievements.refusing import refused as rejected
from testamur.api.challenges import presenters
from testamur.api.challenges.read import the
from testamur.api.challenges.schemas import Challenge
from testamur.api.identity import CallerRequest
from testamur.api.problems import Problem


def done(
    request: CallerRequest, challenge_id: uuid.UUID, act: Callable[..., Any], **arguments: Any
) -> Challenge:
    """Act, and show the challenge as it stands then; or refuse with a problem."""
    user: Any = request.auth.user
    try:
        act(challenge=the(request, challenge_id), by=user, **arguments)
    except Rejected as refusal:
        raise rejected(refusal) from refusal
    except ValidationError as error:
        raise refused(error) from error
    return presenters.one(the(request, challenge_id), user=user)


def refused(error: ValidationError, pointers: Mapping[str, str] | None = None) -> Problem:
    """422 with every field that does not fit; 409 where it cannot be done now, perhaps because somebody was faster.

    ``pointers`` say where in the request a field stands that has another name there.
    """
    known = getattr(error, "error_dict", None)
    if not known:
        return Problem("not-possible-now", " ".join(error.messages))
    errors = [
        {"pointer": f"#/{(pointers or {}).get(name, name)}", "detail": message}
        for name, found in error.message_dict.items()
        for message in found
    ]
    return Problem("invalid-request", errors=errors)


def nobody_works_here() -> str:
    return _("Nobody of this id works on challenges of the organisation. GET …/people lists those who do.")
