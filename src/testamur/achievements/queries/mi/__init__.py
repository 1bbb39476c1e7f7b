"""Management information for awarding organisations (ACH-14; lrs section 8): sums over what they sent.

Everything here is of one organisation and of a period. Who may ask is settled by :func:`organisations_for`.
"""

from testamur.achievements.queries.mi.provisional import (
    BANDS,
    Band,
    Counted,
    Provisional,
    ProvisionalCounts,
    provisional,
    provisional_all,
    provisional_counts,
    provisional_listed,
)
from testamur.achievements.queries.mi.rejections import Reason, Refusal, Rejections, rejections
from testamur.achievements.queries.mi.scope import Scope, everything, organisations_for, refusal, usual
from testamur.achievements.queries.mi.timeliness import LATEST, Late, Punctuality, Timeliness, timeliness
from testamur.achievements.queries.mi.uploads import UploadLine, uploads

__all__ = [
    "BANDS",
    "LATEST",
    "Band",
    "Counted",
    "Late",
    "Provisional",
    "ProvisionalCounts",
    "Punctuality",
    "Reason",
    "Refusal",
    "Rejections",
    "Scope",
    "Timeliness",
    "UploadLine",
    "everything",
    "organisations_for",
    "provisional",
    "provisional_all",
    "provisional_counts",
    "provisional_listed",
    "refusal",
    "rejections",
    "timeliness",
    "uploads",
    "usual",
]
