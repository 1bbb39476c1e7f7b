"""The history of a result as its learner reads it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from testamur.audit.queries import Change, Version
from testamur.web.record import story

AT = dt.datetime(2026, 1, 3, 14, 5, tzinfo=dt.UTC)


def version(label: str = "changed", process: str = "achievement.updated", **changes: Any) -> Version:
    """``grade=("B", "A")`` is a change of the grade from B to A."""
    return Version(
        at=AT,
        label=label,
        process=process,
        by_name="Bashir Tester",
        reason=changes.pop("reason", ""),
        batch=None,
        batch_line=None,
        through="file",
        changes=tuple(Change(name, before, after) for name, (before, after) in changes.items()),
    )


def said(*versions: Version) -> list[str]:
    told = story.told(list(versions), sender="Northern Board")
    return [sentence for event in told for sentence in event.what]


CREATED = version("created", learner=(None, 7), grade=(None, "B"), state=(None, "active"))


def test_result_begins_with_who_sent_it() -> None:
    assert said(CREATED) == ["Northern Board sent this result, and it was added to your record."]


def test_changes_are_told_before_and_after() -> None:
    assert said(version(grade=("B", "A"), status=("provisional", "final"))) == [
        "The result became final.",
        "The grade was changed from B to A.",
    ]
    assert said(version(grade=(None, "A"))) == ["The grade was added: A."]
    assert said(version(award_date=(dt.date(2019, 7, 3), dt.date(2019, 7, 4)))) == [
        "The award date was changed from 3 July 2019 to 4 July 2019."
    ]
    assert said(version(language=("Welsh", None))) == ["The language was removed. It was Welsh."]


def test_coming_and_going_is_told() -> None:
    assert said(version(state=("active", "withdrawn"))) == ["The result was removed from your record."]
    assert said(version(state=("withdrawn", "active"))) == ["The result was put back on your record."]
    assert "Theirs counts" in said(version(state=("active", "superseded")))[0]
    assert "counts again" in said(version(state=("superseded", "active")))[0]


def test_what_concerns_only_the_sender_is_left_out() -> None:
    assert said(version(mis_identifier=("1", "2"))) == []


def test_nothing_is_told_of_the_record_on_which_a_result_stood_before() -> None:
    moved = version(
        process="achievement.moved", learner=(3, 7), uln=("1", "2"), reason="It is Robin Example's"
    )
    events = story.told([version(grade=("B", "A")), moved, CREATED], sender="Northern Board")
    assert [event.what[0] for event in events] == [
        "The grade was changed from B to A.",
        "The result was moved to your record. It had been put on another one by mistake.",
    ]
    assert "Robin" not in str(events)


def test_names_of_staff_are_not_told() -> None:
    assert "Bashir" not in str(story.told([CREATED], sender="Northern Board"))
