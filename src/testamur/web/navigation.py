"""Where a person can go: one list for the bar at the top of every page and for the home page."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from testamur.access.rules import Permission
from testamur.batches import registry
from testamur.organisations import queries as organisations
from testamur.web.links import link, url

if TYPE_CHECKING:
    from testamur.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class Place:
    """A page worth a link: its name, its words, who may see it, whether its address names the organisation.

    ``section`` begins the addresses of all pages that belong to it. ``main`` places stand in the bar, under ``short``
    if they have one, so that all fit on one line. ``also`` is another permission that opens it.
    """

    name: str
    label: Any
    explanation: Any
    permission: Permission
    section: str
    of_organisation: bool = False
    of_awarding_organisation: bool = False
    main: bool = True
    also: Permission | None = None
    short: Any = ""
    arguments: tuple[str, ...] = ()


SERVICE = Place(
    "operator_home",
    _("Service"),
    _("The queue, batches of every organisation, and the health of the service."),
    Permission.SERVICE_OPERATE,
    "/service/",
)

# In the order in which they are shown, after the service and what can be sent. A page that does not exist is left out.
PLACES: tuple[Place, ...] = (
    Place(
        "batch_list",
        _("Batches"),
        _("Batches that were sent, the outcome of each record, and files to download."),
        Permission.BATCH_VIEW,
        "/batches/",
    ),
    Place(
        "achievement_find",
        _("Achievements"),
        _("Find a learner’s achievements by ULN; add, withdraw or reinstate one."),
        Permission.ACHIEVEMENT_VIEW,
        "/achievements/",
    ),
    Place(
        "challenge_list",
        _("Event data challenges"),
        _("Errors found on learners’ records, and how they are being resolved."),
        Permission.CHALLENGE_VIEW,
        "/challenges/",
        also=Permission.CHALLENGE_RAISE,
    ),
    Place(
        "report_list",
        _("Reports"),
        _("Uploads, rejections by reason, timeliness, and what is still provisional."),
        Permission.REPORT_VIEW,
        "/reports/",
    ),
    Place(
        "learner_find",
        _("Learner records"),
        _("Find a learner’s whole record by ULN and name; set sharing; invite the learner."),
        Permission.RECORD_VIEW,
        "/learners/",
    ),
    Place(
        "verify_one",
        _("Learner verification"),
        _("Find out whether a ULN belongs to the learner you mean."),
        Permission.LEARNER_VERIFY,
        "/verify/",
        short=_("Verification"),
    ),
    Place(
        "verify_jobs",
        _("View verify batches"),
        _("Verify batches that were sent, and their answers."),
        Permission.LEARNER_VERIFY,
        "/verify/jobs/",
        main=False,
    ),
    Place(
        "register_search",
        _("Qualification register"),
        _("Look up qualifications and units: who owns them, when they are awarded, their grades."),
        Permission.ACHIEVEMENT_VIEW,
        "/register/",
        short=_("Register"),
    ),
    Place(
        "organisation_list",
        _("Organisations"),
        _("Every organisation, its people and its API clients."),
        Permission.SERVICE_OPERATE,
        "/organisations/",
    ),
    Place(
        "weekly_report_list",
        _("Weekly reports of challenges"),
        _("All outstanding challenges, week by week; send a report back with your decisions."),
        Permission.CHALLENGE_VIEW,
        "/weekly-reports/",
        main=False,
    ),
    Place(
        "contact_list",
        _("Nominated contacts"),
        _("Who gets emails about event data challenges, and how to request a change."),
        Permission.CHALLENGE_VIEW,
        "/organisations/{organisation}/contacts/",
        of_organisation=True,
        of_awarding_organisation=True,
        main=False,
    ),
    Place(
        "contact_requests",
        _("Contacts"),
        _("Agree to or decline changes to awarding organisations’ contacts."),
        Permission.CONTACT_APPROVE,
        "/contacts/",
    ),
    Place(
        "person_list",
        _("People"),
        _("Invite people, choose what they may do, suspend or remove them."),
        Permission.PEOPLE_MANAGE,
        "/organisations/{organisation}/people/",
        of_organisation=True,
    ),
    Place(
        "api_client_list",
        _("API clients"),
        _("Let your supplier’s system send batches for your organisation."),
        Permission.PEOPLE_MANAGE,
        "/organisations/{organisation}/api-clients/",
        of_organisation=True,
        of_awarding_organisation=True,
        main=False,
    ),
    Place(
        "web_service",
        _("Web service"),
        _("Set the password that software written for the LRS uses to connect for you."),
        Permission.PEOPLE_MANAGE,
        "/organisations/{organisation}/web-service/",
        of_organisation=True,
        of_awarding_organisation=True,
        main=False,
    ),
)


@dataclass(frozen=True, slots=True)
class Destination:
    """A link that this person can follow."""

    label: str
    explanation: str
    href: str
    section: str
    main: bool
    short: str = ""


def destinations(organisation: Organisation | None, permissions: frozenset[Permission]) -> list[Destination]:
    """The places that exist and that these permissions open, for work at ``organisation``."""
    if organisation is None:
        return []
    awarding = organisations.is_awarding_organisation(organisation)
    return list(_destinations(organisation.uuid, awarding, permissions, get_language()))


@lru_cache(maxsize=1000)
def _destinations(
    organisation: uuid.UUID, awarding: bool, permissions: frozenset[Permission], language: str | None
) -> tuple[Destination, ...]:
    """The same for all who may do the same there, in one language."""
    found = []
    for place in (SERVICE, *_submit_pages(), *PLACES):
        if place.of_awarding_organisation and not awarding:
            continue
        arguments = [organisation] if place.of_organisation else place.arguments
        href = link(place.name, *arguments) if permissions & {place.permission, place.also} else None
        if href:
            section = place.section.format(organisation=organisation)
            words = str(place.label), str(place.explanation)
            found.append(Destination(*words, href, section, place.main, str(place.short)))
    return tuple(found)


def _submit_pages() -> list[Place]:
    """The pages on which batches are sent, as the kinds of the registry say it."""
    return [
        Place(
            "batch_submit_kind",
            gettext(page.title),
            gettext(page.explanation) if page.explanation else "",
            kinds[0].submit_permission,
            f"/batches/submit/{page.name}/",
            main=False,
            arguments=(page.name,),
        )
        for page, kinds in registry.submit_pages().items()
        if page.is_on_home
    ]


def own_record() -> Destination:
    """Where a learner reads their own record."""
    return Destination(
        gettext("My record"),
        gettext("All your results, where they come from, and who can see them."),
        url("record"),
        "/record/",
        main=True,
    )


def own_challenges() -> Destination:
    """Where a learner sees what became of what they said is wrong."""
    return Destination(
        gettext("My challenges"),
        gettext("What you told us is wrong with your record, and what happened next."),
        url("challenge_list"),
        "/challenges/",
        main=True,
    )


def bar(places: list[Destination], path: str) -> list[dict[str, Any]]:
    """The items of the service navigation; the one whose section holds the page is marked."""
    main = [place for place in places if place.main]
    here = max(
        (place for place in main if path.startswith(place.section)),
        key=lambda place: len(place.section),
        default=None,
    )
    return [
        {
            "text": place.short or place.label,
            "href": place.href,
            "current": path == place.href,
            "active": place is here,
        }
        for place in main
    ]
