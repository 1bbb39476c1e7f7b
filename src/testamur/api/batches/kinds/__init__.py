"""One declaration for each kind of batch. A kind without one has the routes that follow from its name."""

from testamur.api.batches.declared import KindRoutes
from testamur.api.batches.kinds.achievements import ACHIEVEMENTS
from testamur.api.batches.kinds.centre_records import CENTRE_RECORDS
from testamur.api.batches.kinds.decisions import DECISIONS
from testamur.api.batches.kinds.registers import ORGANISATIONS, QUALIFICATIONS, UNITS
from testamur.api.batches.kinds.verify import VERIFY
from testamur.batches import registry

_DECLARED = (ACHIEVEMENTS, CENTRE_RECORDS, DECISIONS, VERIFY, QUALIFICATIONS, UNITS, ORGANISATIONS)
_NAMES = {each.kind for each in _DECLARED}

ALL: tuple[KindRoutes, ...] = (
    *_DECLARED,
    *(KindRoutes(kind=kind.name, noun=kind.name) for kind in registry.all_kinds() if kind.name not in _NAMES),
)
