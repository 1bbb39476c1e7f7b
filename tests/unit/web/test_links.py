"""Addresses that are made once and filled in are those that Django makes each time."""

from __future__ import annotations

import uuid

import pytest
from django.urls import NoReverseMatch, reverse
from hypothesis import given
from hypothesis import strategies as st

from testamur.web import links


@given(batch=st.uuids(), line=st.integers(1, 10**15))
def test_addresses_are_those_of_the_patterns(batch: uuid.UUID, line: int) -> None:
    assert links.url("batch_detail", batch) == reverse("batch_detail", args=[batch])
    assert links.url("batch_record", batch, line) == reverse("batch_record", args=[batch, line])


def test_pages_without_arguments_or_with_words_have_their_address_too() -> None:
    assert links.url("batch_list") == reverse("batch_list")
    assert links.url("batch_file", uuid.UUID(int=1), "own") == reverse(
        "batch_file", args=[uuid.UUID(int=1), "own"]
    )


@pytest.mark.parametrize("arguments", [(), (uuid.UUID(int=1), uuid.UUID(int=2)), (1,)])
def test_page_that_is_not_there_has_no_link(arguments: tuple[object, ...]) -> None:
    assert links.link("batch_detail", *arguments) is None
    with pytest.raises(NoReverseMatch):
        links.url("batch_detail", *arguments)
