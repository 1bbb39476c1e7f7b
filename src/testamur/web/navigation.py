"""Where a person can go: one list for the bar at the top of every page and for the pages of each of its groups."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from enum import StrEnum
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


class Group(StrEnum):
    """An entry of the bar, in the order of the bar. It leads to the first of its pages that a person has."""

    SERVICE = "service"
    BATCHES = "batches"
    RECORDS = "records"
    CHALLENGES = "challenges"
    REPORTS = "reports"
    ORGANISATION = "organisation"


LABELS = {
    Group.SERVICE: _("Service"),
    Group.BATCHES: _("Batches"),
    Group.RECORDS: _("Records"),
    Group.CHALLENGES: _("Challenges"),
    Group.REPORTS: _("Reports"),
    Group.ORGANISATION: _("Organisation"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """A page worth a link: its name, its words, who may see it, whether its address names the organisation.

    ``section`` begins the addresses of all pages that belong to it. ``also`` is another permission that opens it;
    without a ``permission``, everybody may who works somewhere. On a page that ``starts`` something, something new is
    begun; the home page leads straight there.
    """

    name: str
    label: Any
    explanation: Any
    permission: Permission | None
    section: str
    group: Group
    of_organisation: bool = False
    of_awarding_organisation: bool = False
    also: Permission | None = None
    arguments: tuple[str, ...] = ()
    starts: bool = False


# In the order in which they are shown within their groups. A page that does not exist is left out.
PLACES: tuple[Place, ...] = (
    Place(
        "operator_home",
        _("Service"),
        _("The queue, batches of every organisation, and the health of the service."),
        Permission.SERVICE_OPERATE,
        "/service/",
        Group.SERVICE,
    ),
    Place(
        "batch_list",
        _("Batches"),
        _("Batches that were sent, the outcome of each record, and files to download."),
        Permission.BATCH_VIEW,
        "/batches/",
        Group.BATCHES,
    ),
    Place(
        "achievement_find",
        _("Achievements"),
        _("Find a learner’s achievements by ULN; add, withdraw or reinstate one."),
        Permission.ACHIEVEMENT_VIEW,
        "/achievements/",
        Group.RECORDS,
    ),
    Place(
        "challenge_list",
        _("Event data challenges"),
        _("Errors found on learners’ records, and how they are being resolved."),
        Permission.CHALLENGE_VIEW,
        "/challenges/",
        Group.CHALLENGES,
        also=Permission.CHALLENGE_RAISE,
    ),
    Place(
        "report_list",
        _("Reports"),
        _("Uploads, rejections by reason, timeliness, and what is still provisional."),
        Permission.REPORT_VIEW,
        "/reports/",
        Group.REPORTS,
    ),
    Place(
        "learner_find",
        _("Learner records"),
        _("Find a learner’s whole record by ULN and name; set sharing; invite the learner."),
        Permission.RECORD_VIEW,
        "/learners/",
        Group.RECORDS,
    ),
    Place(
        "verify_one",
        _("Learner verification"),
        _("Find out whether a ULN belongs to the learner you mean."),
        Permission.LEARNER_VERIFY,
        "/verify/",
        Group.RECORDS,
    ),
    Place(
        "verify_jobs",
        _("View verify batches"),
        _("Verify batches that were sent, and their answers."),
        Permission.LEARNER_VERIFY,
        "/verify/jobs/",
        Group.RECORDS,
    ),
    Place(
        "register_search",
        _("Qualification register"),
        _("Look up qualifications and units: who owns them, when they are awarded, their grades."),
        None,
        "/register/",
        Group.RECORDS,
    ),
    Place(
        "organisation_list",
        _("Organisations"),
        _("Every organisation, its people and its API clients."),
        Permission.SERVICE_OPERATE,
        "/organisations/",
        Group.SERVICE,
    ),
    Place(
        "organisation_find",
        _("Find an organisation"),
        _("An organisation’s name by its UKPRN or another number, and whether it is active."),
        None,
        "/organisations/find/",
        Group.ORGANISATION,
    ),
    Place(
        "weekly_report_list",
        _("Weekly reports of challenges"),
        _("All outstanding challenges, week by week; send a report back with your decisions."),
        Permission.CHALLENGE_VIEW,
        "/weekly-reports/",
        Group.CHALLENGES,
    ),
    Place(
        "contact_list",
        _("Nominated contacts"),
        _("Who gets emails about event data challenges, and how to request a change."),
        Permission.CHALLENGE_VIEW,
        "/organisations/{organisation}/contacts/",
        Group.CHALLENGES,
        of_organisation=True,
        of_awarding_organisation=True,
    ),
    Place(
        "contact_requests",
        _("Contacts"),
        _("Agree to or decline changes to awarding organisations’ contacts."),
        Permission.CONTACT_APPROVE,
        "/contacts/",
        Group.CHALLENGES,
    ),
    Place(
        "organisation_detail",
        _("About the organisation"),
        _("Its details, who manages its people, and how much it has sent."),
        None,
        "/organisations/{organisation}/",
        Group.ORGANISATION,
        of_organisation=True,
    ),
    Place(
        "activity",
        _("Activity log"),
        _("Who changed which record, when, through which page, call or batch, and why."),
        None,
        "/activity/",
        Group.ORGANISATION,
    ),
    Place(
        "person_list",
        _("People"),
        _("Invite people, choose what they may do, suspend or remove them."),
        Permission.PEOPLE_MANAGE,
        "/organisations/{organisation}/people/",
        Group.ORGANISATION,
        of_organisation=True,
    ),
    Place(
        "api_client_list",
        _("API clients"),
        _("Let your supplier’s system send batches for your organisation."),
        Permission.PEOPLE_MANAGE,
        "/organisations/{organisation}/api-clients/",
        Group.ORGANISATION,
        of_organisation=True,
        of_awarding_organisation=True,
    ),
    Place(
        "web_service",
        _("Web service"),
        _("Set the password that software written for the LRS uses to connect for you."),
        Permission.PEOPLE_MANAGE,
        "/organisations/{organisation}/web-service/",
        Group.ORGANISATION,
        of_organisation=True,
        of_awarding_organisation=True,
    ),
)


@dataclass(frozen=True, slots=True)
class Destination:
    """A link that this person can follow. What has no group stands in the bar by itself."""

    label: str
    explanation: str
    href: str
    section: str
    group: Group | None = None
    starts: bool = False


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
    for place in (*PLACES, *_submit_pages()):
        if place.of_awarding_organisation and not awarding:
            continue
        arguments = [organisation] if place.of_organisation else place.arguments
        may = place.permission is None or permissions & {place.permission, place.also}
        href = link(place.name, *arguments) if may else None
        if href:
            section = place.section.format(organisation=organisation)
            words = str(place.label), str(place.explanation)
            found.append(Destination(*words, href, section, place.group, place.starts))
    return tuple(found)


def pages_of(organisation: Organisation, permissions: frozenset[Permission]) -> list[Destination]:
    """The places that are of this organisation alone."""
    named = f"/{organisation.uuid}/"
    return [place for place in destinations(organisation, permissions) if named in place.href]


def _submit_pages() -> list[Place]:
    """The pages on which batches are sent, as the kinds of the registry say it."""
    return [
        Place(
            "batch_submit_kind",
            gettext(page.title),
            gettext(page.explanation) if page.explanation else "",
            kinds[0].submit_permission,
            f"/batches/submit/{page.name}/",
            Group.BATCHES,
            arguments=(page.name,),
            starts=True,
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
    )


def own_challenges() -> Destination:
    """Where a learner sees what became of what they said is wrong."""
    return Destination(
        gettext("My challenges"),
        gettext("What you told us is wrong with your record, and what happened next."),
        url("challenge_list"),
        "/challenges/",
    )


def here(places: list[Destination], path: str) -> Destination | None:
    """The place to which a page belongs: of those whose section holds it, the nearest."""
    holding = (place for place in places if path.startswith(place.section))
    return max(holding, key=lambda place: len(place.section), default=None)


def bar(places: list[Destination], path: str) -> list[dict[str, Any]]:
    """The items of the service navigation: a group once, by its first page; the one that holds this page is marked."""
    now = here(places, path)
    firsts: dict[Group | str, Destination] = {}
    for place in places:
        firsts.setdefault(place.group or place.href, place)
    order = {group: place for place, group in enumerate(Group, 1)}
    ordered = sorted(firsts.items(), key=lambda item: order[item[0]] if isinstance(item[0], Group) else 0)
    return [
        {
            "text": str(LABELS[group]) if isinstance(group, Group) else first.label,
            "href": first.href,
            "current": path == first.href,
            "active": now is not None
            and (now is first or (now.group is not None and now.group is first.group)),
        }
        for group, first in ordered
    ]


@dataclass(frozen=True, slots=True)
class Section:
    """The pages of the group to which this page belongs; ``here`` is the place of this page."""

    places: tuple[Destination, ...]
    here: Destination


def section(places: list[Destination], path: str) -> Section | None:
    """``None`` where there is nothing to choose from."""
    now = here(places, path)
    if now is None or now.group is None:
        return None
    group = tuple(place for place in places if place.group is now.group)
    return Section(group, now) if len(group) > 1 else None
