"""The fields of an achievement record, as the LRS web service defines them (lrs.md 1.3).

The order is that of the schema and is binding there. Both file formats are brought into this order before a
record is judged.
"""

from __future__ import annotations

from dataclasses import dataclass

SERVICES = "http://api.lrs.qcf.gov.uk/services"
MODEL = "http://api.lrs.qcf.gov.uk/model"
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
SCHEMA_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
FINDINGS = "urn:testamur:findings"
"""The namespace of what we add to an organisation's own file; ignored when the file comes back."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the record.

    ``name`` is the element of the schema, ``key`` the name in a line's payload. ``mandatory`` is what the LRS
    asks for; ``must_be_present`` and ``nillable`` are what the schema lets a file do. ``longest`` is the most
    characters it may hold, ``None`` where another rule bounds it.
    """

    name: str
    key: str
    label: str
    type: str
    mandatory: bool
    must_be_present: bool
    nillable: bool
    longest: int | None = None


FIELDS: tuple[Field, ...] = (
    Field("AchievementAwardDate", "award_date", "Award date", "dateTime", True, True, False),
    Field("Action", "action", "Action", "int", True, True, False),
    Field("ActionDate", "action_date", "Action date", "dateTime", True, True, False),
    Field("ActionReason", "action_reason", "Action reason", "string", False, False, True, 255),
    Field("DateofBirth", "date_of_birth", "Date of birth", "dateTime", False, False, True),
    Field("FamilyName", "family_name", "Family name", "string", True, True, True, 35),
    Field("Gender", "gender", "Gender", "int", False, False, True),
    Field("GivenName", "given_name", "Given name", "string", True, True, True, 35),
    Field("Grade", "grade", "Grade", "string", False, False, True, 20),
    Field("LanguageForAssessment", "language", "Language for assessment", "string", False, False, True),
    Field("LearnerPostcode", "postcode", "Learner postcode", "string", False, False, True, 9),
    Field("MisIdentifier", "mis_identifier", "MIS identifier", "string", False, False, True, 128),
    Field("ProviderUkprn", "provider_ukprn", "Provider UKPRN", "string", False, True, True, 8),
    Field("Uln", "uln", "ULN", "string", True, True, True, 10),
    Field(
        "UnitOrQualificationReferenceNumber", "reference", "Reference number", "string", True, True, True, 10
    ),
)

NAMES: tuple[str, ...] = tuple(field.name for field in FIELDS)
KEYS: tuple[str, ...] = tuple(field.key for field in FIELDS)
FIELD_OF_NAME: dict[str, Field] = {field.name: field for field in FIELDS}
FIELD_OF_KEY: dict[str, Field] = {field.key: field for field in FIELDS}
POSITION: dict[str, int] = {name: position for position, name in enumerate(NAMES)}
"""Where a field stands in a record's texts, by its schema name."""

FINDINGS_HEADING = "Findings"
"""The column that we add to an organisation's own CSV file; ignored when the file comes back."""

HEADER_KEYS: tuple[str, ...] = ("job_type", "email", "ukprn", "organisation_ref", "file_version", "file_name")
"""What a file may say of itself."""

JOB_TYPES: tuple[str, ...] = ("provisional", "final")
ACTIONS: tuple[str, ...] = ("create", "update", "withdraw", "reinstate")
