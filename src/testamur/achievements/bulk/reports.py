"""Outcome files of an achievement batch, and the e-mail to the address in its header."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson
from django.conf import settings

from testamur.achievements.queries import job_result
from testamur.bulk.kinds import Message, Report

if TYPE_CHECKING:
    from testamur.bulk.models import Batch


def outcome_files(batch: Batch) -> list[Report]:
    result = orjson.dumps(job_result(batch), option=orjson.OPT_INDENT_2)
    return [Report("job-result.json", "Job result", "application/json", iter([result]))]


def messages(batch: Batch) -> list[Message]:
    return []
