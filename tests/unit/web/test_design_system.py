"""What is kept of components: the same for the same parameters alone, and nothing that a person entered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from django.utils.functional import lazy, lazystr
from django.utils.safestring import mark_safe

from testamur.web import design_system
from testamur.web.design_system import Component, DesignSystem


@pytest.fixture
def component() -> Component:
    """One that is kept, and says how often it was made."""
    asked: list[Mapping[str, Any]] = []

    def macro(parameters: Mapping[str, Any]) -> str:
        asked.append(parameters)
        return f"made {len(asked)} times"

    return design_system.remembering(macro)


def test_component_is_made_once_for_the_same_parameters(component: Component) -> None:
    assert component({"name": "q", "label": {"text": lazystr("Name")}}) == "made 1 times"
    assert component({"name": "q", "label": {"text": "Name"}}) == "made 1 times"


@pytest.mark.parametrize(
    "other",
    [
        {"name": "q", "label": {"text": "Enw"}},
        {"name": "q", "label": {"text": mark_safe("Name")}},
        {"name": "q", "label": {"html": "Name"}},
        {"name": "q", "label": {"text": "Name"}, "disabled": True},
        {"name": "q", "label": {"text": "Name"}, "attributes": {"data-a": "b"}},
    ],
)
def test_component_is_made_anew_for_other_parameters(other: dict[str, Any], component: Component) -> None:
    component({"name": "q", "label": {"text": "Name"}})
    assert component(other) == "made 2 times"


def test_true_is_not_taken_for_one(component: Component) -> None:
    assert component({"name": "q", "spellcheck": True}) != component({"name": "q", "spellcheck": 1})


def test_words_are_those_of_the_language_of_the_moment(component: Component) -> None:
    now = ["Name"]
    word = lazy(lambda: now[0], str)()
    english = component({"label": {"text": word}})
    now[0] = "Enw"
    welsh = component({"label": {"text": word}})
    now[0] = "Name"
    assert english != welsh
    assert component({"label": {"text": word}}) == english


@pytest.mark.parametrize(
    "answered",
    [
        {"name": "uln", "value": "1234567890"},
        {"name": "uln", "errorMessage": {"html": "1234567890 is not a ULN"}},
        {"name": "born", "items": [{"label": "Day", "value": "3"}, {"label": "Month", "value": ""}]},
        {"name": "at", "items": [{"value": str(number), "text": "x"} for number in range(101)]},
    ],
)
def test_what_a_person_entered_is_not_kept(answered: dict[str, Any], component: Component) -> None:
    assert [component(answered), component(answered)] == ["made 1 times", "made 2 times"]


def test_what_may_tell_of_a_person_is_not_kept() -> None:
    kept = {"summary_list", "notification_banner", "error_summary", "inset_text", "breadcrumbs", "pagination"}
    assert not kept & design_system.REMEMBERED


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("button", {"text": "Go <on>", "classes": "govuk-button--secondary"}),
        (
            "select",
            {
                "id": "a",
                "name": "a",
                "label": {"text": "A"},
                "items": [{"value": "1", "text": "One", "selected": True}],
            },
        ),
        ("date_input", {"id": "d", "items": [{"name": "d_day", "label": "Day", "value": ""}]}),
    ],
)
def test_what_is_kept_is_what_the_component_gives(name: str, parameters: dict[str, Any]) -> None:
    govuk = DesignSystem()
    kept = [getattr(govuk, name)(parameters) for _ in range(2)]
    assert kept[0] == kept[1] == design_system.macro_of(govuk.environment, name)(parameters)
    assert "<on>" not in kept[0]
