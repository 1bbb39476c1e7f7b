"""The kinds of batch by which the registers of qualifications and of units come in."""

from __future__ import annotations

from abc import ABC
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext_noop

from testamur.access.rules import Permission
from testamur.batches import registry
from testamur.batches.columns.reading import Limits, RowRules
from testamur.batches.findings import Finding
from testamur.batches.relations import Foreseen, Known, Stage, Writes
from testamur.batches.submitting import SubmitPage
from testamur.qualifications import actions as qualification_actions
from testamur.qualifications.kinds.register import rules
from testamur.qualifications.kinds.register.findings import CATALOGUE, UNITS_CATALOGUE
from testamur.qualifications.kinds.register.layout import QUALIFICATIONS, UNITS, RegisterOptions
from testamur.qualifications.states import TAKEN_OFF

if TYPE_CHECKING:
    from testamur.batches.models import Batch


class RegisterFile(registry.Kind[Known], ABC):
    """What all register files have in common: an operator sends them, sees what will change, and confirms.

    A register is taken over as a whole: one rejected record refuses the file, because a register with holes
    would reject achievements that are good.
    """

    submit_permission = Permission.REGISTER_IMPORT
    undo_permission = Permission.REGISTER_IMPORT
    needs_confirmation = True
    submit_page = SubmitPage(
        name="registers",
        title=gettext_noop("Import a register"),
        explanation=gettext_noop("Update the register of qualifications and units."),
        paragraphs=(
            gettext_noop(
                "Every line is checked, and you can see what would change before anything is saved. "
                "A register is imported only if no line is rejected."
            ),
        ),
        file_label=gettext_noop("Register file"),
        file_hint=gettext_noop(
            "CSV as the regulator publishes it, at most %(size)s and %(records)s records."
        ),
    )

    def limits(self) -> Limits:
        return Limits(settings.REGISTER_MAX_BYTES, settings.REGISTER_MAX_RECORDS, 64_000)

    def options(self) -> RegisterOptions:
        return RegisterOptions(frozenset(kind.casefold() for kind in settings.QCF_QUALIFICATION_TYPES))

    def gate(self, stage: Stage, *, batch: Batch, total: int, rejected: int) -> Finding | None:
        if not rejected:
            return None
        return self.layout.finding("all_or_nothing", rejected=rejected, total=total)


@registry.register
class QualificationRegister(RegisterFile):
    """Ofqual's ``qualifications.csv`` (progress_results.md A6.5)."""

    name = "register"
    title = "Register of qualifications"
    content = (gettext_noop("Qualifications"), gettext_noop("The regulator’s qualifications.csv"))
    layout = QUALIFICATIONS
    catalogue = CATALOGUE
    writes = Writes(
        "qualifications.Entry",
        taken_back={"status": TAKEN_OFF},
        listed={"reference": "reference", "title": "title", "entry": "uuid"},
        compared={
            "owner_number": gettext_noop("Recognition number"),
            "owner_name": gettext_noop("Awarding organisation"),
            "shared": gettext_noop("Shared unit"),
            "level": gettext_noop("Level"),
            "type": gettext_noop("Type"),
            "framework": gettext_noop("Framework"),
            "subject_area": gettext_noop("Subject area"),
            "credits": gettext_noop("Credits"),
            "grading_type": gettext_noop("Grading type"),
            "grades": gettext_noop("Grades"),
            "starts_on": gettext_noop("Operational start date"),
            "ends_on": gettext_noop("Operational end date"),
            "certification_ends_on": gettext_noop("Certification end date"),
            "status": gettext_noop("Status"),
        },
    )

    def rules(self, options: RegisterOptions) -> RowRules:
        return rules.qualification_rules(options)

    def judge(self, stage: Stage, *, batch: Batch) -> None:
        heading = self.layout.headings["reference"]
        qualification_actions.judge(source=stage.lines, found=stage.found, heading=heading)

    def foresee(self, stage: Stage, known: Known | None, *, batch: Batch) -> Foreseen:
        return qualification_actions.foreseen(source=stage.lines)

    def apply(self, stage: Stage, known: Known | None, *, batch: Batch) -> None:
        by = batch.confirmed_by or batch.submitted_by
        qualification_actions.record_many(source=stage.lines, into=stage.became, batch=batch.pk, by=by)


@registry.register
class UnitRegister(QualificationRegister):
    """``units.csv``, a layout of our own, because the regulator no longer publishes units."""

    name = "units"
    title = "Register of units"
    content = (gettext_noop("Units"), "units.csv")
    layout = UNITS
    catalogue = UNITS_CATALOGUE

    def rules(self, options: RegisterOptions) -> RowRules:
        return rules.unit_rules(options)
