"""Facts that the source documents leave open, each a setting with the proposed default (``docs/settings.md``)."""

from __future__ import annotations

import datetime as dt

import environ

from testamur.achievements.rules import options

_env = environ.Env()

# Achievement batches: awarding-organisation-faq "What is the size limit", "Error RS005".
ACHIEVEMENT_BATCH_MAX_BYTES = _env.int("TESTAMUR_BATCH_MAX_BYTES", default=6 * 1024 * 1024)
# That is for what the records carry. A file may be larger: tags, prefixes, and the findings in a file that comes back.
BATCH_MAX_FILE_BYTES = _env.int("TESTAMUR_BATCH_MAX_FILE_BYTES", default=24 * 1024 * 1024)
ACHIEVEMENT_BATCH_MAX_RECORDS = _env.int("TESTAMUR_BATCH_MAX_RECORDS", default=10_000)
ACHIEVEMENT_REJECTED_PERCENT = _env.str("TESTAMUR_REJECTED_PERCENT", default="30")
# "later than 1 September 2006": the day itself is allowed (inferred).
ACHIEVEMENT_AWARD_DATE_FLOOR = dt.date.fromisoformat(
    _env.str("TESTAMUR_AWARD_DATE_FLOOR", default="2006-09-01")
)
# Grades that say that a QCF unit was not achieved, compared without case, spaces and punctuation (inferred).
FAILED_UNIT_GRADES = _env.list("TESTAMUR_FAILED_UNIT_GRADES", default=list(options.FAILED_UNIT_GRADES))
ACHIEVEMENT_UNKNOWN_LANGUAGE = _env.str("TESTAMUR_UNKNOWN_LANGUAGE", default="error")
ACHIEVEMENT_UNKNOWN_PROVIDER = _env.str("TESTAMUR_UNKNOWN_PROVIDER", default="warning")
ACHIEVEMENT_BATCH_PROFILE = _env.str("TESTAMUR_BATCH_PROFILE", default="")
# Qualification types of the register that belong to the Qualifications and Credit Framework (inferred).
QCF_QUALIFICATION_TYPES = _env.list("TESTAMUR_QCF_TYPES", default=["QCF"])
# The qualification register is small; a file larger than this is not one.
REGISTER_MAX_BYTES = _env.int("TESTAMUR_REGISTER_MAX_BYTES", default=64 * 1024 * 1024)
REGISTER_MAX_RECORDS = _env.int("TESTAMUR_REGISTER_MAX_RECORDS", default=250_000)
# Since 25 May 2018 learners can no longer refuse to share their record (GDPR notice; lrs section 7).
SHARING_OPT_OUT_ALLOWED = _env.bool("TESTAMUR_SHARING_OPT_OUT", default=False)
# Centres, by UKPRN, that still take refusals although others do not (awarding-organisation-faq: centres flag them).
SHARING_OPT_OUT_CENTRES = _env.list("TESTAMUR_SHARING_OPT_OUT_CENTRES", default=[])
# Results are uploaded within 10 working days of their issue (lrs section 7). Where a file does not say when its results
# were issued, the time is counted from "award_date" or "action_date", the day on which the organisation says it acted.
REPORT_WORKING_DAYS = _env.int("TESTAMUR_REPORT_WORKING_DAYS", default=10)
REPORT_TIMELINESS_FROM = _env.str("TESTAMUR_REPORT_TIMELINESS_FROM", default="award_date")
# Reports that read every record are counted when they are asked for, of an organisation that has sent at most so many
# records; of others they are prepared, and again after so many minutes.
REPORT_LIVE_RECORDS = _env.int("TESTAMUR_REPORT_LIVE_RECORDS", default=100_000)
REPORT_REFRESH_MINUTES = _env.int("TESTAMUR_REPORT_REFRESH_MINUTES", default=15)
# An event data challenge takes "a maximum of 5 weeks" (event-data-challenges section 2).
CHALLENGE_DAYS = _env.int("TESTAMUR_CHALLENGE_DAYS", default=35)
# The weekly report of outstanding challenges: at which minute of which day it is made (cron, in TESTAMUR_TIME_ZONE).
CHALLENGE_REPORT_CRON = _env.str("TESTAMUR_CHALLENGE_REPORT_CRON", default="0 6 * * 1")
# How long a provider or local authority who has named a learner can go on looking at the record.
RECORD_GRANT_SECONDS = _env.int("TESTAMUR_RECORD_GRANT_SECONDS", default=3600)
# Verify batches: the LRS's schemas say 200 (older) or nothing (lrs section 3.4), so the limits of achievements hold.
VERIFY_BATCH_MAX_BYTES = _env.int("TESTAMUR_VERIFY_MAX_BYTES", default=6 * 1024 * 1024)
VERIFY_BATCH_MAX_RECORDS = _env.int("TESTAMUR_VERIFY_MAX_RECORDS", default=10_000)
# "what LRS holds, when disclosed" (lrs section 3.4): for "similar" matches too, for "exact" ones, or "nothing".
VERIFY_DISCLOSES = _env.str("TESTAMUR_VERIFY_DISCLOSES", default="similar")
# A weekly report that comes back with decisions.
CHALLENGE_DECISIONS_MAX_BYTES = _env.int("TESTAMUR_CHALLENGE_DECISIONS_MAX_BYTES", default=5 * 1024 * 1024)
CHALLENGE_DECISIONS_MAX_RECORDS = _env.int("TESTAMUR_CHALLENGE_DECISIONS_MAX_RECORDS", default=10_000)
# Which heading of a centre's file is which field of the data return: a TOML file laid over the default profile.
CENTRE_RECORDS_PROFILE = _env.str("TESTAMUR_CENTRE_PROFILE", default="")
# How long an invitation to work for an organisation can be accepted.
INVITATION_DAYS = _env.int("TESTAMUR_INVITATION_DAYS", default=7)
