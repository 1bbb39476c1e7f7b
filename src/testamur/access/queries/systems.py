"""Suppliers' systems: API clients, and the software that calls the web services."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.core.cache import caches
from django.db.models import Q, QuerySet
from django.utils.crypto import salted_hmac

from testamur.access.models import (
    ApiClient,
    Membership,
    WebServiceAccess,
)
from testamur.access.rules import (
    LONGEST_PASSWORD,
    ROLES,
    roles_of_web_services,
)
from testamur.organisations import queries as organisations

if TYPE_CHECKING:
    from testamur.organisations.models import Organisation


def api_clients_of(organisation: Organisation, *, containing: str = "") -> QuerySet[ApiClient]:
    found = ApiClient.objects.filter(organisation=organisation).select_related("organisation")
    if containing:
        found = found.filter(Q(name__icontains=containing) | Q(client_id__icontains=containing))
    return found.order_by("name", "pk")


def web_service_of(organisation: Organisation) -> WebServiceAccess | None:
    """The organisation's current way into the web services."""
    return WebServiceAccess.objects.select_related("user").filter(organisation=organisation).first()


def web_service_roles(organisation: Organisation) -> list[tuple[str, str, str]]:
    """(value, label, explanation) of what the organisation's software can be allowed; nothing if none may have any."""
    offered = roles_of_web_services(organisation.kind)
    return [(role.value, ROLES[role].label, ROLES[role].explanation) for role in offered]


def web_service_settings(organisation: Organisation) -> dict[str, Any]:
    """What is set now, or else what is proposed, for the form that sets it."""
    held = web_service_of(organisation)
    if held is None:
        return {
            "choice": "made",
            "roles": [value for value, _label, _hint in web_service_roles(organisation)],
        }
    return {
        "choice": "made",
        "roles": [membership.role for membership in Membership.objects.filter(user=held.user)],
        "reference": held.reference or "",
        "certificate_subject": held.certificate_subject,
    }


def web_service_named(names: Iterable[str]) -> WebServiceAccess | None:
    """Whom a caller says to be, who gives a UKPRN, a recognition number or a reference; all must mean the same."""
    found: set[WebServiceAccess] = set()
    for name in names:
        wanted = (
            Q(organisation__ukprn=name) | Q(organisation__recognition_number=name) | Q(reference=name.upper())
        )
        meant = WebServiceAccess.objects.select_related("organisation", "user").filter(wanted)[:2]
        if len(meant) != 1:
            return None
        found.update(meant)
    return found.pop() if len(found) == 1 else None


def organisation_named(names: Iterable[str]) -> tuple[Organisation, str] | None:
    """The organisation of a UKPRN, a recognition number or a reference of the LRS, and its reference if it has one.

    All names must mean the same one.
    """
    found: dict[Organisation, str] = {}
    for name in names:
        held = WebServiceAccess.objects.select_related("organisation").filter(reference=name.upper()).first()
        meant = held.organisation if held else organisations.by_ukprn(name)
        meant = meant or organisations.by_recognition_number(name)
        if meant is None:
            return None
        found[meant] = name
    if len(found) != 1:
        return None
    (organisation,) = found
    access = web_service_of(organisation)
    return organisation, (access.reference if access else "") or ""


def is_remembered(held: WebServiceAccess, password: str) -> bool:
    """Whether this password was found right in the last minutes. A look, not a slow check."""
    return bool(caches["memory"].get(_mark(held, password)))


def is_right(held: WebServiceAccess | None, password: str) -> bool:
    """Check a password, slowly on purpose, and as slowly where there is nothing to check it against.

    That it was right is remembered for some minutes in this process alone, under a mark that is made of it, of the
    stored hash and of the service's key: another password, or the same one set again, has another mark.
    """
    if held is None or len(password) > LONGEST_PASSWORD:
        make_password(password[:LONGEST_PASSWORD])
        return False
    right = check_password(password, held.password)
    if right:
        caches["memory"].set(_mark(held, password), True, settings.WEB_SERVICE_REMEMBER_SECONDS)
    return right


def _mark(held: WebServiceAccess, password: str) -> str:
    return salted_hmac("web service password", f"{held.password}\0{password}", algorithm="sha256").hexdigest()
