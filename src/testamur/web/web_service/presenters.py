from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse

from testamur.access import queries as access
from testamur.web.formats import date_time

if TYPE_CHECKING:
    from testamur.access.models import WebServiceAccess

SERVICES = ("ExternalService", "LearnerService", "LearnerServiceR9")


@dataclass(frozen=True, slots=True)
class Shown:
    """The way into the web services as it is now. The password is no part of it: nobody can see it again."""

    set_at: str
    roles: list[str]
    names: list[str]
    certificate_subject: str


def shown(held: WebServiceAccess) -> Shown:
    organisation = held.organisation
    names = (organisation.ukprn, organisation.recognition_number, held.reference)
    roles = [membership.get_role_display() for membership in access.memberships_of(held.user)]
    checked = held.certificate_subject if settings.WEB_SERVICE_CERTIFICATE_HEADER else ""
    return Shown(date_time(held.set_at), roles, [name for name in names if name], checked)


def addresses() -> list[tuple[str, str]]:
    """The services and where they are."""
    return [(name, settings.PUBLIC_URL + reverse(f"soap_{name}")) for name in SERVICES]
