"""The tests' own watch over sentences: it notices what pages look up in vain, and leaves what others say alone."""

from __future__ import annotations

from django.utils import translation

from plugins import sentences
from testamur.batches.findings import ErrorClass, Finding, error, in_words


def told_of(*definition: str) -> list[str]:
    catalogue = {"T01": error("T01", ErrorClass.JOB, *definition)}
    with sentences.noticed() as unknown:
        in_words(Finding("T01"), catalogue, translate=translation.gettext)
    return unknown


def test_sentence_from_a_variable_that_no_catalogue_has_is_noticed() -> None:
    assert told_of("Nobody has translated this.", "The file is empty.") == ["Nobody has translated this."]


def test_what_others_look_up_is_theirs() -> None:
    with sentences.noticed() as unknown:
        translation.gettext("Nobody of ours asks for this.")
    assert unknown == []
