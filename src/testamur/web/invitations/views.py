"""An invitation to work for an organisation, as whoever reads the mail of its address finds it."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from testamur.access import actions as access_actions
from testamur.access import queries as access
from testamur.access.states import INVITATION_LIFE, InvitationEvent
from testamur.plumbing import clock
from testamur.web import current
from testamur.web.forms import refused
from testamur.web.invitations import presenters
from testamur.web.invitations.forms import JoinForm

if TYPE_CHECKING:
    from testamur.access.models import Invitation


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
def invitation(request: HttpRequest, invitation_id: uuid.UUID, key: str) -> HttpResponse:
    """Who has an account accepts it logged in with that one; who has none makes one. What is over is over."""
    found = access.invitation_by_key(invitation_id, key)
    if found is None or not INVITATION_LIFE.may(InvitationEvent.ACCEPT, found.state):
        if found is not None and found.user == request.user:
            return redirect("home")  # a second click
        return _over(request)
    if found.expires_at <= clock.now():
        return _over(request)
    if request.user.is_authenticated:
        return _as_oneself(request, found)
    if access.user_by_login(found.email) is not None:
        return redirect_to_login(request.path)
    return _as_a_newcomer(request, found)


def _over(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "invitations/over.html", {"reason": reason}, status=410)


def _as_oneself(request: HttpRequest, found: Invitation) -> HttpResponse:
    user = current.person(request)
    if user.email.lower() != found.email:
        return render(request, "invitations/for_somebody_else.html", {"email": found.email})
    if request.method == "POST":
        try:
            access_actions.accept(invitation=found, by=user)
        except ValidationError as error:
            return _over(request, " ".join(error.messages))
        request.session[current.SESSION_KEY] = str(found.organisation.uuid)
        messages.success(
            request, _("You can now work for %(organisation)s.") % {"organisation": found.organisation}
        )
        return redirect("home")
    return render(request, "invitations/accept.html", {"invitation": presenters.shown(found)})


def _as_a_newcomer(request: HttpRequest, found: Invitation) -> HttpResponse:
    initial = {"first_name": found.first_name, "last_name": found.last_name}
    form = JoinForm(
        request.POST or None,
        initial=initial,
        person=access.somebody_new(found),
        organisation=found.organisation.name,
    )
    if form.is_valid():
        given = form.cleaned_data
        try:
            access_actions.accept_with_new_account(invitation=found, **given)
        except ValidationError as error:
            refused(form, error)
        else:
            messages.success(request, _("Your account has been created. Log in with the password you chose."))
            return redirect("account_login")
    return render(request, "invitations/join.html", {"invitation": presenters.shown(found), "form": form})
