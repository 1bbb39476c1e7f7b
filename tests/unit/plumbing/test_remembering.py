"""What is read once while a request is answered, and only then."""

from __future__ import annotations

import itertools

import pytest

from testamur.plumbing import remembering


def test_outside_a_request_everything_is_read_anew() -> None:
    count = itertools.count()
    assert [remembering.once("key", lambda: next(count)) for _ in range(3)] == [0, 1, 2]


def test_in_a_request_what_was_read_is_remembered_by_its_key() -> None:
    count = itertools.count()
    with remembering.one_request():
        assert [remembering.once("key", lambda: next(count)) for _ in range(3)] == [0, 0, 0]
        assert remembering.once("other", lambda: next(count)) == 1
    with remembering.one_request():
        assert remembering.once("key", lambda: next(count)) == 2


def test_what_is_forgotten_is_read_anew_until_the_request_ends() -> None:
    count = itertools.count()
    with remembering.one_request():
        remembering.once("key", lambda: next(count))
        remembering.forget("key")
        assert [remembering.once("key", lambda: next(count)) for _ in range(2)] == [1, 2]
    with remembering.one_request():
        assert [remembering.once("key", lambda: next(count)) for _ in range(2)] == [3, 3]


def test_nothing_is_remembered_after_a_request_that_failed() -> None:
    def fail() -> None:
        with remembering.one_request():
            remembering.once("key", lambda: 1)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert remembering.once("key", lambda: 2) == 2


def test_nothing_to_forget_outside_a_request() -> None:
    remembering.forget("key")
    assert remembering.once("key", lambda: 1) == 1
