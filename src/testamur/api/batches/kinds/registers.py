"""The registers that an operator brings up to date: qualifications, units, awarding organisations."""

from __future__ import annotations

from testamur.api.batches.declared import KindRoutes


def _register(kind: str, noun: str, *, of: str, content: str) -> KindRoutes:
    """The import of a register ``of`` something."""
    return KindRoutes(
        kind=kind,
        noun=noun,
        path=f"/{noun.replace('_', '-')}s",
        submit=f"submit_{noun}",
        tag="Imports of registers",
        one=f"an import of {of}",
        many=f"imports of {of}",
        content=f"{content} A register is taken over as a whole or not at all.",
        effects={"created": "", "updated": "", "unchanged": ""},
    )


QUALIFICATIONS = _register(
    "register",
    "qualification_import",
    of="qualifications",
    content="The regulator's `qualifications.csv`.",
)
UNITS = _register("units", "unit_import", of="units", content="A register of units as CSV.")
ORGANISATIONS = _register(
    "organisations",
    "organisation_import",
    of="awarding organisations",
    content="The regulator's `organisations.csv`.",
)
