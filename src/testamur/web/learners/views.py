"""A learner's record for staff of providers and local authorities; sharing and the learner's account for providers."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.achievements import queries as achievements
from testamur.learners import actions as learner_actions
from testamur.learners import queries as learners
from testamur.learners.states import Sharing, Who
from testamur.plumbing import clock
from testamur.web import current, searches
from testamur.web.forms import refused
from testamur.web.learners import grants
from testamur.web.learners.forms import DetailsForm, FindForm, InviteForm, SharingForm
from testamur.web.record import document, presenters
from testamur.web.requests import SignedInRequest, asked_and_done

if TYPE_CHECKING:
    from testamur.access.models import User
    from testamur.learners.models import Learner
    from testamur.organisations.models import Organisation


@asked_and_done
@sensitive_post_parameters()
@login_required
def learner_find(request: HttpRequest) -> HttpResponse:
    """By ULN and names, sent in the body. What is found has an address of its own, which names nobody."""
    access.check_can(request.user, Permission.RECORD_VIEW)
    form = FindForm(request.POST or None)
    if form.is_valid() and (too_many := searches.too_often(request)):
        form.add_error(None, too_many)
        return render(request, "learners/find.html", {"form": form}, status=429)
    if form.is_valid():
        found = achievements.record_for(request.user, form.claim)
        if not isinstance(found, achievements.NotFound):
            return redirect("learner_record", grants.grant(found.learner, to=request.user))
        form.add_error(
            None,
            _(
                "No learner has this ULN and these details. Check them against the learner’s "
                "documents. The names must be as they were registered."
            ),
        )
    return render(request, "learners/find.html", {"form": form})


def _of_learner(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page of the learner of a grant; who comes back too late names the learner again."""

    @functools.wraps(view)
    def opened(request: HttpRequest, grant: str) -> HttpResponse:
        try:
            learner = grants.learner_or_404(grant, of=request.user)
        except grants.Expired:
            messages.info(request, _("Your search for this learner has expired. Enter the details again."))
            return redirect("learner_find")
        return view(request, learner, grant)

    return opened


def _acting_for(request: HttpRequest, permission: Permission) -> Organisation:
    """The organisation for which the person does this; 403 where they may not do it for any."""
    now = current.organisation(request)
    if now is not None and access.can(request.user, permission, now):
        return now
    access.check_can(request.user, permission)
    return access.organisations_where(request.user, permission)[0]


@require_safe
@login_required
@_of_learner
def learner_record(request: SignedInRequest, learner: Learner, grant: str) -> HttpResponse:
    organisation = _acting_for(request, Permission.RECORD_VIEW)
    found = achievements.record_of(request.user, learner)
    if isinstance(found, achievements.NotShared):
        shown, in_use = None, learners.has_account_in_use(learner)
    else:
        shown, in_use = presenters.record_page(found), found.has_account_in_use
        learner_actions.note_look(learner=learner, organisation=organisation, through="page", by=request.user)
    words = {
        "shown": shown,
        "learner": found.learner,
        "sharing": learners.sharing_meaning(learner),
        "can_set": access.can(request.user, Permission.SHARING_SET, organisation),
        "can_invite": not in_use and access.can(request.user, Permission.LEARNER_INVITE, organisation),
        "today": clock.today(),
        "grant": grant,
    }
    return render(request, "learners/record.html", words)


@require_safe
@login_required
@_of_learner
def learner_record_pdf(request: SignedInRequest, learner: Learner, grant: str) -> HttpResponse:
    """The same as a file to keep: for whom the page is, and it counts as a look like the page."""
    organisation = _acting_for(request, Permission.RECORD_VIEW)
    found = achievements.record_of(request.user, learner)
    if isinstance(found, achievements.NotShared):
        return redirect("learner_record", grant)
    learner_actions.note_look(learner=learner, organisation=organisation, through="page", by=request.user)
    by = f"{request.user}, {organisation.name}"
    return document.response(presenters.record_page(found), by=by, at=clock.now())


@asked_and_done
@login_required
@_of_learner
def learner_sharing(request: SignedInRequest, learner: Learner, grant: str) -> HttpResponse:
    organisation = _acting_for(request, Permission.SHARING_SET)
    choices = learners.sharing_choices(learner, Who.CENTRE, organisation)
    form = SharingForm(request.POST or None, choices=choices)
    if choices and form.is_valid():
        try:
            _set_sharing(learner, organisation, form.cleaned_data, by=request.user)
        except ValidationError as error:
            refused(form, error)
        else:
            messages.success(request, _("The change has been saved. You can see it in the history."))
            return redirect("learner_record", grant)
    words = {"form": form, "shown": presenters.sharing_page(learner), "can_change": bool(choices)}
    return render(request, "learners/sharing.html", words | {"learner": learner.known_as, "grant": grant})


def _set_sharing(learner: Learner, organisation: Organisation, given: dict[str, Any], *, by: User) -> None:
    learner_actions.set_sharing(
        learner=learner,
        to=Sharing(int(given["to"])),
        reason=given["reason"],
        organisation=organisation,
        notice_given=given["notice_given"],
        through="page",
        by=by,
    )


@asked_and_done
@sensitive_post_parameters()
@login_required
@_of_learner
def learner_invite(request: SignedInRequest, learner: Learner, grant: str) -> HttpResponse:
    organisation = _acting_for(request, Permission.LEARNER_INVITE)
    form = InviteForm(request.POST or None)
    if form.is_valid():
        try:
            invited = learner_actions.invite(
                learner=learner,
                email=form.cleaned_data["email"],
                organisation=organisation,
                through="page",
                by=request.user,
            )
        except ValidationError as error:
            refused(form, error)
        else:
            messages.success(request, _("We have sent an email to %(email)s.") % {"email": invited.email})
            return redirect("learner_record", grant)
    account = learners.account_of(learner)
    words = {"form": form, "learner": learner.known_as, "invited": account, "grant": grant}
    return render(request, "learners/invite.html", words)


AT_MOST = 200
"""Looks that a page shows; a program can ask for more."""


@require_safe
@login_required
@_of_learner
def learner_audit(request: SignedInRequest, learner: Learner, grant: str) -> HttpResponse:
    """Who has looked at the learner."""
    organisation = _acting_for(request, Permission.RECORD_VIEW)
    entries = learner_actions.view_audit(
        learner=learner, organisation=organisation, through="page", by=request.user
    )
    looks = [(entry, learners.LOOKS[entry.process]) for entry in (entries or [])[:AT_MOST]]
    words = {"learner": learner.known_as, "grant": grant, "looks": looks, "total": len(entries or [])}
    return render(request, "learners/audit.html", words | {"is_shared": entries is not None})


@asked_and_done
@sensitive_post_parameters()
@login_required
@_of_learner
def learner_details(request: SignedInRequest, learner: Learner, grant: str) -> HttpResponse:
    """How the learner is reached and called. What somebody else has changed meanwhile is not overwritten."""
    organisation = _acting_for(request, Permission.SHARING_SET)
    person = learner.known_as
    form = DetailsForm(request.POST or None, person=person, version=learners.version_number(person))
    if form.is_valid():
        try:
            learner_actions.update_details(
                learner=learner,
                version=form.cleaned_data["version"],
                details=form.details,
                organisation=organisation,
                through="page",
                by=request.user,
            )
        except ValidationError as error:
            refused(form, error)
        else:
            messages.success(request, _("The learner’s details have been changed."))
            return redirect("learner_record", grant)
    return render(request, "learners/details.html", {"form": form, "learner": person, "grant": grant})
