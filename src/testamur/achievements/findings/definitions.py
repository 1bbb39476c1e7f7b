"""How the parts of the catalogue are written down."""

from __future__ import annotations

from testamur.batches.findings import Definition, ErrorClass, Severity

WEB_SERVICE = "LRS ExternalService schema (SubmitAchievementBatchJob)"
LEARNER_SCHEMA = "LRS learner service schemas (field lengths and patterns)"
AO_FAQ = "LRS Awarding Organisation FAQ (2013)"
EDC_GUIDE = "LRS Managing Event Data Challenge Requests (2017)"
VERIFY_CODES = "LRS verify codes WSVRC and failure flags VRF"
ERROR_CODES = "LRS service error codes WSEC"
OURS = "Testamur"


def error(
    key: str, error_class: ErrorClass, sentence: str, remedy: str, *, source: str, code: str = ""
) -> Definition:
    """A definition that rejects; its code is what stands before the dot of its key, unless it is given."""
    return _definition(key, Severity.ERROR, error_class, sentence, remedy, source, code)


def warning(
    key: str, error_class: ErrorClass, sentence: str, remedy: str, *, source: str, code: str = ""
) -> Definition:
    """A definition that lets the record through."""
    return _definition(key, Severity.WARNING, error_class, sentence, remedy, source, code)


def _definition(
    key: str,
    severity: Severity,
    error_class: ErrorClass,
    sentence: str,
    remedy: str,
    source: str,
    code: str,
) -> Definition:
    return Definition(key, code or key.partition(".")[0], severity, error_class, sentence, remedy, source)
