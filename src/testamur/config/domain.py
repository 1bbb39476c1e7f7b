"""Facts that the source documents leave open, each a setting with the proposed default (``docs/settings.md``)."""

from __future__ import annotations

import datetime as dt

import environ

_env = environ.Env()

# Achievement batches: awarding-organisation-faq "What is the size limit", "Error RS005".
ACHIEVEMENT_BATCH_MAX_BYTES = _env.int("TESTAMUR_BATCH_MAX_BYTES", default=6 * 1024 * 1024)
ACHIEVEMENT_BATCH_MAX_RECORDS = _env.int("TESTAMUR_BATCH_MAX_RECORDS", default=10_000)
ACHIEVEMENT_REJECTED_PERCENT = _env.str("TESTAMUR_REJECTED_PERCENT", default="30")
# "later than 1 September 2006": the day itself is allowed (inferred).
ACHIEVEMENT_AWARD_DATE_FLOOR = dt.date.fromisoformat(
    _env.str("TESTAMUR_AWARD_DATE_FLOOR", default="2006-09-01")
)
ACHIEVEMENT_UNKNOWN_LANGUAGE = _env.str("TESTAMUR_UNKNOWN_LANGUAGE", default="error")
ACHIEVEMENT_UNKNOWN_PROVIDER = _env.str("TESTAMUR_UNKNOWN_PROVIDER", default="warning")
ACHIEVEMENT_BATCH_PROFILE = _env.str("TESTAMUR_BATCH_PROFILE", default="")
# Qualification types of the register that belong to the Qualifications and Credit Framework (inferred).
QCF_QUALIFICATION_TYPES = _env.list("TESTAMUR_QCF_TYPES", default=["QCF"])
# The qualification register is small; a file larger than this is not one.
REGISTER_MAX_BYTES = _env.int("TESTAMUR_REGISTER_MAX_BYTES", default=64 * 1024 * 1024)
REGISTER_MAX_RECORDS = _env.int("TESTAMUR_REGISTER_MAX_RECORDS", default=250_000)
