"""What is done to challenges that were selected on their list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.batches import actions as batches
from testamur.batches import registry
from testamur.batches.columns import Unreadable
from testamur.web.challenges.forms import AssignManyForm
from testamur.web.challenges.presenters import ListScope
from testamur.web.formats import number
from testamur.web.lists import Act, Asked, Selection
from testamur.web.submitting import sending

if TYPE_CHECKING:
    from testamur.organisations.models import Organisation

_Asked = Asked[ListScope]
_KIND = "challenge_assignments"
_RIGHT = Permission.CHALLENGE_DECIDE


def _form(sent: Any, asked: _Asked) -> AssignManyForm:
    people = {person for each in _organisations(asked) for person in access.people_who(_RIGHT, each)}
    return AssignManyForm(sent, people=sorted(people, key=str))


def _assign(asked: _Asked, selection: Selection, answers: Mapping[str, Any]) -> HttpResponse:
    """Make a batch of the selection, which is looked at before anything is done."""
    try:
        submission = batches.submit_selected(
            kind=_KIND,
            rows=selection.rows,
            details={"to": answers["to"]},
            idempotency_key=selection.key,
            through="page",
            by=asked.user,
        )
    except ValidationError as refusal:
        return _refused(asked, refusal.messages)
    except Unreadable as refusal:
        return _refused(asked, sending.sentences(refusal, registry.named(_KIND)))
    return redirect("batch_detail", submission.batch.uuid)


def _refused(asked: _Asked, sentences: Iterable[str]) -> HttpResponse:
    for sentence in sentences:
        messages.warning(asked.request, sentence)
    return redirect(asked.request.get_full_path())


def _organisations(asked: _Asked) -> list[Organisation]:
    return list(access.organisations_where(asked.user, _RIGHT))


ASSIGN: Act[ListScope] = Act(
    name="assign",
    label=_("Assign"),
    question=lambda count: (
        ngettext("Who should work on %(num)s challenge?", "Who should work on %(num)s challenges?", count)
        % {"num": number(count)}
    ),
    explanation=_("You can check the changes before they are made."),
    button=_("Continue"),
    form=_form,
    run=_assign,
    may=lambda asked: bool(access.ids_where(asked.user, _RIGHT)),
)
