"""The kind of batch by which the register of awarding organisations comes in.

It stands in this room because organisations are a floor below the engine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_noop

from testamur.access import queries as access
from testamur.batches import registry
from testamur.batches.relations import Foreseen, Known, Stage, Writes
from testamur.organisations import actions as organisation_actions
from testamur.organisations import queries as organisations
from testamur.qualifications import actions as qualification_actions
from testamur.qualifications.kinds.organisations.findings import CATALOGUE
from testamur.qualifications.kinds.organisations.layout import LAYOUT
from testamur.qualifications.kinds.register.kind import RegisterFile

if TYPE_CHECKING:
    from testamur.batches.models import Batch


@registry.register
class OrganisationRegister(RegisterFile):
    """Ofqual's ``organisations.csv``."""

    name = "organisations"
    title = "Register of awarding organisations"
    content = (gettext_noop("Awarding organisations"), gettext_noop("The regulator’s organisations.csv"))
    layout = LAYOUT
    catalogue = CATALOGUE
    writes = Writes(
        "organisations.Organisation",
        taken_back={"is_active": False},
        # Its people would lose their access.
        in_use=f"(SELECT organisation_id AS record FROM {access.workplaces_relation()} AS workplace)",
        listed={"reference": "recognition_number", "title": "name", "organisation": "uuid"},
        compared={
            "name": gettext_noop("Name"),
            "acronym": gettext_noop("Acronym"),
            "ukprn": gettext_noop("UKPRN"),
            "is_active": gettext_noop("On the register"),
        },
    )

    def judge(self, stage: Stage, *, batch: Batch) -> None:
        qualification_actions.judge_organisations(source=stage.lines, found=stage.found)

    def foresee(self, stage: Stage, known: Known | None, *, batch: Batch) -> Foreseen:
        return Foreseen(organisations.foreseen_effects(stage.lines))

    def apply(self, stage: Stage, known: Known | None, *, batch: Batch) -> None:
        by = batch.confirmed_by or batch.submitted_by
        organisation_actions.register_many(source=stage.lines, into=stage.became, batch=batch.pk, by=by)
