"""Where somebody is logged in, and an end to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction

from testamur.access import queries as access
from testamur.plumbing import clock, sql

if TYPE_CHECKING:
    from testamur.access.models import User


_SEEN = """
INSERT INTO usersessions_usersession AS held
       (user_id, session_key, ip, user_agent, created_at, last_seen_at, data)
VALUES (%(user)s, %(key)s, %(address)s, %(user_agent)s, statement_timestamp(), statement_timestamp(), '{}')
ON CONFLICT (session_key) DO UPDATE
   SET user_id = excluded.user_id, ip = excluded.ip, user_agent = excluded.user_agent,
       last_seen_at = excluded.last_seen_at
"""


def note_session(*, key: str, address: str, user_agent: str, by: User) -> None:
    """Keep that somebody is logged in by this session, from where and when last. One statement: pages wait for it."""
    longest = UserSession._meta.get_field("user_agent").max_length
    shown = user_agent.replace("\0", "")[:longest]
    sql.run(_SEEN, {"user": by.pk, "key": key, "address": address or "::", "user_agent": shown})


@transaction.atomic
def end_sessions(*, keys: set[str], by: User) -> int:
    """End these sessions of one's own, from their next request on. Returns how many there were."""
    ended = access.sessions_of(by).filter(session_key__in=keys)
    own = set(ended.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=own).delete()
    UserSession.objects.filter(user=by, session_key__in=own).delete()
    return len(own)


@transaction.atomic
def end_other_sessions(*, but: str | None, by: User) -> int:
    """End all sessions of one's own but the one with this key."""
    keys = set(access.sessions_of(by).values_list("session_key", flat=True)) - {but}
    return end_sessions(keys=keys, by=by)


def forget_sessions(*, by: None = None) -> None:
    """Remove sessions whose time is over, and what was kept of those that have ended."""
    Session.objects.filter(expire_date__lt=clock.now()).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
