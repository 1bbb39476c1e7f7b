"""Sessions as Django keeps them in the database, read by a statement that is made once: every request reads one."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends import db
from django.db.models import CharField, DateTimeField
from django.utils import timezone

from testamur.plumbing.prepared import Given, Prepared


class SessionStore(db.SessionStore):
    """What ``SESSION_ENGINE`` asks for."""

    def _get_session_from_db(self) -> Any:
        for session in _LIVE(key=self.session_key, now=timezone.now()):
            return session
        self._session_key = None
        return None


_LIVE: Prepared[Any] = Prepared(
    lambda: SessionStore.get_model_class().objects.filter(
        session_key=Given("key", CharField()), expire_date__gt=Given("now", DateTimeField())
    )
)
