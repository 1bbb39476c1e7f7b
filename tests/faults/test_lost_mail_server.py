"""A mail server that is down holds nothing up, and each notice is sent once when it is back."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from faults.mailbox import mail_server, nobody_there
from faults.service import Prepared

MANY = 25
MORE_NOTICES = """
insert into notices_notice (dedupe, "to", subject, body, attempts, last_error)
select 'more ' || number, 'somebody@northern.example', 'Notice ' || number, 'Told.', 0, ''
  from generate_series(2, %(many)s) as number
"""
ASK_TWICE_FOR_EACH = """
insert into procrastinate_jobs (queue_name, task_name, args)
select 'default', 'testamur.notices.jobs.send_notice', jsonb_build_object('notice_id', id)
  from notices_notice, generate_series(1, 2)
"""


@pytest.mark.requirement("XC-02")
def test_mail_server_down_holds_nothing_up_and_each_notice_is_sent_once_afterwards(
    small: Prepared, tmp_path: Path
) -> None:
    with small.copy("unmailed", tmp_path) as service:
        with nobody_there() as port:
            worker = service.worker("before", EMAIL_URL=f"smtp://127.0.0.1:{port}")
            assert service.wait_for_end(small.facts["batch"]) == "done"
            service.wait_for("select bool_and(attempts > 0) from notices_notice")
            assert service.ask("select sent_at, last_error from notices_notice") == [
                (None, "ConnectionRefusedError")
            ]
            assert service.one("select count(*) from procrastinate_jobs where status = 'failed'") == 0
            assert service.kill(worker, signal.SIGTERM) == 0
        service.ask(MORE_NOTICES, {"many": MANY})
        service.ask(ASK_TWICE_FOR_EACH)
        with mail_server() as (port, received):
            for name in ("first", "second"):
                service.worker(name, EMAIL_URL=f"smtp://127.0.0.1:{port}")
            service.wait_for("select count(*) = 2 from procrastinate_workers")
            service.wait_for_quiet(jobs="todo doing failed")
        assert len(received) == MANY
        assert set(received.values()) == {1}


@pytest.mark.requirement("XC-02")
def test_mail_server_that_comes_back_gets_what_waits_without_anybody_asking(
    small: Prepared, tmp_path: Path
) -> None:
    """The jobs of these notices are long gone: what is in the outbox is found there."""
    with small.copy("outbox", tmp_path) as service, mail_server() as (port, received):
        service.ask(MORE_NOTICES, {"many": MANY})
        service.worker(EMAIL_URL=f"smtp://127.0.0.1:{port}")
        service.wait_for_end(small.facts["batch"])
        service.wait_for_quiet()
        assert len(received) == MANY
        assert set(received.values()) == {1}
