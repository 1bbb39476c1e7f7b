"""A list of the test's own, of organisations, with an act of the test's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import path

from testamur.config.urls import urlpatterns as usual
from testamur.organisations import queries as organisations
from testamur.organisations.models import Organisation
from testamur.web import lists
from testamur.web.forms import Form
from testamur.web.lists import Act, Asked, Choice, Column, Kind, List, Option, Selection

RUN: list[tuple[Selection, list[str], Mapping[str, Any]]] = []


class Reason(Form):
    reason = forms.CharField(label="Reason")


def run(asked: Asked[None], selection: Selection, answers: Mapping[str, Any]) -> HttpResponse:
    RUN.append((selection, sorted(selection.rows.values_list("name", flat=True)), answers))
    return HttpResponse("run")


def scope(request: HttpRequest) -> None:
    return None


OWN: List[None, Organisation] = List(
    name="own",
    title=lambda asked: "Own",
    scope=scope,
    rows=lambda asked: organisations.registered(asked.search).filter(
        **({"kind": asked.wanted["kind"]} if asked.wanted.get("kind") else {})
    ),
    columns=[
        Column("name", "Name", lambda each: each.name, sort="name"),
        Column("kind", "Kind", lambda each: each.kind, sort="kind"),
        Column(
            "number",
            "Number",
            lambda each: each.pk,
            kind=Kind.NUMBER,
            sort="id",
            indexed=True,
        ),
    ],
    search="Name",
    filters=[
        Choice(
            "kind",
            "Kind",
            lambda asked: [Option(kind, kind, kind) for kind in ("provider", "operator")],
            all="All kinds",
        )
    ],
    count=lambda number: f"{number} organisations",
    nothing=lambda asked: "There is none.",
    no_match=lambda asked: "None match.",
    show_all="Show all organisations",
    sizes=(3, 100),
    called=lambda each: each.name,
    acts=[
        Act(
            name="count",
            label="Count them",
            question=lambda number: f"Count {number}?",
            run=run,
            form=lambda sent, asked: Reason(sent),
            most=40,
        ),
        Act(name="never", label="Never", question=str, run=run, may=lambda asked: False),
    ],
)

urlpatterns = [path("own/", lists.page(OWN), name="own_list"), *usual]
