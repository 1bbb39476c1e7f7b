"""The register of qualifications and units. Everybody who may log in may read it."""

from __future__ import annotations

import uuid

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.qualifications import queries as qualifications
from testamur.web.register import presenters
from testamur.web.register.forms import SearchForm


@require_safe
@login_required
def register_search(request: HttpRequest) -> HttpResponse:
    form = SearchForm(request.GET)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    page = presenters.search_page(text, request.GET.get("page"))
    can_import = access.can(request.user, Permission.REGISTER_IMPORT)
    return render(
        request, "register/search.html", {"form": form, "page": page, "text": text, "can_import": can_import}
    )


@require_safe
@login_required
def register_entry(request: HttpRequest, entry_id: uuid.UUID) -> HttpResponse:
    entry = qualifications.entry_by_uuid(entry_id)
    if entry is None:
        raise Http404
    return render(request, "register/entry.html", {"shown": presenters.entry_page(entry)})
