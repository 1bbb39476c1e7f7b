"""Who is in the demo world: organisations and the people who act for them. All names are invented."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from testamur.access.rules import Role

if TYPE_CHECKING:
    from testamur.access.models import User

PASSWORD = "demo-only-passphrase"  # noqa: S105 - printed at every start, and refused by nobody but a real service
DOMAIN = "testamur.example"


@dataclass(frozen=True, slots=True)
class Awarding:
    """An awarding organisation; it comes in through the register of organisations."""

    ukprn: str
    number: str
    name: str
    acronym: str


@dataclass(frozen=True, slots=True)
class Provider:
    ukprn: str
    name: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a log-in, and what they do where: (UKPRN, role); the records service has no UKPRN."""

    username: str
    given_name: str
    family_name: str
    roles: tuple[tuple[str, Role], ...]

    @property
    def email(self) -> str:
        return f"{self.username}@{DOMAIN}"


HARROWMERE = Awarding("19900011", "RN5901", "Harrowmere Awards", "HMA")
CALDERWYN = Awarding("19900012", "RN5902", "Calderwyn Examinations Board", "CEB")
NORTHLIGHT = Awarding("19900013", "RN5903", "Northlight Vocational Trust", "NVT")
AWARDING = (HARROWMERE, CALDERWYN, NORTHLIGHT)

SERVICE_NAME = "Demo Records Service"
SERVICE_UKPRN = "19900001"

PROVIDERS = (
    Provider("19900101", "Tarnbeck College"),
    Provider("19900102", "Osmerley Sixth Form"),
    Provider("19900103", "Penhallick Academy"),
    Provider("19900104", "Glan Marwen School"),
    Provider("19900105", "Quillbrook Training"),
)

COLLEGE = PROVIDERS[0].ukprn
COUNCIL_UKPRN, COUNCIL_NAME = "19900201", "Eskdale and Marwen Council"

PEOPLE = (
    Person("operator", "Idris", "Fenwick-Okoro", ((SERVICE_UKPRN, Role.OPERATOR),)),
    Person("super", "Marian", "Thistlewood", ((HARROWMERE.ukprn, Role.AO_SUPER_USER),)),
    Person("batch", "Joseph", "Adebanjo-Lyle", ((HARROWMERE.ukprn, Role.AO_BATCH_USER),)),
    Person("viewer", "Nerys", "Calloway", ((HARROWMERE.ukprn, Role.AO_VIEWER),)),
    Person(
        "both",
        "Shabnam",
        "Quereshi-Vale",
        ((HARROWMERE.ukprn, Role.AO_VIEWER), (CALDERWYN.ukprn, Role.AO_SUPER_USER)),
    ),
    Person("challenges", "Rowena", "Castellanos", ((HARROWMERE.ukprn, Role.AO_EDC_USER),)),
    Person("verify", "Emeka", "Strathearn", ((HARROWMERE.ukprn, Role.AO_VERIFY_USER),)),
    Person("support", "Gwenllian", "Oyelaran", ((SERVICE_UKPRN, Role.BUSINESS_SUPPORT),)),
    Person("registers", "Ifeoma", "Lindqvist", ((SERVICE_UKPRN, Role.REGISTER_USER),)),
    Person("college", "Hamish", "Venkataraman", ((COLLEGE, Role.PROVIDER_DATA_USER),)),
    Person("council", "Morwenna", "Sadowska", ((COUNCIL_UKPRN, Role.LOCAL_AUTHORITY_USER),)),
    Person("northlight", "Tomasz", "Brackenridge", ((NORTHLIGHT.ukprn, Role.AO_SUPER_USER),)),
)

PLACES = {
    SERVICE_UKPRN: SERVICE_NAME,
    COUNCIL_UKPRN: COUNCIL_NAME,
    **{awarding.ukprn: awarding.name for awarding in AWARDING},
    COLLEGE: PROVIDERS[0].name,
}
"""Where people work, by UKPRN."""


def account(login: str) -> User:
    """The account of one of the demo world's people, by username or e-mail address."""
    from testamur.access import queries as access

    found = access.user_by_login(login)
    if found is None:
        raise LookupError(f"The demo world has nobody called {login}.")
    return found
