"""The kind of batch by which many challenges are given to one of the awarding organisation's people at once."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.batches import registry
from testamur.batches.columns.reading import Unreadable
from testamur.batches.findings import Finding
from testamur.batches.relations import Foreseen, Known, Selected, Stage, Writes
from testamur.batches.states import BatchState
from testamur.batches.submitting import Member, Selecting
from testamur.challenges import actions as challenge_actions
from testamur.challenges import queries as challenges
from testamur.challenges.kinds.challenge_assignments.findings import CATALOGUE
from testamur.challenges.kinds.challenge_assignments.layout import LAYOUT
from testamur.challenges.rules import reference_of
from testamur.challenges.states import CHALLENGE_LIFE, State, Status

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from testamur.access.models import User
    from testamur.batches.models import Batch
    from testamur.organisations.models import Organisation


def _letter(given: int) -> tuple[str, str]:
    """What the person is told who has been given so many challenges."""
    words = {"number": given}
    said = ngettext(
        "%(number)s challenge has been assigned to you.",
        "%(number)s challenges have been assigned to you.",
        given,
    )
    body = f"{said % words}\n\n{settings.PUBLIC_URL}/challenges/\n"
    return _("Challenges assigned to you: %(number)s") % words, body


@registry.register
class ChallengeAssignments(registry.SelectionKind[Known]):
    """``selection`` holds ``challenges``, their ids, and ``to``, the person's, or nothing for everybody."""

    name = "challenge_assignments"
    title = "Challenge assignments"
    layout = LAYOUT
    catalogue = CATALOGUE
    submit_permission = Permission.CHALLENGE_DECIDE
    undo_permission = Permission.CHALLENGE_DECIDE
    needs_confirmation = True
    selecting = Selecting(
        records="challenges",
        several_owners=gettext_noop("Select challenges of one awarding organisation at a time."),
        filters=(
            Member("search", "Only challenges with this reference, ULN or name."),
            Member(
                "status", "Only challenges that the portal shows under this status.", values=tuple(Status)
            ),
            Member(
                "state", "Only challenges in this state; several states are one status.", values=tuple(State)
            ),
            Member("overdue", "Only open challenges whose day has passed.", sort=bool),
        ),
        details=(
            Member(
                "to",
                "One of the people who work on challenges of the organisation; null leaves them unassigned.",
                sort=uuid.UUID,
            ),
        ),
    )
    writes = Writes(
        "challenges.Challenge",
        taken_back={},  # no batch creates challenges
        still=("assigned_to_id",),
        listed={"reference": "id", "state": "state", "challenge": "uuid"},
        compared={"assigned_to_id": gettext_noop("Given to")},
    )
    effect_labels: ClassVar[Mapping[str, str]] = {
        "assigned": "Challenges assigned",
        "unchanged": "Already assigned to them",
    }
    explanations: ClassVar[Mapping[BatchState, str]] = {
        BatchState.DONE: "The challenges have been assigned. We have emailed anyone who was assigned one.",
    }

    def selectable(
        self,
        user: User,
        *,
        search: str = "",
        status: str | None = None,
        state: str | None = None,
        overdue: bool = False,
        **others: Any,
    ) -> QuerySet[Any]:
        return challenges.listed_challenges(
            user,
            status=Status(status) if status else None,
            state=State(state) if state else None,
            overdue=overdue,
            containing=search,
        )

    def check_details(self, details: Mapping[str, str], organisation: Organisation) -> None:
        if details["to"] and self._working(details["to"], organisation) is None:
            raise Unreadable(Finding("D20.not_entitled", field="to", value=details["to"]))

    def select(self, *, batch: Batch) -> Selected:
        wanted = batch.options["selection"]
        self.check_details(wanted, batch.organisation)
        return Selected(
            query=challenges.assignable_lines(),
            parameters={"uuids": wanted["challenges"], "organisation": batch.organisation_id},
            headings=LAYOUT.names,
        )

    def judge(self, stage: Stage, *, batch: Batch) -> None:
        challenge_actions.judge_assignments(source=stage.lines, found=stage.found, to=self._id(batch))

    def foresee(self, stage: Stage, known: Known | None, *, batch: Batch) -> Foreseen:
        return challenge_actions.foreseen_assignments(source=stage.lines, to=self._id(batch))

    def apply(self, stage: Stage, known: Known | None, *, batch: Batch) -> None:
        if self._has_left(batch):
            return  # no line is applied, and each says so; given to nobody they must not be
        challenge_actions.assign_many(
            source=stage.lines,
            into=stage.became,
            to=self._id(batch),
            batch=batch.pk,
            by=batch.confirmed_by or batch.submitted_by,
        )

    def describe_left(self, left: dict[str, Any]) -> dict[str, Any]:
        state = _(CHALLENGE_LIFE.meaning(State(left["state"])).label)
        return {**left, "reference": reference_of(int(left["reference"])), "state": state}

    def name_values(self, column: str, values: Collection[str]) -> Mapping[str, str]:
        return access.names_of(values)

    def facts(self, batch: Batch) -> list[tuple[str, str]]:
        to = self._person(batch)
        nobody = _("Someone who no longer works on challenges") if self._has_left(batch) else ""
        return [(_("Assigned to"), str(to) if to else nobody or _("Everyone at the organisation"))]

    def further_messages(self, batch: Batch) -> Iterable[registry.Message]:
        to, given = self._person(batch), batch.effects.get("assigned", 0)
        if batch.state == BatchState.DONE and given and to is not None and to.email:
            yield registry.Message(to.email, partial(_letter, given))

    def _person(self, batch: Batch) -> User | None:
        """Who is to have the challenges, if they work on challenges of this organisation."""
        return self._working(batch.options["selection"]["to"], batch.organisation)

    def _working(self, person: str, organisation: Organisation) -> User | None:
        people = access.people_who(Permission.CHALLENGE_DECIDE, organisation)
        return people.filter(uuid=uuid.UUID(person)).first() if person else None

    def _has_left(self, batch: Batch) -> bool:
        """Whether they were to be given to somebody who has lost the right since."""
        return bool(batch.options["selection"]["to"]) and self._person(batch) is None

    def _id(self, batch: Batch) -> int | None:
        to = self._person(batch)
        return to.pk if to else None
