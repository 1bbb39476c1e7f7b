"""Everything that can be wrong with an achievements batch."""

from __future__ import annotations

from testamur.achievements.findings import ACHIEVEMENTS, CORRECTIONS, LEARNERS, REFERENCES
from testamur.achievements.kinds.achievements.layout import LAYOUT
from testamur.batches.columns.findings import catalogue_for, rejecting
from testamur.batches.findings import Definition, ErrorClass, error, warning

_FIELD = ErrorClass.FIELD_DATA
_JOB = ErrorClass.JOB
_WEB_SERVICE = "LRS ExternalService schema (SubmitAchievementBatchJob)"
_LEARNER_SCHEMA = "LRS learner service schemas (field lengths and patterns)"
_AO_FAQ = "LRS Awarding Organisation FAQ (2013)"
_EDC_GUIDE = "LRS Managing Event Data Challenge Requests (2017)"
_JOB_TYPE = f"{_AO_FAQ}; LRS service error codes WSEC"

AWARD_DATES: tuple[Definition, ...] = (
    error(
        "F03.not_a_date",
        _FIELD,
        "The award date “{value}” is not a date.",
        "Write it as year-month-day, for example 2024-07-31.",
        _WEB_SERVICE,
    ),
    error(
        "F03.too_early",
        _FIELD,
        "The award date {value} is too early. Awards before {floor} are not accepted.",
        "Check the year. An award before {floor} cannot be on the record.",
        _AO_FAQ,
    ),
    error(
        "F03.future",
        _FIELD,
        "The award date {value} is in the future.",
        "Check the date, or send the record once the award has been made.",
    ),
)
REFERENCE_NUMBERS: tuple[Definition, ...] = (
    error(
        "F06.shape",
        _FIELD,
        "“{value}” is neither a qualification number nor a unit reference.",
        "Write a qualification number as 600/1166/X and a unit reference as J/602/3521.",
        _WEB_SERVICE,
    ),
    warning(
        "F06.check_character",
        _FIELD,
        "The reference {value} may be mistyped: we expected the check character {expected}.",
        "Compare it with the qualification register. If it is right, do nothing.",
        "Derived from published reference numbers",
    ),
)

_FIELDS: tuple[Definition, ...] = (
    error(
        "F04.action",
        _FIELD,
        "“{value}” is not an action. The actions are {expected}.",
        "Use one of {expected}.",
        _WEB_SERVICE,
    ),
    error(
        "F04.not_a_date",
        _FIELD,
        "The action date “{value}” is not a date.",
        "Write it as year-month-day, for example 2024-07-31.",
        _WEB_SERVICE,
    ),
    error(
        "F04.future",
        _FIELD,
        "The action date {value} is in the future.",
        "Give the day on which your organisation took the action.",
    ),
    error(
        "F04.reason_length",
        _FIELD,
        "The action reason has {length} characters. It can have {longest} or fewer.",
        "Shorten the action reason.",
    ),
    error(
        "F05.grade_length",
        _FIELD,
        "The grade “{value}” has {length} characters. A grade can have {longest} or fewer.",
        "Use the grade as the qualification register has it.",
        _EDC_GUIDE,
    ),
    error(
        "F05.name_length",
        _FIELD,
        "{field} has {length} characters. A name has at most {longest}.",
        "Give the name as it was registered for the learner, shortened if necessary.",
        _LEARNER_SCHEMA,
    ),
    error(
        "F05.mis_length",
        _FIELD,
        "The MIS identifier has {length} characters. It can have {longest} or fewer.",
        "Shorten your reference, for example to candidate and centre number.",
        _LEARNER_SCHEMA,
    ),
    error(
        "F05.postcode",
        _FIELD,
        "“{value}” is not written like a postcode.",
        "Correct it, for example CV1 2WT, or leave it empty.",
        _LEARNER_SCHEMA,
    ),
    error(
        "F07.shape",
        _FIELD,
        "“{value}” is not a UKPRN. A UKPRN has eight digits.",
        "Give the UKPRN of the centre that taught the learner, or leave it empty.",
        _LEARNER_SCHEMA,
    ),
    warning(
        "F07.unusual",
        _FIELD,
        "The UKPRN {value} does not have the usual format: eight digits, starting with 1.",
        "Compare it with the UK Register of Learning Providers. If it is right, do nothing.",
        "UK Register of Learning Providers",
    ),
    warning(
        "F07.unknown_provider",
        _FIELD,
        "Testamur has no provider with the UKPRN {value}.",
        "Compare it with the UK Register of Learning Providers. If it is right, do nothing.",
    ),
    error(
        "F07.unknown_provider_refused",
        _FIELD,
        "Testamur has no provider with the UKPRN {value}.",
        "Compare it with the UK Register of Learning Providers, or ask us to add the provider.",
    ),
    error(
        "F08.language",
        _FIELD,
        "“{value}” is not a language for assessment that we know. We know {expected}.",
        "Use one of {expected}, or leave it empty.",
        _AO_FAQ,
    ),
    warning(
        "F08.language_kept",
        _FIELD,
        "“{value}” is not a language for assessment that we know. We keep it as it is.",
        "Check the spelling. You can use {expected}.",
        _AO_FAQ,
    ),
)

_HEADER: tuple[Definition, ...] = (
    error(
        "J03.type_differs",
        _JOB,
        "The file says that it is {found}, but it was submitted as {expected}. A batch must "
        "be one or the other.",
        "Choose {found}, or correct the type of job in the file.",
        _AO_FAQ,
    ),
    error(
        "J08.issued",
        _JOB,
        "“{value}” is not a day on which results can be issued.",
        "Write Results Issued in the file's header as year-month-day, for example 2024-08-15, or leave it out.",
    ),
    error(
        "J07.job_type",
        _JOB,
        "“{value}” is not a type of job. A batch is Provisional or Final.",
        "Write Provisional or Final as the type of job.",
        _JOB_TYPE,
        "WSEC0045",
    ),
    error(
        "J07.job_type_missing",
        _JOB,
        "Neither the file nor the submission says whether the batch is Provisional or Final.",
        "Write the type of job in the file, or choose it when you submit.",
        _JOB_TYPE,
        "WSEC0045",
    ),
)

CATALOGUE = catalogue_for(
    LAYOUT,
    *AWARD_DATES,
    *REFERENCE_NUMBERS,
    *_FIELDS,
    *LEARNERS,
    *REFERENCES,
    *ACHIEVEMENTS,
    *CORRECTIONS,
    *_HEADER,
)
REJECTING = rejecting(CATALOGUE)
