"""One declaration for each kind of batch that has routes in the API."""

from testamur.api.batches.kinds.achievements import ACHIEVEMENTS
from testamur.api.batches.kinds.centre_records import CENTRE_RECORDS
from testamur.api.batches.kinds.decisions import DECISIONS
from testamur.api.batches.kinds.verify import VERIFY

ALL = (ACHIEVEMENTS, CENTRE_RECORDS, DECISIONS, VERIFY)
