"""A person's own account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from testamur.access import actions as access_actions
from testamur.web import current
from testamur.web.profile.forms import DetailsForm
from testamur.web.requests import SignedInRequest, asked_and_done

if TYPE_CHECKING:
    pass


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
