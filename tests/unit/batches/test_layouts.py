"""What is made of every layout: the example can be sent as it is, and a record is judged alike through every door."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from testamur.achievements.kinds.achievements import findings as of_achievements
from testamur.achievements.kinds.achievements import layout as achievements
from testamur.achievements.kinds.achievements import rules as achievement_rules
from testamur.achievements.kinds.centre_records import findings as of_centres
from testamur.achievements.kinds.centre_records import layout as centres
from testamur.achievements.kinds.centre_records import rules as centre_rules
from testamur.achievements.rules.options import RowOptions
from testamur.batches.columns import Line, Unreadable
from testamur.batches.columns.findings import COMMON, catalogue_for
from testamur.batches.columns.layout import Field, Layout, public_keys
from testamur.batches.columns.opening import open_file, open_items, text_of
from testamur.batches.columns.profiles import load_profile
from testamur.batches.columns.reading import Form, Limits
from testamur.batches.columns.writing import example, example_workbook, template
from testamur.batches.findings import Severity
from testamur.challenges.kinds.challenge_decisions import findings as of_decisions
from testamur.challenges.kinds.challenge_decisions import layout as decisions
from testamur.challenges.kinds.challenge_decisions import rules as decision_rules
from testamur.learners.kinds.verify import findings as of_verify
from testamur.learners.kinds.verify import layout as verify
from testamur.learners.kinds.verify import rules as verify_rules
from testamur.plumbing.delimited import plain
from testamur.qualifications.kinds.organisations import findings as of_organisations
from testamur.qualifications.kinds.organisations import layout as organisations
from testamur.qualifications.kinds.register import findings as of_register
from testamur.qualifications.kinds.register import layout as register
from testamur.qualifications.kinds.register import rules as register_rules

TODAY = date(2026, 1, 5)
ROWS = RowOptions(today=TODAY)
REGISTER = register.RegisterOptions()
LIMITS = Limits(1 << 20, 100, 4000)


@dataclass(frozen=True)
class Declared:
    layout: Layout[Any]
    rejecting: frozenset[str]
    begin: Callable[[dict[str, str]], Any]
    rules: Any = None

    def form(self) -> Form[Any]:
        return Form(self.layout, load_profile(self.layout), LIMITS, self.begin, self.rejecting, self.rules)


DECLARED = {
    "achievements": Declared(
        achievements.LAYOUT,
        of_achievements.REJECTING,
        lambda header: achievement_rules.begin(header, ROWS, load_profile(achievements.LAYOUT), "final"),
        achievement_rules.row_rules,
    ),
    "centre_records": Declared(
        centres.LAYOUT,
        of_centres.REJECTING,
        lambda header: centre_rules.begin(header, centres.CentreOptions(ROWS)),
        centre_rules.row_rules,
    ),
    "challenge_decisions": Declared(
        decisions.LAYOUT, of_decisions.REJECTING, lambda header: None, decision_rules.row_rules
    ),
    "verify": Declared(verify.LAYOUT, of_verify.REJECTING, lambda header: verify_rules.begin(header, TODAY)),
    "register": Declared(
        register.QUALIFICATIONS,
        of_register.REJECTING,
        lambda header: REGISTER,
        register_rules.qualification_rules,
    ),
    "units": Declared(
        register.UNITS, of_register.REJECTING, lambda header: REGISTER, register_rules.unit_rules
    ),
    "organisations": Declared(organisations.LAYOUT, of_organisations.REJECTING, lambda header: REGISTER),
}
every_kind = pytest.mark.parametrize("declared", DECLARED.values(), ids=DECLARED)


def lines(declared: Declared, data: bytes) -> list[Line]:
    return list(open_file(io.BytesIO(data), declared.form()).lines)


@every_kind
def test_the_example_is_read_without_a_finding_and_the_blank_template_has_no_record(
    declared: Declared,
) -> None:
    (line,) = lines(declared, b"".join(example(declared.layout)))
    assert line.findings == []
    assert line.payload is not None
    with pytest.raises(Unreadable) as refused:
        lines(declared, b"".join(template(declared.layout)))
    assert [each.key for each in refused.value.findings] == [declared.layout.keys["none"]]


def test_an_example_is_a_workbook_where_workbooks_are_taken() -> None:
    declared = DECLARED["challenge_decisions"]
    (line,) = lines(declared, b"".join(example_workbook(declared.layout)))
    (row,) = lines(declared, b"".join(example(declared.layout)))
    assert (line.payload, line.findings) == (row.payload, [])


@every_kind
def test_records_without_a_file_are_judged_like_those_of_a_file(declared: Declared) -> None:
    (line,) = lines(declared, b"".join(example(declared.layout)))
    form, header = (
        declared.form(),
        {each.key: each.example for each in declared.layout.header if each.example},
    )
    item = {each.key: each.example for each in declared.layout.fields}
    (same,) = open_items([item], form, dict(header)).lines
    assert (same.number, same.payload, same.rejected) == (1, line.payload, line.rejected)
    (empty,) = open_items([{}], form, dict(header)).lines
    with pytest.raises(Unreadable) as refused:
        list(open_items([], form, dict(header)).lines)
    assert [each.key for each in refused.value.findings] == [declared.layout.keys["none"]]
    required = {each.name for each in declared.layout.fields if each.required}
    assert {each.field for each in empty.findings if each.key.endswith(".missing")} == required


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, None), (True, "Yes"), (False, "No"), (["A", "B"], "A/B"), ([], ""), (0, "0"), ("Rees", "Rees")],
)
def test_a_value_of_an_item_is_read_as_a_file_would_carry_it(value: Any, text: str | None) -> None:
    assert text_of(value) == text


@every_kind
def test_a_misspelt_heading_is_refused_with_the_one_that_is_nearest(declared: Declared) -> None:
    field = max(declared.layout.fields, key=lambda each: (each.needs_column, len(each.name)))
    wrong = field.name[:-2] + field.name[-1] + field.name[-2]
    data = b"".join(example(declared.layout)).replace(field.name.encode(), wrong.encode())
    with pytest.raises(Unreadable) as refused:
        lines(declared, data)
    (finding,) = refused.value.findings
    assert finding.key == declared.layout.keys["headings"]
    assert plain(field.name) in plain(finding.params["nearest"])


LONGEST = [
    ("achievements", "action_reason", 255),
    ("achievements", "family_name", 35),
    ("achievements", "given_name", 35),
    ("achievements", "grade", 20),
    ("achievements", "mis_identifier", 128),
    ("centre_records", "mis_identifier", 12),
    ("centre_records", "family_name", 100),
    ("centre_records", "given_name", 100),
    ("centre_records", "grade", 20),
    ("challenge_decisions", "comment", 1000),
    ("verify", "mis_identifier", 128),
    ("verify", "family_name", 35),
    ("verify", "given_name", 35),
    ("register", "title", 500),
    ("register", "owner_name", 254),
    ("register", "type", 100),
    ("register", "subject_area", 254),
    ("register", "status", 60),
    ("register", "grading_type", 60),
    ("units", "title", 500),
    ("organisations", "name", 254),
    ("organisations", "acronym", 60),
]


@pytest.mark.parametrize(("kind", "key", "longest"), LONGEST)
def test_a_text_may_be_just_as_long_as_its_guide_says(kind: str, key: str, longest: int) -> None:
    declared = DECLARED[kind]
    header = {each.key: each.example for each in declared.layout.header if each.example}
    read = declared.layout.of_key[key].check(declared.begin(header))
    value, findings = read("x" * longest)
    assert (value, list(findings)) == ("x" * longest, [])
    _value, findings = read("x" * (longest + 1))
    assert [(each.key, each.params["longest"]) for each in findings] == [("too_long", longest)]


NEEDED = {
    "achievements": {"award_date", "action", "action_date", "family_name", "given_name", "uln", "reference"},
    "centre_records": {
        *("mis_identifier", "uln", "family_name", "given_name"),
        *("reference", "completion", "outcome"),
    },
    "challenge_decisions": set[str](),
    "verify": {"uln", "family_name", "given_name"},
    "register": {"reference", "title", "owner_number"},
    "units": {"reference", "title", "owner_number"},
    "organisations": {"recognition_number", "name"},
}


@pytest.mark.parametrize("kind", DECLARED)
def test_a_line_needs_a_value_in_just_these_fields(kind: str) -> None:
    assert {each.key for each in DECLARED[kind].layout.fields if each.required} == NEEDED[kind]


@every_kind
def test_a_staged_line_has_a_column_for_every_value_that_is_staged(declared: Declared) -> None:
    columns = {part.split()[0] for part in declared.layout.shape.split(", ")}
    assert {each.key for each in declared.layout.fields if each.sql} <= columns
    (line,) = lines(declared, b"".join(example(declared.layout)))
    assert line.payload is not None
    assert columns <= set(line.payload)


def test_public_keys_name_each_common_finding_under_its_code() -> None:
    assert public_keys(J01="none", J04="empty other_format=neither") == {
        "none": "J01.none",
        "empty": "J04.empty",
        "other_format": "J04.neither",
    }


def test_a_catalogue_has_the_common_findings_under_the_keys_and_codes_of_its_layout() -> None:
    layout: Layout[None] = Layout(
        title="a test",
        fields=(
            Field(
                name="Name",
                key="name",
                label="Name",
                check=lambda _: lambda text: (text, ()),
                keys={"too_long": "T2.name"},
            ),
        ),
        keys=public_keys(T1="empty none=nothing"),
        codes={"none": "X9"},
    )
    catalogue = catalogue_for(layout)
    assert {key: each.code for key, each in catalogue.items()} == {
        "T1.empty": "T1",
        "T1.nothing": "X9",
        "T2.name": "T2",
    }
    assert catalogue["T1.nothing"].sentence == COMMON["none"].sentence
    assert all(each.severity is Severity.ERROR for each in catalogue.values())
