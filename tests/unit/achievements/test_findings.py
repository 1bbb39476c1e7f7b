"""The catalogue of findings: whole, and fit to be read by people."""

import string

import pytest

from testamur.achievements.kinds.achievements.findings import CATALOGUE, REJECTING
from testamur.batches.findings import Definition, ErrorClass, Finding, Severity, in_words

CLASS_OF_LETTER = {
    "F": {ErrorClass.FIELD_DATA},
    "L": {ErrorClass.LEARNER_DATA},
    "B": {ErrorClass.BUSINESS_RULE},
    "C": {ErrorClass.BUSINESS_RULE, ErrorClass.LEARNER_DATA},
    "I": {ErrorClass.FIELD_DATA, ErrorClass.BUSINESS_RULE, ErrorClass.JOB},
    "J": {ErrorClass.JOB},
    "R": {ErrorClass.FIELD_DATA, ErrorClass.JOB},
}
DEFINITIONS = sorted(CATALOGUE.values(), key=lambda definition: definition.key)


def test_a_definition_has_the_class_of_its_letter_and_a_source() -> None:
    for definition in DEFINITIONS:
        assert definition.error_class in CLASS_OF_LETTER[definition.key[0]], definition.key
        assert definition.source, definition.key


def test_a_definition_is_said_in_sentences() -> None:
    for definition in DEFINITIONS:
        for text in (definition.sentence, definition.remedy):
            assert text[0] in string.ascii_uppercase + "“{9", definition.key
            assert text.rstrip("}").endswith((".", "nearest")), definition.key
            assert "  " not in text, definition.key


def test_a_definition_can_be_put_into_words() -> None:
    for definition in DEFINITIONS:
        said = in_words(Finding(definition.key, "Field", "Value", _parameters(definition)), CATALOGUE, line=3)
        assert "{" not in said.what + said.remedy, definition.key
        assert (said.line, said.code, said.severity) == (3, definition.code, definition.severity)


def _parameters(definition: Definition) -> dict[str, str]:
    texts = (definition.sentence, definition.remedy)
    names = {name for text in texts for _, name, _, _ in string.Formatter().parse(text) if name}
    return {name: f"[{name}]" for name in names - {"field", "value"}}


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ("J02.threshold", "RS005"),
        ("J01.too_many", "WSEC0046"),
        ("J01.none", "WSEC0047"),
        ("J07.email", "WSEC0044"),
        ("J07.job_type", "WSEC0045"),
        ("J05.order", "WSEC0001"),
        ("J08.unknown_organisation", "WSEC0003"),
        ("F02.check_digit", "F02"),
    ],
)
def test_codes_of_the_lrs_are_used_where_it_has_some(key: str, code: str) -> None:
    assert CATALOGUE[key].code == code


def test_errors_reject_and_warnings_do_not() -> None:
    assert {key for key in CATALOGUE if CATALOGUE[key].severity is Severity.ERROR} == REJECTING
    for key in (
        "L02.name_similar",
        "L03.merged",
        "B05.treated_as_final",
        "B08.grade_scale",
        "F06.check_character",
    ):
        assert key not in REJECTING
    for key in ("L02.name_mismatch", "B06.failed_unit", "B07.duplicate", "F03.too_early", "J02.threshold"):
        assert key in REJECTING


@pytest.mark.parametrize("number", range(1, 9))
def test_every_field_rule_of_the_guide_has_a_definition(number: int) -> None:
    assert any(definition.code == f"F{number:02}" for definition in DEFINITIONS)
