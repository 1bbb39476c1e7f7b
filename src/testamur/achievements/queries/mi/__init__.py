"""Management information for awarding organisations (ACH-14; lrs section 8): sums over what they sent.

Everything here is of one organisation and of a period. Who may ask is settled by :func:`organisations_for`.
"""

from testamur.achievements.queries.mi.first_uploads import FirstUpload, first_uploaded, first_uploads
from testamur.achievements.queries.mi.prepared import NotPreparedYet, Preparation, is_live, organisations_due
from testamur.achievements.queries.mi.provisional import (
    BANDS,
    Band,
    Counted,
    Provisional,
    ProvisionalCounts,
    provisional,
    provisional_all,
    provisional_counts,
    provisional_for,
    provisional_listed,
)
from testamur.achievements.queries.mi.rejections import Reason, Refusal, Rejections, rejections
from testamur.achievements.queries.mi.scope import KIND, Scope, everything, organisations_for, refusal, usual
from testamur.achievements.queries.mi.submitted import submitted_records
from testamur.achievements.queries.mi.timeliness import (
    LATEST,
    PREPARATION,
    Late,
    Punctuality,
    Timeliness,
    start_of_time,
    timeliness,
)
from testamur.achievements.queries.mi.uploads import UploadLine, uploads

PREPARATIONS: dict[str, Preparation] = {each.report: each for each in (PREPARATION,)}

__all__ = [
    "BANDS",
    "KIND",
    "LATEST",
    "PREPARATIONS",
    "Band",
    "Counted",
    "FirstUpload",
    "Late",
    "NotPreparedYet",
    "Preparation",
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
    "first_uploaded",
    "first_uploads",
    "is_live",
    "organisations_due",
    "organisations_for",
    "provisional",
    "provisional_all",
    "provisional_counts",
    "provisional_for",
    "provisional_listed",
    "refusal",
    "rejections",
    "start_of_time",
    "submitted_records",
    "timeliness",
    "uploads",
    "usual",
]
