"""The password by which an organisation's own software calls the LRS web services."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from testamur.access import actions as access_actions
from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.web import reach
from testamur.web.forms import refused
from testamur.web.requests import SignedInRequest, asked_and_done
from testamur.web.web_service import presenters
from testamur.web.web_service.forms import PasswordForm


@require_safe
@login_required
def web_service(request: HttpRequest, organisation_id: uuid.UUID) -> HttpResponse:
    organisation = reach.organisation_or_404(request, organisation_id, Permission.PEOPLE_MANAGE)
    held = access.web_service_of(organisation)
    words = {
        "organisation": organisation,
        "offered": access.web_service_roles(organisation),
        "held": presenters.shown(held) if held else None,
        "addresses": presenters.addresses(),
    }
    return render(request, "web_service/detail.html", words)


@sensitive_post_parameters("password")
@asked_and_done
@login_required
def web_service_password(request: SignedInRequest, organisation_id: uuid.UUID) -> HttpResponse:
    """The password is on the page that answers, and nowhere else."""
    organisation = reach.organisation_or_404(request, organisation_id, Permission.PEOPLE_MANAGE)
    held, offered = access.web_service_of(organisation), access.web_service_roles(organisation)
    if not offered:
        raise Http404
    form = PasswordForm(
        request.POST or None, roles=offered, initial=access.web_service_settings(organisation)
    )
    if form.is_valid():
        try:
            _held, password = access_actions.set_web_service_password(
                **form.wanted, organisation=organisation, by=request.user
            )
        except ValidationError as error:
            refused(form, error)
        else:
            words = {"organisation": organisation, "password": password, "addresses": presenters.addresses()}
            return render(request, "web_service/created.html", words)
    words = {"organisation": organisation, "form": form, "replaces": held is not None}
    return render(request, "web_service/password.html", words)


@asked_and_done
@login_required
def web_service_remove(request: SignedInRequest, organisation_id: uuid.UUID) -> HttpResponse:
    organisation = reach.organisation_or_404(request, organisation_id, Permission.PEOPLE_MANAGE)
    if access.web_service_of(organisation) is None:
        raise Http404
    if request.method == "POST":
        access_actions.remove_web_service_password(organisation=organisation, by=request.user)
        messages.success(request, _("Your software can no longer call the web services."))
        return redirect("web_service", organisation.uuid)
    return render(request, "web_service/remove.html", {"organisation": organisation})
