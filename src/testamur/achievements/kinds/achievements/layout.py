"""An achievement record as awarding organisations send it (lrs.md 1.3), in all the formats that are taken.

The order of the fields is that of the web service's schema and is binding there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from testamur.achievements.rules.fields import (
    REFERENCE_KEYS,
    reference,
    reference_kind,
    reference_repair,
    ukprn,
)
from testamur.achievements.rules.options import ACTIONS, RowOptions
from testamur.batches.columns import checks
from testamur.batches.columns.layout import (
    STRUCTURE,
    Check,
    Field,
    HeaderField,
    Layout,
    Read,
    Table,
    XmlShape,
    public_keys,
)
from testamur.batches.columns.profiles import Profile
from testamur.batches.columns.xml import in_namespace
from testamur.batches.findings import Finding, Severity
from testamur.learners.rules import fields as of_learners

SERVICES = "http://api.lrs.qcf.gov.uk/services"
MODEL = "http://api.lrs.qcf.gov.uk/model"

JOB_TYPES: tuple[str, ...] = ("provisional", "final")


def award_date(options: RowOptions) -> Check:
    return checks.day(earliest=options.award_date_floor, latest=options.today)


def _action_date(options: RowOptions) -> Check:
    return checks.day(latest=options.today)


def _action(options: RowOptions) -> Check:
    def check(value: str) -> Read:
        known = options.actions.get(value.lower())
        if known is None:
            return None, [Finding("action", value=value, params={"expected": _listed(options.actions)})]
        return known, ()

    return check


def _language(options: RowOptions) -> Check:
    def check(value: str) -> Read:
        known = options.languages.get(value.lower())
        if known is not None:
            return known, ()
        expected = {"expected": _listed(options.languages)}
        if options.unknown_language_is is Severity.WARNING and len(value) <= 35:
            return value, [Finding("language_kept", value=value, params=expected)]
        return None, [Finding("language", value=value, params=expected)]

    return check


def _listed(choices: Mapping[str, str]) -> str:
    """What a person may write: "1 (create), 2 (update)" for numbers, else the words themselves."""
    numbers = [f"{key} ({meaning})" for key, meaning in choices.items() if key.isdigit()]
    return ", ".join(numbers or dict.fromkeys(choices.values()))


__all__ = ["ACTIONS", "RowOptions"]

AWARD_DATE_KEYS = {
    "not_a_date": "F03.not_a_date",
    "too_early": "F03.too_early",
    "in_the_future": "F03.future",
}

FIELDS: tuple[Field[RowOptions], ...] = (
    Field(
        name="AchievementAwardDate",
        key="award_date",
        label="Award date",
        check=award_date,
        required=True,
        must_be_present=True,
        nillable=False,
        sql="date",
        xml_type="dateTime",
        repair=checks.date_repair,
        keys=AWARD_DATE_KEYS,
        example="2024-06-28",
        help="Date, not before 2006-09-01, not in the future.",
        source="LRS; that 1 September 2006 itself is accepted is inferred",
    ),
    Field(
        name="Action",
        key="action",
        label="Action",
        check=_action,
        required=True,
        must_be_present=True,
        nillable=False,
        xml_type="int",
        repair=checks.decimals_repair,
        keys={"action": "F04.action"},
        example="Create",
        help="1 create, 2 update, 3 withdraw, 4 reinstate, or the word.",
        source="the four actions LRS; the numbers inferred",
    ),
    Field(
        name="ActionDate",
        key="action_date",
        label="Action date",
        check=_action_date,
        required=True,
        must_be_present=True,
        nillable=False,
        sql="date",
        xml_type="dateTime",
        repair=checks.date_repair,
        keys={"not_a_date": "F04.not_a_date", "in_the_future": "F04.future"},
        example="2024-07-01",
        help="Date, not in the future.",
        source="LRS; the meaning inferred",
    ),
    Field(
        name="ActionReason",
        key="action_reason",
        label="Action reason",
        check=lambda options: checks.text(options.action_reason_longest),
        keys={"too_long": "F04.reason_length"},
        help="Text, at most 255 characters.",
        source="LRS; the length inferred",
    ),
    Field(
        name="DateofBirth",
        key="date_of_birth",
        label="Date of birth",
        check=lambda options: checks.birthday(options.today),
        sql="date",
        xml_type="dateTime",
        repair=checks.date_repair,
        example="2006-02-28",
        help="Date from 1800, not in the future.",
        source="LRS",
    ),
    Field(
        name="FamilyName",
        key="family_name",
        label="Family name",
        check=lambda options: checks.text(options.name_longest),
        required=True,
        must_be_present=True,
        keys={"too_long": "F05.name_length"},
        example="Rees",
        help="Text, at most 35 characters.",
        source="LRS",
    ),
    Field(
        name="Gender",
        key="gender",
        label="Gender",
        check=checks.always(of_learners.gender(longest=4)),
        sql="smallint",
        xml_type="int",
        repair=checks.decimals_repair,
        example="2",
        help="0 not known, 1 male, 2 female, 9 not specified.",
        source="LRS",
    ),
    Field(
        name="GivenName",
        key="given_name",
        label="Given name",
        check=lambda options: checks.text(options.name_longest),
        required=True,
        must_be_present=True,
        keys={"too_long": "F05.name_length"},
        example="Siân",
        help="Text, at most 35 characters.",
        source="LRS",
    ),
    Field(
        name="Grade",
        key="grade",
        label="Grade",
        check=lambda options: checks.text(options.grade_longest),
        repair=checks.date_like_repair,
        keys={"too_long": "F05.grade_length"},
        example="Pass",
        help="Text, at most 20 characters.",
        source="LRS",
    ),
    Field(
        name="LanguageForAssessment",
        key="language",
        label="Language for assessment",
        check=_language,
        keys={"language": "F08.language", "language_kept": "F08.language_kept"},
        example="English",
        help="English, Welsh, Irish, or ENG, WEL, CYM, GLE.",
        source="LRS; the list inferred",
    ),
    Field(
        name="LearnerPostcode",
        key="postcode",
        label="Learner postcode",
        check=checks.always(of_learners.postcode),
        sql=None,
        keys={"postcode": "F05.postcode"},
        example="CV1 2WT",
        help="Postcode, or BFPO and a number.",
        source="LRS",
    ),
    Field(
        name="MisIdentifier",
        key="mis_identifier",
        label="MIS identifier",
        check=lambda options: checks.text(options.mis_identifier_longest),
        keys={"too_long": "F05.mis_length"},
        example="12345/0001",
        help="The organisation's own reference, at most 128 characters.",
        source="LRS",
    ),
    Field(
        name="ProviderUkprn",
        key="provider_ukprn",
        label="Provider UKPRN",
        check=checks.always(ukprn),
        must_be_present=True,
        repair=checks.decimals_repair,
        keys={"ukprn_shape": "F07.shape", "ukprn_unusual": "F07.unusual"},
        example="10001234",
        help="Eight letters or digits; usually eight digits beginning with 1.",
        source="LRS",
    ),
    Field(
        name="Uln",
        key="uln",
        label="ULN",
        check=checks.always(of_learners.uln),
        required=True,
        must_be_present=True,
        repair=checks.decimals_repair,
        example="1000000000",
        help="10 digits with a valid check digit; not 9999999999.",
        source="LRS",
    ),
    Field(
        name="UnitOrQualificationReferenceNumber",
        key="reference",
        label="Reference number",
        check=checks.always(reference),
        required=True,
        must_be_present=True,
        also={"reference_kind": reference_kind},
        repair=reference_repair,
        keys=REFERENCE_KEYS,
        example="600/1166/X",
        help="600/1166/X or J/602/3521, with or without slashes.",
        source="LRS; the check character derived from published numbers, so a warning only",
    ),
)

NAMES: tuple[str, ...] = tuple(each.name for each in FIELDS)
KEYS: tuple[str, ...] = tuple(each.key for each in FIELDS)
FIELD_OF_NAME: Mapping[str, Field[RowOptions]] = {each.name: each for each in FIELDS}
FIELD_OF_KEY: Mapping[str, Field[RowOptions]] = {each.key: each for each in FIELDS}

# The letter of a code says what is wrong: F a field, L the learner, B the business rules, C the correction of one
# achievement, I a centre's record, J the whole file; R says that something was repaired in reading. Where the LRS has a
# code of its own, such as RS005, that is used.
COMMON_KEYS = public_keys(
    J01="too_large too_many none",
    J02="threshold",
    J04="empty malware other_format=neither binary encoding long_field",
    J06="headings repeated_heading heading_order quotation header_row",
    J08="unknown_organisation other_organisation",
    F01="missing cells",
    F02="uln_shape=shape uln_check_digit=check_digit uln_unknown=unknown uln_scientific=scientific",
    F05="control_character birth_not_a_date=date_of_birth birth_range=date_of_birth_range gender",
    B07="duplicate",
    B09="not_applied=changed_since",
    R01="day_first serial",
    R02="decimals",
    R03="leading_zeros",
    R04="like_a_date=grade_as_date",
    R05="windows_1252",
    R06="columns_left_out",
)
COMMON_CODES: Mapping[str, str] = {
    "too_many": "WSEC0046",
    "none": "WSEC0047",
    "threshold": "RS005",
    "unknown_organisation": "WSEC0003",
    "other_organisation": "WSEC0006",
}
"""Keys and codes that the awarding organisations' and the centres' records share."""

WEB_SERVICE = XmlShape(
    root=in_namespace(SERVICES, "SubmitAchievementBatchJob"),
    header={
        in_namespace(SERVICES, "emailAddress"): "email",
        in_namespace(SERVICES, "submissionType"): "job_type",
        in_namespace(MODEL, "OrganisationRef"): "organisation_ref",
    },
    header_parents={
        in_namespace(SERVICES, "invokingUser"): tuple(
            in_namespace(MODEL, name) for name in ("OrgPassword", "OrganisationRef", "UserName")
        )
    },
    before=tuple(in_namespace(SERVICES, name) for name in ("invokingUser", "emailAddress", "submissionType")),
    container=in_namespace(SERVICES, "achievements"),
    record=in_namespace(SERVICES, "Achievement"),
    fields={in_namespace(SERVICES, name): place for place, name in enumerate(NAMES)},
    mandatory=tuple(in_namespace(SERVICES, each.name) for each in FIELDS if each.must_be_present),
)

LAYOUT: Layout[RowOptions] = Layout(
    title="an achievements batch",
    fields=FIELDS,
    keys={
        **COMMON_KEYS,
        **public_keys(
            J05="doctype truncated not_well_formed root namespace order unknown_element repeated_element=repeated "
            "missing_element content",
            J07="email",
            R07="file_name",
        ),
    },
    codes={**COMMON_CODES, **dict.fromkeys(STRUCTURE, "WSEC0001"), "email": "WSEC0044"},
    header=(
        HeaderField("job_type", "Type of Job", example="final", write=str.capitalize),
        HeaderField("email", "Email Address", example="results@example.org"),
        HeaderField("issued_on", "Results Issued"),
        HeaderField("ukprn", "UKPRN"),
        HeaderField("organisation_ref", "OrganisationRef"),
        HeaderField("file_version", "File Version"),
        HeaderField("file_name", "File Name"),
    ),
    unique=("uln", "reference", "award_date"),
    unique_field="reference",
    identifying=("uln", "mis_identifier", "reference"),
    derived="reference_kind text",
    table=Table(header="optional"),
    xml=(WEB_SERVICE,),
    profile=("testamur.achievements.kinds.achievements", "profile.toml"),
)


def shapes(profile: Profile) -> tuple[XmlShape, ...]:
    """The shapes of XML that are taken: the web service's, and the portal's as the profile describes it."""
    names: Any = profile.xml

    def tags(headings: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
        return {
            in_namespace(names.namespace, heading.replace(" ", "")): key
            for key, all_ in headings.items()
            for heading in all_
        }

    header, group = tags(profile.header), in_namespace(names.namespace, names.header)
    portal = XmlShape(
        root=in_namespace(names.namespace, names.root),
        header=dict(header),
        header_parents={group: tuple(header)},
        before=(group, *header),
        container=in_namespace(names.namespace, names.container or names.root),
        record=in_namespace(names.namespace, names.record),
        fields={tag: NAMES.index(name) for tag, name in tags(profile.fields).items()},
        fixed_order=names.fixed_order,
    )
    return (WEB_SERVICE, portal)
