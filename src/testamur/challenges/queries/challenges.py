"""Challenges as their parties see them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.achievements import queries as achievements
from testamur.achievements.states import Source
from testamur.audit.queries import Version, timeline
from testamur.challenges.models import Challenge, Message
from testamur.challenges.states import CHALLENGE_LIFE, OPEN, Event, Side, Status, states_of

if TYPE_CHECKING:
    from testamur.access.models import User, Visitor
    from testamur.achievements.models import Achievement

_WITH = ("organisation", "raised_for", "raised_by", "assigned_to", "decided_by", "achievement")


def challenges_for(user: Visitor, *, status: Status | None = None) -> QuerySet[Challenge]:
    """The challenges that the person may see, those due first on top; of one portal status, or of all."""
    found = Challenge.objects.visible_to(user).select_related(*_WITH)
    if status is not None:
        found = found.filter(state__in=states_of(status))
    if status == Status.COMPLETE:
        return found.order_by("-resolved_at", "-id")
    return found.order_by("due_on", "id")


def challenge_for(user: Visitor, value: uuid.UUID) -> Challenge | None:
    """One challenge by its address, if the person may see it."""
    return challenges_for(user).filter(uuid=value).first()


def challenges_of(user: Visitor, achievement: Achievement) -> QuerySet[Challenge]:
    """The challenges raised against one achievement that the person may see, latest first."""
    return challenges_for(user).filter(achievement=achievement).order_by("-id")


def open_references_of(user: Visitor, achievement: Achievement) -> list[tuple[str, uuid.UUID]]:
    """References and addresses of the open challenges against one achievement that the person may see, latest first."""
    found = Challenge.objects.visible_to(user).open().filter(achievement=achievement).order_by("-id")
    return [(each.reference, each.uuid) for each in found.only("uuid")]


def counts_by_status(user: Visitor) -> dict[Status, int]:
    """How many challenges the person sees under each status."""
    counted = Challenge.objects.visible_to(user).values("state").annotate(number=Count("id")).order_by()
    numbers = {row["state"]: row["number"] for row in counted}
    return {status: sum(numbers.get(state, 0) for state in states_of(status)) for status in Status}


def open_challenges_of(ids: Iterable[int]) -> dict[int, int]:
    """How many open challenges there are against each of these achievements; those without one are left out."""
    counted = Challenge.objects.filter(achievement_id__in=list(ids), state__in=OPEN)
    rows = counted.values("achievement_id").annotate(number=Count("id")).order_by()
    return {row["achievement_id"]: row["number"] for row in rows}


def sides_of(user: Visitor, challenge: Challenge) -> frozenset[Side]:
    """As which party the person acts in this challenge; a person may be more than one."""
    sides = set()
    if access.holds_everywhere(user, Permission.CHALLENGE_CLOSE):
        sides.add(Side.SUPPORT)
    if access.can(user, Permission.CHALLENGE_DECIDE, challenge.organisation_id):
        sides.add(Side.AWARDING_ORGANISATION)
    if challenge.raised_for_id is None:
        if challenge.raised_by_id == user.pk:
            sides.add(Side.RAISER)
    elif access.can(user, Permission.CHALLENGE_RAISE, challenge.raised_for_id):
        sides.add(Side.RAISER)
    return frozenset(sides)


def check_side(user: Visitor, challenge: Challenge, *sides: Side) -> None:
    """Raise ``PermissionDenied`` with a sentence unless the person acts for one of these parties."""
    if not sides_of(user, challenge).intersection(sides):
        raise PermissionDenied(
            _("Your account does not have the right to do this. Ask a super user of your organisation.")
        )


def possible_events(user: Visitor, challenge: Challenge) -> frozenset[Event]:
    """What the person may do with the challenge as it stands."""
    return CHALLENGE_LIFE.possible(challenge.state, by=sides_of(user, challenge))


def why_not_to_be_challenged(achievement: Achievement) -> str:
    """Why this record cannot be challenged, in a sentence; nothing if it can."""
    if achievement.source != Source.AO:
        return _(
            "A centre sent this record, not an awarding organisation. Ask the centre to correct its return."
        )
    if not achievements.can_be_changed(achievement):
        return _("This achievement is no longer on the learner’s record, so there is nothing to challenge.")
    return ""


def assignable(challenge: Challenge) -> QuerySet[User]:
    """The people of the awarding organisation to whom the challenge can be given."""
    return access.people_who(Permission.CHALLENGE_DECIDE, challenge.organisation_id)


def thread(challenge: Challenge) -> QuerySet[Message]:
    """What the parties said to each other, first to last."""
    return Message.objects.filter(challenge=challenge).select_related("author").order_by("id")


def assignable_lines() -> str:
    """The challenges of ``uuids`` and one organisation as lines of a batch: SQL for ``Selected``."""
    return """
        SELECT jsonb_build_array(said.reference, held.recorded_uln, held.recorded_title) AS incoming,
               jsonb_build_object('challenge', held.id, 'reference', said.reference, 'uln', held.recorded_uln,
                                  'title', held.recorded_title) AS payload
          FROM challenges_challenge AS held
         CROSS JOIN LATERAL (SELECT 'EDC' || lpad(held.id::text, 7, '0') AS reference) AS said
         WHERE held.uuid = ANY(%(uuids)s::uuid[]) AND held.organisation_id = %(organisation)s
         ORDER BY held.due_on, held.id
    """


def history_of(challenge: Challenge) -> list[Version]:
    """Every version of the challenge, newest first."""
    return timeline(challenge)


def names_of_assigned(challenge: Challenge) -> dict[int, str]:
    """The names of all to whom the challenge was ever given, for its history."""
    events = challenge.pgh_event_model.objects.filter(pgh_obj_id=challenge.pk)  # type: ignore[attr-defined]
    given = events.exclude(assigned_to=None).select_related("assigned_to")
    return {event.assigned_to_id: str(event.assigned_to) for event in given}


def days_allowed() -> int:
    """How many days a challenge may take end to end (setting; event-data-challenges section 2: five weeks)."""
    return int(settings.CHALLENGE_DAYS)
