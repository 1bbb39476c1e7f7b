"""Making a batch of records that are selected, by their ids or by what they are like."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import orjson
from django.core.exceptions import ValidationError
from django.http import HttpResponse

from testamur.access import queries as access
from testamur.api import batch_files
from testamur.api.addresses import address
from testamur.api.batches import bases
from testamur.api.batches.submitting import key_used
from testamur.api.identity import CallerRequest
from testamur.api.problems import Problem
from testamur.batches import actions as batches
from testamur.batches import registry
from testamur.batches.columns import Unreadable
from testamur.plumbing import selecting

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from testamur.access.models import User
    from testamur.api.batches.declared import KindRoutes
    from testamur.batches.models import Batch


def selected(
    routes: KindRoutes,
    request: CallerRequest,
    response: HttpResponse,
    asked: bases.Selection,
    *,
    key: str | None,
) -> Batch:
    """The batch that the selection became. The same key with the same selection gives the same batch.

    What is compared is what was asked for: the records that are like that may be others by the time it is sent again.
    """
    kind = registry.selecting(routes.kind)
    access.check_can(request.auth.user, kind.submit_permission, request.auth.organisation)
    said = asked.model_dump(mode="json")
    digest = hashlib.sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).hexdigest()
    confirm_first = said.pop("confirm_first", kind.needs_confirmation)
    submission = _submitted(kind, said, request.auth.user, digest, confirm_first, key)
    batch = submission.batch
    if not submission.is_new:
        if (batch.kind, batch.digest, batch.needs_confirmation) != (kind.name, digest, confirm_first):
            raise key_used(batch)
        response["Idempotency-Replayed"] = "true"
    response["Location"] = address(routes.operation("view", "batch"), batch_id=batch.uuid)
    return batch


def _submitted(
    kind: registry.SelectionKind[Any],
    said: dict[str, Any],
    user: User,
    digest: str,
    confirm_first: bool,
    key: str | None,
) -> batches.Submission:
    details = {each.name: said.pop(each.name) or "" for each in kind.selecting.details}
    ids, filters = said.pop("ids"), said.pop("filters")
    try:
        return batches.submit_selected(
            kind=kind.name,
            rows=_rows(kind, user, ids, filters),
            details=details,
            expected=len(set(ids)) if ids and filters is None else None,
            options={name: value for name, value in said.items() if value},
            confirm_first=confirm_first,
            idempotency_key=key,
            digest=digest,
            through="api",
            by=user,
        )
    except ValidationError as refusal:
        sentences = [f"{sentence.rstrip('.')}." for sentence in refusal.messages]
        errors = [{"pointer": "#", "detail": sentence} for sentence in sentences]
        raise Problem("invalid-request", " ".join(sentences), errors=errors) from refusal
    except Unreadable as refusal:
        problem = batch_files.refused("invalid-request", refusal.findings, kind.name)
        fields = [found for found in problem.findings if found["field"]]
        problem.errors = [{"pointer": f"#/{found['field']}", "detail": found["what"]} for found in fields]
        raise problem from refusal


def _rows(
    kind: registry.SelectionKind[Any], user: User, ids: list[str] | None, filters: dict[str, Any] | None
) -> QuerySet[Any]:
    """The records that the client may see, by their ids and by what they are like: as a query, not yet asked."""
    if ids == [] or (ids is None and filters is None):
        raise selecting.nothing_selected()
    given = {name: value for name, value in (filters or {}).items() if value is not None}
    rows = kind.selectable(user, **given)
    if ids is None:
        return rows
    selecting.check_number(len(set(ids)), most=kind.selecting.most)
    return rows.filter(uuid__in=set(ids))
