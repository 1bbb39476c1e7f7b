"""A record of a verify batch: what is said of a learner whom somebody wants verified (lrs sections 3.2 and 3.4)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from testamur.batches.columns.checks import always, birthday, date_repair, text
from testamur.batches.columns.layout import (
    STRUCTURE,
    Field,
    HeaderField,
    Layout,
    Table,
    XmlShape,
    public_keys,
)
from testamur.learners.rules import fields

VLDMSG = "http://api.lrs.miap.gov.uk/vldmsg"
RECORD = "Learner"


# In the order of the schema (lrs.md 3.4); lengths from its older, stricter form (lrs.md 4.5).
FIELDS: tuple[Field[date], ...] = (
    Field(
        name="MISIdentifier",
        key="mis_identifier",
        label="MIS identifier",
        check=always(text(128)),
        example="A-1001",
        help="Your own reference, at most 128 characters. It is returned with the answer.",
    ),
    Field(
        name="ULN",
        key="uln",
        label="ULN",
        check=always(fields.uln),
        required=True,
        must_be_present=True,
        headings=("Unique Learner Number",),
        example="1000000000",
        help="10 digits with a valid check digit; not 9999999999.",
    ),
    Field(
        name="FamilyName",
        key="family_name",
        label="Family name",
        check=always(text(35)),
        required=True,
        must_be_present=True,
        headings=("Surname", "Last name"),
        example="Rees",
        help="Text, at most 35 characters.",
    ),
    Field(
        name="GivenName",
        key="given_name",
        label="Given name",
        check=always(text(35)),
        required=True,
        must_be_present=True,
        headings=("Forename", "First name"),
        example="Siân",
        help="Text, at most 35 characters.",
    ),
    Field(
        name="DateOfBirth",
        key="date_of_birth",
        label="Date of birth",
        check=birthday,
        sql="date",
        headings=("DOB",),
        repair=date_repair,
        example="2004-07-31",
        help="Date from 1800, not in the future. Compared if you give it.",
    ),
    Field(
        name="Gender",
        key="gender",
        label="Gender",
        check=always(fields.gender()),
        sql="smallint",
        headings=("Sex",),
        example="2",
        help="0 not known, 1 male, 2 female, 9 not specified. Compared if it is 1 or 2.",
    ),
)

KEYS = public_keys(
    V01="too_large too_many none count count_not_a_number",
    V02="empty malware other_format=neither binary encoding long_field",
    V03="doctype truncated not_well_formed root namespace order unknown_element repeated_element=repeated "
    "missing_element content",
    V04="headings repeated_heading=repeated quotation",
    V05="windows_1252 columns_left_out=columns",
    V06="email unknown_organisation other_organisation",
    V10="missing cells",
    V11="uln_shape=shape uln_scientific=shape uln_check_digit=check_digit uln_unknown=unknown",
    V12="too_long control_character",
    V13="birth_not_a_date=not_a_date birth_range=range",
    V14="gender",
    V15="day_first serial",
    V21="not_applied=not_verified",
)
CODES: Mapping[str, str] = {
    **dict.fromkeys(STRUCTURE, "WSEC0001"),
    "count": "WSRC0030",
    "count_not_a_number": "WSRC0030",
    "email": "WSEC0044",
    "unknown_organisation": "WSEC0003",
    "other_organisation": "WSEC0006",
}

# The root is in the namespace vldmsg, its children in none. The password and the user's name are not kept.
SHAPE = XmlShape(
    root=f"{{{VLDMSG}}}SubmitVerifyBatch",
    header={
        "OrganisationRef": "organisation_ref",
        "UKPRN": "ukprn",
        "OrgPassword": None,
        "UserName": None,
        "LearnerRecordCount": "count",
        "OrgEmail": "email",
    },
    before=("OrganisationRef", "UKPRN", "OrgPassword", "UserName", "LearnerRecordCount", "OrgEmail"),
    needed=("LearnerRecordCount",),
    container=f"{{{VLDMSG}}}SubmitVerifyBatch",
    record=RECORD,
    fields={each.name: place for place, each in enumerate(FIELDS)},
    mandatory=(),  # all may be absent (lrs-wire): what is missing is a finding of its record
    count="count",
)

LAYOUT: Layout[date] = Layout(
    title="a verify batch",
    fields=FIELDS,
    keys=KEYS,
    codes=CODES,
    header=(HeaderField("email", "OrgEmail"),),
    identifying=("mis_identifier", "uln", "family_name", "given_name"),
    # In a result of ours, what was searched is what is searched again; the plain names hold what was found.
    table=Table(
        returned={**{f"Searched{each.name}": each.name for each in FIELDS}, "MISIdentifier": "MISIdentifier"},
        added=("ResponseCode", "FailureFlags"),
    ),
    xml=(SHAPE,),
)
