"""Organisations: all of them for an operator, and the choice between one's own."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from testamur.access import queries as access
from testamur.web import current, reach
from testamur.web.organisations import presenters
from testamur.web.organisations.forms import ChoiceForm, NumberForm
from testamur.web.requests import SignedInRequest, asked_and_done


@asked_and_done
@login_required
def organisation_choose(request: HttpRequest) -> HttpResponse:
    places, now = current.workplaces(request), current.organisation(request)
    form = ChoiceForm(
        request.POST or None, workplaces=places, initial={"organisation": str(now.uuid) if now else None}
    )
    if form.is_valid():
        chosen = current.choose(request, form.cleaned_data["organisation"])
        messages.success(request, _("You are now working for %(organisation)s.") % {"organisation": chosen})
        return redirect("home")
    return render(request, "organisations/choose.html", {"form": form, "places": places})


@require_safe
@login_required
def organisation_detail(request: HttpRequest, organisation_id: uuid.UUID) -> HttpResponse:
    organisation = reach.or_404(access.organisation_in_reach(request.user, organisation_id))
    shown = presenters.organisation_page(current.person(request), organisation)
    return render(request, "organisations/detail.html", {"shown": shown})


@require_safe
@login_required
def organisation_find(request: SignedInRequest) -> HttpResponse:
    """An organisation's details, which are no secret, by one of its numbers."""
    if not access.is_staff_person(request.user):
        raise PermissionDenied
    form = NumberForm(request.GET if "number" in request.GET else None)
    named = None
    if form.is_valid():
        named = access.organisation_named([form.cleaned_data["number"].strip()])
        if named is None:
            form.add_error("number", _("No organisation has this number. Check it and enter it again."))
    return render(request, "organisations/find.html", {"form": form, "named": named})
