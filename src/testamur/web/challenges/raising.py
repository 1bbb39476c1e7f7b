"""What may be challenged from where: one's own record, or the record of a learner whom one has named."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.achievements import queries as achievements
from testamur.achievements.queries import LearnerRecord
from testamur.challenges.actions import Said
from testamur.challenges.queries import Reader
from testamur.challenges.rules import Problem
from testamur.web import current
from testamur.web.learners import grants

if TYPE_CHECKING:
    from testamur.achievements.models import Achievement
    from testamur.organisations.models import Organisation
    from testamur.web.challenges.forms import SayForm


@dataclass(frozen=True, slots=True)
class Target:
    """An achievement that the person was shown, and for whom they challenge it: ``None`` is the learner."""

    achievement: Achievement
    record: LearnerRecord
    raised_for: Organisation | None
    grant: str

    @property
    def reader(self) -> Reader:
        return Reader.RAISER if self.raised_for else Reader.LEARNER


def target_or_404(request: HttpRequest, achievement_id: uuid.UUID) -> Target:
    """One line of the person's own record, or of a record that they were shown (:mod:`testamur.web.learners.grants`).

    Whoever was not shown the record does not learn that there is such an achievement. Raises ``grants.Expired``.
    """
    own = achievements.own_record(request.user)
    if own is not None and (held := _line(own, achievement_id)) is not None:
        return Target(held, own, None, "")
    grant = request.GET.get("grant", "")
    learner = grants.learner_or_404(grant, of=request.user)
    organisation = _acting_for(request)
    record = achievements.record_of(request.user, learner)
    if isinstance(record, achievements.NotShared) or (held := _line(record, achievement_id)) is None:
        raise Http404
    return Target(held, record, organisation, grant)


def _line(record: LearnerRecord, achievement_id: uuid.UUID) -> Achievement | None:
    return achievements.achievement_on_record(record.learner, achievement_id)


def second(target: Target, form: SayForm) -> Achievement | None:
    """The other record of an achievement that is there twice, if it was named."""
    chosen = form.cleaned_data.get("second")
    return _line(target.record, uuid.UUID(chosen)) if chosen else None


def _acting_for(request: HttpRequest) -> Organisation:
    """The organisation for which the person raises it; 403 where they may not for any."""
    now = current.organisation(request)
    if now is not None and access.can(request.user, Permission.CHALLENGE_RAISE, now):
        return now
    access.check_can(request.user, Permission.CHALLENGE_RAISE)
    return access.organisations_where(request.user, Permission.CHALLENGE_RAISE)[0]


def said(form: SayForm, problem: Problem) -> Said:
    """What was filled in, as the action takes it."""
    given = form.cleaned_data
    return Said(
        problem=problem,
        description=given["description"],
        contact_name=given["contact_name"],
        contact_email=given["contact_email"],
        contact_telephone=given["contact_telephone"],
        **form.wanted,
    )
