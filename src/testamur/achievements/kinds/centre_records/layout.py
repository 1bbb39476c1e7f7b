"""A record of a centre's data return (ACH-10).

The fields are those of the individualised learner record (ILR) by name; what is asked of them is our own reading. The
checks are those of an achievements batch, so that a ULN or a date is judged alike everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from testamur.achievements.kinds.achievements.layout import (
    AWARD_DATE_KEYS,
    COMMON_CODES,
    COMMON_KEYS,
    RowOptions,
)
from testamur.achievements.rules.fields import REFERENCE_KEYS, reference_repair
from testamur.batches.columns import checks
from testamur.batches.columns.layout import Field, HeaderField, Layout, Table, public_keys
from testamur.learners.rules import fields as of_learners

SEXES: Mapping[str, int] = {"M": 1, "F": 2}
COMPLETIONS: Mapping[str, str] = {
    "1": "continuing",
    "2": "completed",
    "3": "withdrawn",
    "6": "on a temporary break",
}
OUTCOMES: Mapping[str, str] = {
    "1": "achieved",
    "2": "partly achieved",
    "3": "not achieved",
    "8": "completed, outcome not known yet",
}


@dataclass(frozen=True, slots=True)
class CentreOptions:
    """``rows`` are the settings of achievement batches: today, the earliest award date, the longest grade."""

    rows: RowOptions
    sexes: Mapping[str, int] = field(default_factory=lambda: SEXES)
    completions: Mapping[str, str] = field(default_factory=lambda: COMPLETIONS)
    outcomes: Mapping[str, str] = field(default_factory=lambda: OUTCOMES)
    achieved: str = "1"
    completed: str = "2"


FIELDS: tuple[Field[CentreOptions], ...] = (
    Field(
        name="LearnRefNumber",
        key="mis_identifier",
        label="Learner reference number",
        check=checks.always(checks.text(12)),
        required=True,
        example="R-1",
        help="The centre’s own reference, at most 12 characters.",
    ),
    Field(
        name="ULN",
        key="uln",
        label="ULN",
        check=checks.always(of_learners.uln),
        required=True,
        repair=checks.decimals_repair,
        example="1000000000",
        help="10 digits with a valid check digit; not 9999999999.",
    ),
    Field(
        name="FamilyName",
        key="family_name",
        label="Family name",
        check=checks.always(checks.text(100)),
        required=True,
        example="Example",
        help="Text, at most 100 characters; compared with the learner’s registration.",
    ),
    Field(
        name="GivenNames",
        key="given_name",
        label="Given names",
        check=checks.always(checks.text(100)),
        required=True,
        example="Robin",
        help="Text, at most 100 characters; compared with the learner’s registration.",
    ),
    Field(
        name="DateOfBirth",
        key="date_of_birth",
        label="Date of birth",
        check=lambda options: checks.birthday(options.rows.today),
        sql="date",
        repair=checks.date_repair,
        example="2002-02-28",
        help="Date from 1800, not in the future; compared.",
    ),
    Field(
        name="Sex",
        key="gender",
        label="Sex",
        check=lambda options: checks.code(options.sexes),
        sql="smallint",
        example="F",
        help="M or F; compared.",
    ),
    # Only a record of an achievement has to have a reference number, so the rules read it, not a check.
    Field(
        name="LearnAimRef",
        key="reference",
        label="Learning aim reference",
        check=checks.always(checks.as_it_is),
        required=True,
        repair=reference_repair,
        keys=REFERENCE_KEYS,
        example="60100011",
        help="A qualification number, a unit reference, or a class code of learning aims.",
    ),
    Field(
        name="LearnStartDate",
        key="participation_start",
        label="Learning start date",
        check=checks.always(checks.day()),
        sql="date",
        repair=checks.date_repair,
        example="2018-09-01",
        help="Date.",
    ),
    Field(
        name="LearnActEndDate",
        key="participation_end",
        label="Learning actual end date",
        check=checks.always(checks.day()),
        sql="date",
        repair=checks.date_repair,
        example="2019-06-30",
        help="Date, not before the start date.",
    ),
    Field(
        name="CompStatus",
        key="completion",
        label="Completion status",
        check=lambda options: checks.code({code: code for code in options.completions}),
        required=True,
        sql=None,
        repair=checks.decimals_repair,
        example="2",
        help="1 continuing, 2 completed, 3 withdrawn, 6 on a temporary break.",
    ),
    Field(
        name="Outcome",
        key="outcome",
        label="Outcome",
        check=lambda options: checks.code({code: code for code in options.outcomes}),
        required=True,
        sql=None,
        repair=checks.decimals_repair,
        example="1",
        help="1 achieved, 2 partly achieved, 3 not achieved, 8 outcome not known yet. Only 1 is recorded.",
    ),
    Field(
        name="OutGrade",
        key="grade",
        label="Outcome grade",
        check=lambda options: checks.text(options.rows.grade_longest),
        repair=checks.date_like_repair,
        example="B",
        help="Text, at most 20 characters.",
    ),
    Field(
        name="AchDate",
        key="award_date",
        label="Achievement date",
        check=checks.always(checks.as_it_is),
        sql="date",
        repair=checks.date_repair,
        keys=AWARD_DATE_KEYS,
        example="2019-07-03",
        help="Date, not before 2006-09-01, not in the future. Needed if the outcome is achieved.",
    ),
)

LAYOUT: Layout[CentreOptions] = Layout(
    title="centre records",
    fields=FIELDS,
    keys={
        **COMMON_KEYS,
        **public_keys(
            I01="other_format=not_csv",
            I02="header_missing=header header_value=value",
            I03="too_long",
            I04="code",
            I05="not_a_date=date",
        ),
    },
    codes=COMMON_CODES,
    header=(
        HeaderField("ukprn", "UKPRN", required=True, example="10000101"),
        HeaderField("collection_type", "CollectionType", required=True, example="W"),
        HeaderField("return_number", "ReturnNumber", required=True, example="02"),
    ),
    unique=("uln", "reference", "award_date"),
    unique_field="reference",
    identifying=("uln", "mis_identifier", "reference"),
    derived="skip boolean",
    table=Table(header="required"),
    profile=("testamur.achievements.kinds.centre_records", "profile.toml"),
)
