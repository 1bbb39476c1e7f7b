"""Forms show themselves with the design system, and say in plain English what is wrong."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from lxml import html

from testamur.web.components import error_items
from testamur.web.fields import DateField, OneOf, SeveralOf
from testamur.web.forms import Form, refused


class Sample(Form):
    name = forms.CharField(label="Name of the system", max_length=5, help_text="As you call it.")
    email = forms.EmailField(label="Email address", required=False)
    uln = forms.CharField(label="ULN", widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}))
    note = forms.CharField(label="Note", widget=forms.Textarea, required=False)
    kind = OneOf(label="Kind", options=[("a", "First", "The first of all"), ("b", "Second", "")])
    roles = SeveralOf(label="Roles", options=[("x", "X", ""), ("y", "Y", "")])
    place = forms.ChoiceField(label="Place", choices=[("", "Choose"), ("n", "North")])
    agreed = forms.BooleanField(label="I agree")
    awarded_on = DateField(called="award date", label="Award date")
    file = forms.FileField(label="Batch file")
    token = forms.CharField(widget=forms.HiddenInput, initial="t")


def shown(form: forms.Form) -> Any:
    return html.fromstring(f"<form>{form}</form>")


def test_every_field_has_a_label_or_legend_of_its_input() -> None:
    page = shown(Sample())
    inputs = page.xpath("//input[not(@type='hidden')]|//textarea|//select")
    assert len(inputs) == 5 + 2 + 2 + 1 + 3 + 1
    for each in inputs:
        assert page.xpath(f"//label[@for='{each.get('id')}']"), each.get("id")
    legends = [legend.text_content().strip() for legend in page.xpath("//legend")]
    assert legends == ["Kind", "Roles", "Award date"]


def test_field_that_may_be_left_empty_says_so() -> None:
    texts = [label.text_content().strip() for label in shown(Sample()).xpath("//label")]
    assert "Email address (optional)" in texts
    assert "ULN" in texts


def test_hint_of_a_field_and_of_a_choice_are_tied_to_their_inputs() -> None:
    page = shown(Sample())
    assert page.xpath("//input[@id='id_name']/@aria-describedby") == ["id_name-hint"]
    assert page.get_element_by_id("id_name-hint").text_content().strip() == "As you call it."
    assert page.xpath("//input[@value='a']/@aria-describedby") == ["id_kind-item-hint"]


def test_hidden_field_has_no_group() -> None:
    (token,) = shown(Sample()).xpath("//input[@name='token']")
    assert token.getparent().tag == "form"


def test_empty_form_says_of_each_field_what_to_do_and_leads_to_it() -> None:
    form = Sample({}, {})
    page = shown(form)
    items = {item["text"]: item["href"] for item in error_items(form) if item["href"] != "#id_token"}
    assert items["Enter the name of the system"] == "#id_name"
    assert items["Enter the ULN"] == "#id_uln"
    assert items["Select the kind"] == "#id_kind"
    assert items["Select the batch file"] == "#id_file"
    assert items["Enter the award date"] == "#id_awarded_on_day"
    for href in items.values():
        assert page.xpath(f"//*[@id='{href[1:]}'][self::input or self::select or self::textarea]"), href


class Asked(Form):
    content = OneOf(label="What is in the file?", options=[("a", "A", "")])
    why = forms.CharField(label="Why?", max_length=1000)
    agreed = forms.BooleanField(label="I agree")


def test_label_that_is_a_question_is_not_put_into_a_sentence() -> None:
    empty = Asked({}).errors
    assert empty["content"] == ["Select an answer"]
    assert empty["why"] == ["Enter an answer"]
    assert empty["agreed"] == ["Select “I agree”"]
    assert Asked({"why": "x" * 1001}).errors["why"] == ["Your answer must be 1,000 characters or fewer"]


def test_what_was_typed_is_shown_again_with_its_error() -> None:
    page = shown(Sample({"name": "<too long>", "email": "nonsense", "kind": "b", "roles": ["y"]}, {}))
    assert page.xpath("//input[@id='id_name']/@value") == ["<too long>"]
    error = page.get_element_by_id("id_name-error").text_content()
    assert "Name of the system must be 5 characters or fewer" in error
    assert "like name@example.com" in page.get_element_by_id("id_email-error").text_content()
    assert page.xpath("//input[@name='kind' and @checked]/@value") == ["b"]
    assert page.xpath("//input[@name='roles' and @checked]/@value") == ["y"]


class Dated(Form):
    day = DateField(called="award date", label="Award date")


@pytest.mark.parametrize(
    ("parts", "date"),
    [
        (("3", "1", "2026"), dt.date(2026, 1, 3)),
        (("03", "01", "2026"), dt.date(2026, 1, 3)),
        ((" 3 ", "january", "2026"), dt.date(2026, 1, 3)),
        (("29", "Feb", "2024"), dt.date(2024, 2, 29)),
    ],
)
def test_date_in_three_parts_is_read(parts: tuple[str, ...], date: dt.date) -> None:
    form = Dated(dict(zip(("day_day", "day_month", "day_year"), parts, strict=True)))
    assert form.is_valid(), form.errors
    assert form.cleaned_data["day"] == date


@pytest.mark.parametrize(
    ("parts", "message", "wrong"),
    [
        (("", "", ""), "Enter the award date", "day"),
        (("3", "", "2026"), "Award date must include a month", "month"),
        (("", "1", ""), "Award date must include a day and year", "day"),
        (("29", "2", "2026"), "Award date must be a real date", "day"),
        (("3", "13", "2026"), "Award date must be a real date", "day"),
        (("3", "Janvember", "2026"), "Award date must be a real date", "day"),
        (("3", "1", "26"), "The year of the award date must have 4 digits, like 2026", "year"),
        (("٣", "1", "2026"), "Award date must be a real date", "day"),
    ],
)
def test_date_that_is_none_says_what_is_wrong_and_where(
    parts: tuple[str, ...], message: str, wrong: str
) -> None:
    form = Dated(dict(zip(("day_day", "day_month", "day_year"), parts, strict=True)))
    assert error_items(form) == [{"text": message, "href": f"#id_day_{wrong}"}]
    marked = shown(form).xpath("//input[contains(@class, 'govuk-input--error')]/@id")
    assert f"id_day_{wrong}" in marked


def test_date_that_is_known_stands_in_its_parts() -> None:
    page = shown(Dated(initial={"day": dt.date(2026, 1, 3)}))
    assert page.xpath("//input/@value") == ["3", "1", "2026"]


def test_refusal_of_an_action_stands_at_its_field_or_at_the_whole_form() -> None:
    form = Sample({"name": "Ab"}, {})
    refused(form, ValidationError({"name": "Taken", "elsewhere": "No room"}))
    refused(form, ValidationError("Not now"))
    assert form.errors["name"] == ["Taken"]
    assert form.non_field_errors() == ["No room", "Not now"]
    assert {"text": "Not now", "href": "#id_name"} in error_items(form)
