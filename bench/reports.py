"""The pages of reports, of one organisation with all the records there are, counted at once and prepared."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction
from django.test import override_settings
from django.urls import reverse

from bench.large import browser
from bench.world import World
from testamur.achievements import actions as achievement_actions
from testamur.achievements.queries import mi
from testamur.plumbing import sql

TIMES = 5
DAYS = 350
AGE = 18 * 365
"""Days by which awards of the bench, which are of 2008, are made awards of about now."""

_RECEIVED = """
UPDATE batches_batch
   SET received_at = statement_timestamp() - make_interval(days => (%(days)s * (1 - place))::int)
  FROM (SELECT id AS batch, percent_rank() OVER (ORDER BY id) AS place FROM batches_batch) AS placed
 WHERE id = placed.batch
"""
_UPLOADED = """
UPDATE achievements_achievement AS held
   SET created_at = received_at + make_interval(mins => batch_line %% 30), award_date = award_date + %(age)s,
       status = CASE WHEN held.id %% 3 = 0 THEN 'provisional' ELSE 'final' END
  FROM batches_batch AS batch WHERE batch.id = held.batch_id
"""


def measure(world: World, say: Callable[[str], None]) -> dict[str, Any]:
    """The median of each page in milliseconds, on what the batches of a year have written."""
    say("a year of uploads")
    _spread()
    ((records,),) = sql.rows("SELECT count(*) FROM achievements_achievement")
    taken = {}
    with override_settings(TWO_STEP_REQUIRED=False):
        client = browser()
        client.force_login(world.user)
        with override_settings(REPORT_LIVE_RECORDS=10 * records):
            for name in ("uploads", "rejections", "provisional", "timeliness"):
                taken[name] = _page(client, name)
        with override_settings(REPORT_LIVE_RECORDS=0):
            for name in mi.PREPARATIONS:
                began = time.perf_counter()
                achievement_actions.prepare_report(report=name, organisation_id=world.organisation.pk)
                taken[f"the job that prepares {name}"] = round(1000 * (time.perf_counter() - began))
                taken[f"{name}, prepared"] = _page(client, name)
    return {"records": records, "milliseconds": taken}


def _spread() -> None:
    """As if the batches had come over a year, in the order of time as records lie that did."""
    with transaction.atomic():
        sql.run("SET LOCAL session_replication_role = replica")
        sql.run(_RECEIVED, {"days": DAYS})
        sql.run(_UPLOADED, {"age": AGE})
    with connection.cursor() as cursor:
        cursor.execute("CLUSTER achievements_achievement USING achievements_achievement_pkey")
        cursor.execute("VACUUM ANALYZE")


def _page(client: Any, name: str) -> int:
    taken = []
    for _ in range(TIMES):
        began = time.perf_counter()
        answer = client.get(reverse(f"report_{name}"))
        taken.append(1000 * (time.perf_counter() - began))
        if answer.status_code != 200 or "Figures as at" not in answer.content.decode():
            raise RuntimeError(f"the report {name} of the bench answered {answer.status_code}")
    return round(statistics.median(taken))
