"""Finding learners, and telling of them. Nothing of a learner changes; who asked is noted on the learner's timeline."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.db import transaction

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.audit import actions as audit
from testamur.learners import queries as learners
from testamur.learners.actions.misses import check_may_name, note_miss
from testamur.learners.models import Learner
from testamur.learners.queries.finding import Search, search
from testamur.learners.queries.looking import AUDIT_SEEN, FOUND, TOLD, AuditEntry, audit_of
from testamur.learners.rules import Claim
from testamur.learners.rules.finding import Demographics

if TYPE_CHECKING:
    from testamur.access.models import User
    from testamur.organisations.models import Organisation


@transaction.atomic
def find_learners(*, said: Demographics, organisation: Organisation, through: str, by: User) -> Search:
    """Whom somebody may mean who may verify learners for the organisation, and note on each that they asked."""
    access.check_can(by, Permission.LEARNER_VERIFY, organisation)
    found = search(said)
    _note(FOUND, found.learners, organisation, through, by)
    return found


@transaction.atomic
def note_told(*, learners: Collection[Learner], organisation: Organisation, through: str, by: User) -> None:
    """Note that the particulars held under their ULNs were told to the organisation."""
    _note(TOLD, learners, organisation, through, by)


def identify(*, claim: Claim, by: User) -> Learner | None:
    """The learner whom ``claim`` names. That it names nobody is counted: see :mod:`~.misses`."""
    check_may_name(claim=claim, by=by)
    learner = learners.identified(claim)
    if learner is None:
        note_miss(claim=claim, by=by)
    return learner


@transaction.atomic
def view_audit(
    *, learner: Learner | None, organisation: Organisation, through: str, by: User
) -> list[AuditEntry] | None:
    """Who has looked at a learner whom somebody has named, for who may see records; ``None`` if that is nobody.

    That somebody saw it is noted too, and shows from the next time on. A refusal to share hides it as the record.
    """
    access.check_can(by, Permission.RECORD_VIEW, organisation)
    if learner is None or not learners.sharing_meaning(learner).shows:
        return None
    entries = audit_of(learner)
    _note(AUDIT_SEEN, [learner], organisation, through, by)
    return entries


def _note(
    process: str, people: Collection[Learner], organisation: Organisation, through: str, by: User
) -> None:
    if people:
        ids = ", ".join(str(int(each.known_as.pk)) for each in people)
        with audit.process(process, by=by, reason=organisation.name, through=through):
            audit.note_many(model=Learner, ids=ids)
