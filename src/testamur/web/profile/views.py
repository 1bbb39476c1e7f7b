"""A person's own account."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from testamur.access import actions as access_actions
from testamur.access import queries as access
from testamur.notices import queries as outbox
from testamur.web import current
from testamur.web.profile import presenters
from testamur.web.profile.forms import DetailsForm, NoticesForm
from testamur.web.requests import SignedInRequest, asked_and_done


@require_safe
@login_required
def profile(request: HttpRequest) -> HttpResponse:
    two_step = is_mfa_enabled(request.user, [Authenticator.Type.TOTP])
    return render(
        request, "profile/profile.html", {"workplaces": current.workplaces(request), "two_step": two_step}
    )


@asked_and_done
@login_required
def profile_edit(request: SignedInRequest) -> HttpResponse:
    user = request.user
    initial = {"first_name": user.first_name, "last_name": user.last_name, "telephone": user.telephone}
    form = DetailsForm(request.POST or None, initial=initial)
    if form.is_valid():
        access_actions.change_own_details(**form.cleaned_data, by=user)
        messages.success(request, _("Your details have been changed."))
        return redirect("profile")
    return render(request, "profile/edit.html", {"form": form})


@asked_and_done
@login_required
def profile_notices(request: SignedInRequest) -> HttpResponse:
    """Which e-mails somebody is sent who can do without some."""
    if not request.user.email:
        raise Http404
    held = [topic.value for topic in outbox.wanted_by(request.user.email)]
    form = NoticesForm(request.POST if request.method == "POST" else None, initial={"wanted": held})
    if form.is_valid():
        access_actions.choose_notices(wanted=form.topics, by=request.user)
        messages.success(request, _("Your choice of emails has been saved."))
        return redirect("profile")
    return render(request, "profile/notices.html", {"form": form})


@require_safe
@login_required
def session_list(request: SignedInRequest) -> HttpResponse:
    """Where one is logged in. A person has a handful; they need no search, and nobody exports them."""
    found = access.sessions_of(request.user)
    return render(
        request, "profile/sessions.html", {"places": presenters.places(found, request.session.session_key)}
    )


@require_POST
@login_required
def session_end(request: SignedInRequest, number: int) -> HttpResponse:
    found = access.sessions_of(request.user).filter(pk=number).first()
    if found is None:
        raise Http404
    access_actions.end_sessions(keys={found.session_key}, by=request.user)
    messages.success(request, _("That browser is logged off."))
    return redirect("session_list")


@require_POST
@login_required
def session_end_others(request: SignedInRequest) -> HttpResponse:
    access_actions.end_other_sessions(but=request.session.session_key, by=request.user)
    messages.success(request, _("You are logged off everywhere but here."))
    return redirect("session_list")
