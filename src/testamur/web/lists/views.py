"""The page of a list, its files, and what is done to a selection of it: one view for every list."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.shortcuts import render

from testamur.web.lists import presenters, selection
from testamur.web.lists.declaration import Act, Asked, List
from testamur.web.lists.exports import FORMATS, export
from testamur.web.lists.forms import FilterForm, SelectionForm
from testamur.web.lists.reading import Pages, Rows, Sorting, sorting

CONFIRM = "confirm"
View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def page(declared: List[Any, Any], *, public: bool = False) -> Callable[..., HttpResponseBase]:
    """The view of a list, for people who are logged in unless it is ``public``."""

    def view(request: HttpRequest, **named: Any) -> HttpResponseBase:
        return answer(request, declared, **named)

    return shows(declared)(view if public else login_required(view))


def shows(declared: List[Any, Any]) -> Callable[[View], View]:
    """Marks a view that answers with this list, so that the tests of every list find it."""

    def mark(view: View) -> View:
        view.declared = declared  # type: ignore[attr-defined]
        return view

    return mark


def answer(request: HttpRequest, declared: List[Any, Any], **named: Any) -> HttpResponseBase:
    """``named`` is what the address names; the list's ``scope`` makes something of it, or refuses."""
    if (request.method == "POST" and not declared.acts) or request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(["GET", "HEAD"] + ["POST"] * bool(declared.acts))
    asked = Asked(request, declared.scope(request, **named))
    form = FilterForm(request.GET.dict(), declared, asked)
    asked = replace(asked, search=form.searched, wanted=form.wanted)
    reading = _Reading(declared, asked, form, declared.rows(asked))
    if request.method == "POST":
        return _act(reading)
    if request.GET.get("export") in FORMATS and declared.exports:
        return export(declared, asked, reading.how.of(reading.rows), request.GET["export"])
    return _page(reading)


@dataclass
class _Reading:
    """One answer on its way."""

    declared: List[Any, Any]
    asked: Asked[Any]
    form: FilterForm
    rows: Rows

    def __post_init__(self) -> None:
        query = self.asked.request.GET
        sizes = {str(size): size for size in self.declared.sizes}
        size = sizes.get(query.get(presenters.SIZE, ""), self.declared.sizes[0])
        self.pages = Pages(self.rows, size)
        known = self.declared.known(self.asked)
        if known is not None:
            self.pages.counted = known
        self.how = self._how(many=False)
        if self.how.column is not None and not self.how.column.indexed and self.pages.has_more:
            self.how = self._how(many=True)
        self.pages.object_list = self.how.of(self.rows)

    def _how(self, *, many: bool) -> Sorting:
        query = self.asked.request.GET
        return sorting(self.declared, query.get("sort", ""), query.get("order", ""), many=many)

    @property
    def has_any(self) -> bool:
        """Whether there is anything at all, whatever is left out just now."""
        if self.pages.count or not self.form.filters:
            return bool(self.pages.count)
        rows = self.declared.rows(Asked(self.asked.request, self.asked.scope))
        return rows.exists() if isinstance(rows, QuerySet) else bool(rows)


def _page(reading: _Reading, *sentences: str) -> HttpResponse:
    page = reading.pages.get_page(reading.asked.request.GET.get("page"))
    shown = presenters.shown(
        reading.declared,
        reading.asked,
        form=reading.form,
        page=page,
        pages=reading.pages,
        how=reading.how,
        has_any=reading.has_any,
    )
    words = {"shown": shown, "forms": [reading.form, *([SelectionForm(sentences)] if sentences else [])]}
    words |= reading.declared.words(reading.asked)
    return render(reading.asked.request, reading.declared.template, words)


def _act(reading: _Reading) -> HttpResponse:
    """Ask, then act. Nothing is done if what was selected is no longer what the page that asked had counted."""
    request, declared = reading.asked.request, reading.declared
    act = selection.act_of(declared, reading.asked)
    if act is None:
        return _page(reading)
    try:
        found = selection.found(declared, act, request, reading.rows)
    except ValidationError as refusal:
        return _page(reading, *refusal.messages)
    confirmed = request.POST.get("step") == CONFIRM
    same = request.POST.get("mark") == found.mark
    form = act.form(request.POST if confirmed else None, reading.asked) if act.form else None
    if not confirmed or not same or (form is not None and not form.is_valid()):
        return _confirm(reading, act, found, form=form, changed=confirmed and not same)
    answers = form.cleaned_data if form is not None and hasattr(form, "cleaned_data") else {}
    return act.run(reading.asked, found.confirmed(request.POST.get("token", "")), answers)


def _confirm(
    reading: _Reading, act: Act[Any], found: selection.Found, *, form: Any, changed: bool
) -> HttpResponse:
    request = reading.asked.request
    words = {
        "act": act,
        "found": found,
        "title": act.question(found.count),
        "changed": changed,
        "forms": [form] if form is not None else [],
        "token": request.POST.get("token") or uuid.uuid4(),
        "back": request.get_full_path(),
    }
    return render(request, "lists/confirm.html", words, status=409 if changed else 200)
