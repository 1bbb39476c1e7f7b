"""Forms of several steps: ask, show what would be written, write it when it is confirmed.

Nothing is kept between the steps. Each page sends on what the pages before it were told, so that the back button always
shows a page that works, two windows do not mix, and there is nothing to expire. What is confirmed is read and checked
anew; who confirms twice is answered by the action, which knows what it has done.

A page's button says which step it asks for, by the name ``step``. Without one the form was filled in, to be checked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import StrEnum

from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse

from testamur.web.forms import refused

_OWN = ("csrfmiddlewaretoken", "step")
Answer = Callable[[], HttpResponse]


class Step(StrEnum):
    """Fill in again what was filled in; look at it; do it."""

    CHANGE = "change"
    CHECK = "check"
    CONFIRM = "confirm"


def step_of(request: HttpRequest) -> Step:
    """Which step is asked for. One that is none is the careful one: to look first."""
    asked = request.POST.get("step", "")
    return next((step for step in Step if step == asked), Step.CHECK)


def walk(
    request: HttpRequest,
    form: Form,
    *,
    ask: Answer,
    check: Callable[[], HttpResponse | None],
    confirm: Answer,
) -> HttpResponse:
    """The page for this step.

    ``ask`` shows the form with its errors, ``check`` what would be written, or nothing where there is nothing to look
    at, ``confirm`` writes it and leads on. A ``ValidationError`` of either shows on the form.
    """
    step = step_of(request)
    if step is Step.CHANGE or not form.is_valid():
        return ask()
    try:
        shown = check() if step is Step.CHECK else None
        return shown if shown is not None else confirm()
    except ValidationError as error:
        refused(form, error)
        return ask()


def carried(form: Form) -> Iterator[tuple[str, str]]:
    """Names and values that a page sends on: all that was filled in, as it was sent."""
    data = form.data
    for name in data:
        if name not in _OWN:
            values = data.getlist(name) if hasattr(data, "getlist") else [data[name]]
            yield from ((name, value) for value in values)
