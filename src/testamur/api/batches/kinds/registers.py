"""The registers that an operator brings up to date: qualifications, units, awarding organisations."""

from __future__ import annotations

from testamur.api.batches.declared import KindRoutes

_TAG = "Imports of registers"
_EFFECTS = {"created": "", "updated": "", "unchanged": ""}

QUALIFICATIONS = KindRoutes(
    kind="register",
    noun="qualification_import",
    path="/qualification-imports",
    submit="submit_qualification_import",
    tag=_TAG,
    one="an import of qualifications",
    many="imports of qualifications",
    content="The regulator's `qualifications.csv`. A register is taken over as a whole or not at all.",
    effects=_EFFECTS,
)
UNITS = KindRoutes(
    kind="units",
    noun="unit_import",
    path="/unit-imports",
    submit="submit_unit_import",
    tag=_TAG,
    one="an import of units",
    many="imports of units",
    content="A register of units as CSV. A register is taken over as a whole or not at all.",
    effects=_EFFECTS,
)
ORGANISATIONS = KindRoutes(
    kind="organisations",
    noun="organisation_import",
    path="/organisation-imports",
    submit="submit_organisation_import",
    tag=_TAG,
    one="an import of awarding organisations",
    many="imports of awarding organisations",
    content="The regulator's `organisations.csv`. A register is taken over as a whole or not at all.",
    effects=_EFFECTS,
)
