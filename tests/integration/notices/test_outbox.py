"""The outbox: what is told is sent once, whatever the mail server does."""

from __future__ import annotations

import smtplib
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from testamur.notices import actions, jobs, queries
from testamur.notices.models import Notice
from testamur.plumbing import sql

pytestmark = pytest.mark.django_db


def told(number: int = 1, *, to: str = "somebody@board.example") -> Notice:
    return actions.tell(to=to, subject=f"Notice {number}", body="Told.", dedupe=f"test:{number}")


class MailServer:
    """Fails for these recipients, or for all while it is away."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.refused: set[str] = set()
        self.away: Exception | None = None
        self.asked = 0
        works = EmailBackend.send_messages

        def send_messages(backend: Any, messages: Any) -> int:
            self.asked += 1
            if self.away is not None:
                raise self.away
            (recipient,) = messages[0].to
            if recipient in self.refused:
                raise smtplib.SMTPRecipientsRefused({recipient: (550, b"No such user")})
            return int(works(backend, messages))

        monkeypatch.setattr(EmailBackend, "send_messages", send_messages)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> MailServer:
    return MailServer(monkeypatch)


def test_same_thing_told_twice_is_one_notice_and_one_job(server: MailServer) -> None:
    assert told().pk == told().pk
    assert Notice.objects.count() == 1
    assert sql.rows("SELECT count(*) FROM procrastinate_jobs WHERE task_name ~ 'send_notice'") == [(1,)]


def test_notice_is_sent_once_however_often_it_is_asked_for(server: MailServer) -> None:
    notice = told()
    assert [actions.send(notice_id=notice.pk) for _ in range(3)] == [True, False, False]
    assert len(mail.outbox) == 1
    assert Notice.objects.get().sent_at is not None


@pytest.mark.parametrize(
    "away",
    [
        ConnectionRefusedError(),
        TimeoutError(),
        smtplib.SMTPServerDisconnected(),
        smtplib.SMTPConnectError(421, b""),
    ],
)
def test_mail_server_that_is_away_is_asked_once_and_everything_is_sent_later(
    server: MailServer, away: Exception
) -> None:
    for number in range(4):
        told(number)
    server.away = away
    assert actions.send_unsent() == 0
    assert server.asked == 1
    assert queries.unsent().count() == 4
    assert set(Notice.objects.values_list("attempts", "last_error")) == {(0, ""), (1, type(away).__name__)}
    server.away = None
    jobs.send_unsent_notices(timestamp=0)
    assert sorted(message.subject for message in mail.outbox) == [f"Notice {number}" for number in range(4)]
    assert queries.unsent().count() == 0


def test_job_of_one_notice_ends_well_when_the_server_is_away(server: MailServer) -> None:
    server.away = ConnectionRefusedError()
    jobs.send_notice(notice_id=told().pk)
    assert Notice.objects.get().last_error == "ConnectionRefusedError"


def test_address_that_is_refused_holds_up_no_other(server: MailServer) -> None:
    server.refused = {"nobody@board.example"}
    told(1, to="nobody@board.example")
    told(2)
    assert actions.send_unsent() == 1
    assert actions.send_unsent() == 0
    assert [message.subject for message in mail.outbox] == ["Notice 2"]
    assert list(queries.unsent().values_list("attempts", "last_error")) == [(2, "SMTPRecipientsRefused")]


def test_what_was_tried_least_is_tried_first(server: MailServer) -> None:
    first, second = told(1), told(2)
    Notice.objects.filter(pk=first.pk).update(attempts=3)
    assert list(queries.unsent()) == [second, first]


def test_notice_carries_the_same_message_id_at_every_attempt(server: MailServer) -> None:
    """A worker that dies between sending and noting it sends again; mail systems then know it for the same."""
    notice = told()
    actions.send(notice_id=notice.pk)
    Notice.objects.update(sent_at=None)
    actions.send(notice_id=notice.pk)
    first, second = (message.message()["Message-ID"] for message in mail.outbox)
    assert first == second
    assert first.endswith("@testamur.example>")
    told(2)
    actions.send_unsent()
    assert mail.outbox[-1].message()["Message-ID"] != first


def test_worker_that_starts_asks_once_for_what_is_unsent(server: MailServer) -> None:
    actions.wake_unsent()
    actions.wake_unsent()
    jobs_waiting = sql.rows("SELECT task_name FROM procrastinate_jobs")
    assert jobs_waiting == [("testamur.notices.jobs.send_unsent_notices",)]
