"""What is done to challenges that were selected on their list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.batches import actions as batches
from testamur.web.challenges.forms import AssignManyForm
from testamur.web.challenges.presenters import ListScope
from testamur.web.formats import number
from testamur.web.lists import Act, Asked, Selection

if TYPE_CHECKING:
    from testamur.organisations.models import Organisation

_Asked = Asked[ListScope]
_RIGHT = Permission.CHALLENGE_DECIDE


def _form(sent: Any, asked: _Asked) -> AssignManyForm:
    people = {person for each in _organisations(asked) for person in access.people_who(_RIGHT, each)}
    return AssignManyForm(sent, people=sorted(people, key=str))


def _assign(asked: _Asked, selection: Selection, answers: Mapping[str, Any]) -> HttpResponse:
    """Make a batch of the selection, which is looked at before anything is done."""
    owners = {str(each.pk): each for each in _organisations(asked)}
    found = list(selection.rows.values_list("uuid", "organisation"))
    if len({organisation for _uuid, organisation in found}) != 1 or str(found[0][1]) not in owners:
        messages.warning(asked.request, gettext("Select challenges of one awarding organisation at a time."))
        return redirect(asked.request.get_full_path())
    submission = batches.submit_selection(
        kind="challenge_assignments",
        organisation=owners[str(found[0][1])],
        selection={"challenges": sorted(str(each) for each, _organisation in found), "to": answers["to"]},
        expected=selection.count,
        idempotency_key=selection.key,
        through="page",
        by=asked.user,
    )
    return redirect("batch_detail", submission.batch.uuid)


def _organisations(asked: _Asked) -> list[Organisation]:
    return list(access.organisations_where(asked.user, _RIGHT))


ASSIGN: Act[ListScope] = Act(
    name="assign",
    label=_("Give to somebody"),
    question=lambda count: (
        ngettext("Who is to work on %(num)s challenge?", "Who is to work on %(num)s challenges?", count)
        % {"num": number(count)}
    ),
    explanation=_("You see what would change before anything does."),
    button=_("Continue"),
    form=_form,
    run=_assign,
    may=lambda asked: bool(access.ids_where(asked.user, _RIGHT)),
)
