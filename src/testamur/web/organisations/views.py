"""Organisations: all of them for an operator, and the choice between one's own."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.organisations import queries as organisations
from testamur.web import current
from testamur.web.organisations.forms import ChoiceForm, SearchForm

_PAGE = 25


@require_safe
@login_required
def organisation_list(request: HttpRequest) -> HttpResponse:
    access.check_can(request.user, Permission.SERVICE_OPERATE)
    form = SearchForm(request.GET)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    page = Paginator(organisations.registered(text), _PAGE).get_page(request.GET.get("page"))
    return render(request, "organisations/list.html", {"form": form, "page": page, "text": text})


@require_http_methods(["GET", "HEAD", "POST"])
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
