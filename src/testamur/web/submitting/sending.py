"""From a form to a batch, for every kind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.batches import actions as batches
from testamur.batches import queries as ledger
from testamur.batches import registry
from testamur.batches.columns import Unreadable
from testamur.batches.findings import in_words
from testamur.web import current

if TYPE_CHECKING:
    from testamur.access.models import User
    from testamur.batches.models import Batch
    from testamur.organisations.models import Organisation
    from testamur.web.submitting.forms import SendAgainForm, SendForm

FIRST = "achievements"
"""What was the only kind when ``/batches/submit/`` came to be, and is still sent and found there."""

ROOM = 1024 * 1024
Pages = dict[registry.SubmitPage, list[registry.Kind[Any]]]


def pages_for(user: User) -> Pages:
    """The pages on which the person may send something, each with the kinds that they may send."""
    found = {
        page: [kind for kind in kinds if access.ids_where(user, kind.submit_permission)]
        for page, kinds in registry.submit_pages().items()
    }
    return {page: kinds for page, kinds in found.items() if kinds}


def largest_body(name: str = FIRST) -> int:
    """The largest file that the page of this name takes, and room for a form around it and for a file just too large.

    Of such a one the form itself can say what is wrong.
    """
    kinds = [
        kind
        for page, together in registry.submit_pages().items()
        for kind in together
        if name in (page.name, kind.name)
    ]
    return max((kind.max_file_bytes() for kind in kinds), default=0) + ROOM


def organisations(request: HttpRequest, permission: Permission) -> list[Organisation]:
    """The organisations for which the person may send batches; 403 without any."""
    found = list(access.organisations_where(request.user, permission))
    if not found:
        access.check_can(request.user, permission)
        raise PermissionDenied
    return found


def organisation_now(request: HttpRequest) -> str:
    """The organisation for which the person works just now, as the choice of a form."""
    organisation = current.organisation(request)
    return str(organisation.uuid) if organisation else ""


def chose_at_once(user: User, kinds: Sequence[registry.Kind[Any]]) -> bool:
    """Whether the person had their last batch of this kind applied at once; who has sent none looks first."""
    return any(kind.lets_sender_look_first and ledger.was_applied_at_once(user, kind.name) for kind in kinds)


def submit(form: SendForm, *, by: User) -> batches.Submission:
    file = form.cleaned_data["file"]
    return batches.submit(
        kind=form.kind.name,
        organisation=form.chosen,
        file=file,
        file_name=file.name,
        options=form.options,
        confirm_first=form.confirm_first,
        idempotency_key=form.key,
        through="page",
        by=by,
    )


def check_can_send(user: User, batch: Batch) -> None:
    access.check_can(user, registry.named(batch.kind).submit_permission, batch.organisation)


def submit_again(form: SendAgainForm, *, batch: Batch, by: User) -> batches.Submission:
    """The stored file of an earlier batch, once more."""
    with ledger.submitted_file(batch) as file:
        return batches.submit(
            kind=batch.kind,
            organisation=batch.organisation,
            file=file,
            file_name=batch.file_name,
            options=batch.options,
            confirm_first=form.confirm_first,
            send_again=True,
            idempotency_key=f"page:{form.cleaned_data['token']}:{batch.pk}",
            through="page",
            by=by,
        )


def refused(form: SendForm, refusal: Unreadable) -> None:
    """Show at the file why it was refused."""
    for sentence in sentences(refusal, form.kind):
        form.add_error("file", sentence)


def sentences(refusal: Unreadable, kind: registry.Kind[Any]) -> list[str]:
    """Why something was refused."""
    said = [in_words(finding, kind.catalogue, translate=gettext) for finding in refusal.findings]
    return [f"{each.what} {each.remedy}" for each in said]


def answer(submission: batches.Submission, *, key: str | None) -> HttpResponse:
    """To the batch; or, if the same file was sent before, to the page that says so."""
    batch = submission.batch
    same_form = key is not None and batch.idempotency_key == key
    page = "batch_detail" if submission.is_new or same_form else "batch_sent_before"
    return redirect(page, batch.uuid)
