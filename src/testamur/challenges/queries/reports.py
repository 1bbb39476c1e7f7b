"""The weekly report: what is outstanding, and the reports that were made of it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import orjson
from croniter import croniter
from django.conf import settings
from django.db.models import QuerySet

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.challenges.columns import ACCEPT, REJECT
from testamur.challenges.models import WeeklyReport
from testamur.challenges.rules import PROBLEMS, monday_of
from testamur.challenges.states import OPEN, State
from testamur.learners import queries as learners
from testamur.organisations import queries as organisations
from testamur.plumbing import clock, sql

if TYPE_CHECKING:
    from testamur.access.models import Visitor
    from testamur.organisations.models import Organisation

_DECIDED = {State.ACCEPTED: ACCEPT, State.CORRECTED: ACCEPT, State.REJECTED: REJECT}


def report_relation() -> str:
    """Every challenge as the weekly report shows it, in texts: the one source of what is written and compared.

    Its parameters are those of :func:`report_parameters`.
    """
    return f"""(
        SELECT challenge.id AS challenge, challenge.organisation_id AS owner, challenge.uuid::text AS uuid,
               challenge.state, challenge.decided_at,
               'EDC' || lpad(challenge.id::text, greatest(7, length(challenge.id::text)), '0') AS reference,
               challenge.recorded_uln AS uln, learner.given_name, learner.family_name,
               learner.date_of_birth::text AS date_of_birth, challenge.recorded_reference AS reference_number,
               challenge.recorded_title AS title, challenge.recorded_award_date::text AS award_date,
               coalesce(challenge.recorded_grade, '') AS grade,
               coalesce(challenge.recorded_provider, '') AS provider_ukprn,
               coalesce(provider.name, '') AS provider_name,
               (%(problems)s)::jsonb -> challenge.problem ->> 'label' AS problem,
               concat_ws(' ',
                   'It should be: ' || challenge.wanted_grade || '.',
                   'It should be: ' || challenge.wanted_award_date::text || '.',
                   'It belongs to: ' || challenge.wanted_uln || '.',
                   challenge.description
               ) AS detail,
               (%(problems)s)::jsonb -> challenge.problem ->> 'recommended' AS recommended,
               (challenge.raised_at AT TIME ZONE %(zone)s)::date::text AS raised_on,
               challenge.due_on::text AS due_on, challenge.decision_reason AS comment
          FROM challenges_challenge AS challenge
          JOIN {learners.identities_relation()} AS learner ON learner.learner = challenge.learner_id
          LEFT JOIN {organisations.register_relation()} AS provider ON provider.ukprn = challenge.recorded_provider
    )"""


def report_parameters() -> dict[str, Any]:
    """What :func:`report_relation` needs."""
    problems = {
        problem.value: {"label": meaning.label, "recommended": meaning.recommended}
        for problem, meaning in PROBLEMS.items()
    }
    return {"problems": orjson.dumps(problems).decode(), "zone": settings.TIME_ZONE}


def outstanding() -> dict[int, list[dict[str, Any]]]:
    """The open challenges of every awarding organisation as rows of the report, those due first on top; one query.

    A challenge that was decided and is not closed yet has its decision in its row.
    """
    found = sql.rows(
        f"""
        SELECT report.owner, to_jsonb(report) - 'owner' - 'challenge' - 'decided_at'
               || jsonb_build_object('organisation', owner.name)
          FROM {report_relation()} AS report JOIN {organisations.names_relation()} AS owner
            ON owner.organisation = report.owner
         WHERE report.state = ANY(%(open)s) ORDER BY report.due_on, report.challenge
        """,
        {**report_parameters(), "open": [state.value for state in OPEN]},
    )
    rows: dict[int, list[dict[str, Any]]] = {}
    for owner, row in found:
        kept = row if isinstance(row, dict) else orjson.loads(row)
        rows.setdefault(owner, []).append(kept | {"decision": _DECIDED.get(State(kept["state"]), "")})
    return rows


def weekly_reports_for(user: Visitor, *, organisation: Organisation | None = None) -> QuerySet[WeeklyReport]:
    """The reports that the person may see, latest first; their rows are left in the database."""
    found = access.narrow(
        WeeklyReport.objects.all(), user, Permission.CHALLENGE_VIEW, owner="organisation_id"
    )
    if organisation is not None:
        found = found.filter(organisation=organisation)
    return found.select_related("organisation").defer("rows").order_by("-week", "organisation__name", "id")


def organisations_of_reports(user: Visitor) -> QuerySet[Organisation]:
    """The organisations of which the person may see weekly reports, by name."""
    owners = weekly_reports_for(user).order_by().exclude(organisation=None)
    return organisations.with_ids(owners.values_list("organisation_id", flat=True).distinct())


def weekly_report_for(user: Visitor, value: uuid.UUID) -> WeeklyReport | None:
    """One report by its address with its rows, if the person may see it."""
    return weekly_reports_for(user).defer(None).filter(uuid=value).first()


def week_due(now: dt.datetime | None = None) -> dt.date:
    """The Monday of the week whose report should have been made by now, by the setting of its time."""
    local = (now or clock.now()).astimezone(clock.zone())
    last: dt.datetime = croniter(settings.CHALLENGE_REPORT_CRON, local).get_prev(dt.datetime)
    return monday_of(last.date())


def is_made(week: dt.date) -> bool:
    """Whether the reports of this week are there; they are made all at once."""
    return WeeklyReport.objects.filter(organisation=None, week=week).exists()


def counted(rows: list[Mapping[str, Any]]) -> tuple[int, int]:
    """How many challenges are outstanding in these rows, and how many of them overdue."""
    return len(rows), sum(bool(row["overdue"]) for row in rows)
