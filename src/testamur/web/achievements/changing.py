"""From a form to one changed achievement: what the pages for create, update, withdraw and reinstate share."""

from __future__ import annotations

import functools
import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.achievements import actions as achievement_actions
from testamur.achievements import queries as achievements
from testamur.achievements.states import ACHIEVEMENT_LIFE, Action, Found, Job, State, outcome
from testamur.batches import queries as ledger
from testamur.batches import registry
from testamur.batches.findings import Finding, Sentence
from testamur.learners import queries as learners
from testamur.plumbing import clock
from testamur.qualifications.rules import read_reference
from testamur.web import current, journeys, reach
from testamur.web.achievements.forms import InstructionForm
from testamur.web.requests import SignedInRequest, asked_and_done

if TYPE_CHECKING:
    from testamur.access.models import User, Visitor
    from testamur.achievements.models import Achievement
    from testamur.learners.models import Learner
    from testamur.organisations.models import Organisation
    from testamur.web.achievements.forms import ChangeForm, PickForm
    from testamur.web.achievements.forms.recording import Refusable


def organisations(request: HttpRequest) -> list[Organisation]:
    """The organisations whose achievements the person may change; 403 without any."""
    found = list(access.organisations_where(request.user, Permission.ACHIEVEMENT_CHANGE))
    if not found:
        access.check_can(request.user, Permission.ACHIEVEMENT_CHANGE)
        raise PermissionDenied
    return found


def can_change(request: HttpRequest) -> bool:
    """Whether the person may change achievements of any organisation."""
    return access.can(request.user, Permission.ACHIEVEMENT_CHANGE)


def organisation_now(request: HttpRequest) -> str:
    organisation = current.organisation(request)
    return str(organisation.uuid) if organisation else ""


def changeable_or_404(request: HttpRequest, achievement_id: uuid.UUID) -> Achievement:
    """An achievement that the person may see, and change (else 403)."""
    achievement = reach.achievement_or_404(request, achievement_id)
    access.check_can(request.user, Permission.ACHIEVEMENT_CHANGE, achievement.organisation)
    return achievement


OfOne = Callable[[SignedInRequest, "Achievement"], HttpResponse]


def of_one(may: Callable[[Achievement], bool]) -> Callable[[OfOne], Callable[..., HttpResponse]]:
    """A page that changes one achievement, if its state allows it (``may``); else back to it, as it is now."""

    def page_of(view: OfOne) -> Callable[..., HttpResponse]:
        @asked_and_done
        @sensitive_post_parameters()
        @login_required
        @functools.wraps(view)
        def page(request: SignedInRequest, achievement_id: uuid.UUID) -> HttpResponse:
            achievement = changeable_or_404(request, achievement_id)
            return view(request, achievement) if may(achievement) else gone(request, achievement)

        return page

    return page_of


def told(
    request: HttpRequest, achievement: Achievement, refusal: achievement_actions.Rejected
) -> HttpResponse:
    """Back to the achievement as it is now, with the sentence that says why nothing was changed."""
    (said, *_others) = refusal.sentences
    messages.warning(request, f"{said.what} {said.remedy}")
    return redirect("achievement_detail", achievement.uuid)


def walk(
    request: HttpRequest,
    form: Refusable,
    *,
    ask: journeys.Answer,
    confirm: journeys.Answer,
    check: Callable[[], HttpResponse | None] = lambda: None,
) -> HttpResponse:
    """A journey to a change of one achievement: what refuses it shows on the form, or beside what it is now."""
    try:
        return journeys.walk(request, form, ask=ask, check=check, confirm=confirm)
    except achievement_actions.ChangedSince as refusal:
        return told(request, form.achievement, refusal)  # type: ignore[attr-defined]
    except achievement_actions.Rejected as refusal:
        form.reject(refusal.sentences)
        return ask()


def gone(request: HttpRequest, achievement: Achievement) -> HttpResponse:
    """Back to the achievement, whose state no longer allows what was asked."""
    label = gettext(ACHIEVEMENT_LIFE.meaning(achievement.state).label)
    sentence = gettext("Nothing was changed: the achievement is “%(state)s”. Look at its history.")
    if request.method == "POST":
        messages.warning(request, sentence % {"state": label})
    return redirect("achievement_detail", achievement.uuid)


def languages() -> list[str]:
    """The words for languages that this installation knows, each once."""
    return list(dict.fromkeys(registry.named("achievements").profile().values["languages"].values()))


def _record(form: ChangeForm, by: User) -> dict[str, Any]:
    """The arguments of both: to check one record, and to write it."""
    seen: dict[str, Any] = {}
    if isinstance(form, InstructionForm):
        seen = {"achievement": form.achievement, "version": form.version_seen}
    return {
        **seen,
        "organisation": form.organisation_chosen,  # type: ignore[attr-defined]
        "job": form.job_chosen,
        "item": form.item(clock.today()),
        "by": by,
    }


def check(form: ChangeForm, *, by: User) -> list[Sentence]:
    """The warnings that the record would get; nothing is written."""
    return achievement_actions.check_one(**_record(form, by))


def write(form: ChangeForm, *, by: User) -> Achievement:
    achievement, _warnings = achievement_actions.change_one(**_record(form, by), through="page")
    return achievement


def picked(form: PickForm, action: Action) -> tuple[Achievement | None, str]:
    """The achievement under the key; or the sentence that a batch would give, if the action is not possible."""
    reference = read_reference(form.cleaned_data["reference"])
    held = achievements.achievements_by_key(
        form.organisation_chosen,
        uln=form.cleaned_data["uln"],
        reference=reference.canonical if reference else form.cleaned_data["reference"],
        award_date=form.cleaned_data["award_date"],
    ).first()
    found = _found(held)
    refusal = outcome(action, found, found if found in set(Job) else Job.FINAL).refusal
    if refusal is None:
        return held, ""
    return None, _said(Finding(refusal, params={"action": action.value}))


def learner_found(user: Visitor, uln: str) -> tuple[Learner | None, str]:
    """The learner of whom the person may see achievements, by any ULN of theirs; or why there is none."""
    number, findings = ledger.read_value("achievements", "uln", "".join(uln.split()))
    if findings:
        return None, _said(findings[0])
    learner = learners.by_uln(number)
    if learner is None:
        return None, _said(Finding("L01.unknown_uln", "Uln", number))
    if achievements.achievements_of(user, learner).exists():
        return learner, ""
    if learner.deleted_at is not None:
        return None, _said(Finding("L01.deleted_uln", "Uln", number))
    return None, gettext("Your organisation has no achievements for the learner with the ULN %(uln)s.") % {
        "uln": number
    }


def _said(finding: Finding) -> str:
    (sentence,) = ledger.sentences("achievements", [finding])
    return f"{sentence.what} {sentence.remedy}"


def _found(held: Achievement | None) -> str:
    if held is None:
        return Found.NOTHING
    return Found.WITHDRAWN if held.state == State.WITHDRAWN else str(held.status)
