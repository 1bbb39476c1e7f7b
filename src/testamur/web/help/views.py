"""Help is for everybody, logged in or not: nothing in it is about anybody."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from testamur.web.help import presenters
from testamur.web.links import url


@require_safe
def help_home(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()
    shown = {"pages": presenters.PAGES, "words": words, "found": presenters.find(words)}
    return render(request, "help/home.html", shown)


@require_safe
def help_page(request: HttpRequest, name: str) -> HttpResponse:
    page = next((page for page in presenters.PAGES if page.name == name), None)
    if page is None:
        raise Http404
    breadcrumbs = [(presenters.TITLE, url("help_home"))]
    return render(
        request, "help/page.html", {"page": page, "sections": page.sections(), "breadcrumbs": breadcrumbs}
    )
