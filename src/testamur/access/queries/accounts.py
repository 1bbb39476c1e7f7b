"""Accounts as their owners and those who guard them see them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils.crypto import salted_hmac

from testamur.access.models import (
    Attempts,
    User,
)
from testamur.access.queries.rights import memberships_of

if TYPE_CHECKING:
    pass


def locked_out(people: Iterable[User]) -> set[int]:
    """The ids of those for whom somebody has to wait before another password can be tried."""
    ids = {account_digest(person.username): person.pk for person in people}
    waiting = Attempts.objects.filter(account__in=ids, waits_until__gt=Now())
    return {ids[account] for account in waiting.values_list("account", flat=True)}


def seconds_to_wait(username: str, address: str) -> int:
    """How long the next password for the account waits at this address."""
    place, now = counted_place(address), Now()
    here = Attempts.objects.filter(account=account_digest(username), address=place, waits_until__gt=now)
    row = here.annotate(now=Now()).values_list("waits_until", "now").first()
    if row is None or row[0] is None:
        return 0
    return int((row[0] - row[1]).total_seconds()) + 1


def words_about(user: Any) -> list[str]:
    """What anybody knows of a person and the service, and so no password is to be made of."""
    own = [user.username, user.email, user.first_name, user.last_name] if isinstance(user, User) else []
    places = memberships_of(user) if own and user.pk else []
    service = ["Testamur", "learner", "learning", "record", "records", "password"]
    return [*service, *own, *(place.organisation.name for place in places)]


def account_digest(username: str) -> str:
    """Under what the wrong passwords of a name are counted; the name itself is not kept."""
    return salted_hmac("wrong passwords", username.lower(), algorithm="sha256").hexdigest()


def counted_place(address: str) -> str:
    """Under what tries from an address are counted: never the empty one, which stands for all of them together.

    Whoever comes through a socket without an address is one place.
    """
    return address or "unknown"


def sessions_of(user: User) -> QuerySet[UserSession]:
    """Where somebody is logged in, the latest first."""
    alive = Session.objects.filter(expire_date__gt=Now())
    found = UserSession.objects.filter(user=user, session_key__in=alive.values("session_key"))
    return found.order_by("-last_seen_at", "-pk")


def with_two_step(people: Iterable[User]) -> set[int]:
    """The ids of those who have set up two-step sign-in."""
    found = Authenticator.objects.filter(user__in=list(people), type=Authenticator.Type.TOTP)
    return set(found.values_list("user_id", flat=True))
