"""Learners' own accounts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import BigIntegerField, QuerySet

from testamur.learners.models import Learner, LearnerAccount
from testamur.learners.queries.learners import same_person
from testamur.plumbing import remembering
from testamur.plumbing.prepared import Given, Prepared

if TYPE_CHECKING:
    from testamur.access.models import User, Visitor


def learner_of(user: Visitor) -> Learner | None:
    """The learner whose own account this is, as they are known now; ``None`` for everybody else."""
    if not (getattr(user, "is_authenticated", False) and user.is_active):
        return None
    held = remembering.once(("learner account", user.pk), lambda: _ACCOUNTS(user=user.pk))
    return held[0].learner.known_as if held else None


_ACCOUNTS = Prepared(
    lambda: LearnerAccount.objects.select_related("learner__master").filter(
        user=Given("user", BigIntegerField())
    )
)


def forget_account(user: User) -> None:
    """For actions that make a person's account a learner's."""
    remembering.forget(("learner account", user.pk))


def account_of(learner: Learner) -> LearnerAccount | None:
    """The person's account, under whichever of their ULNs it was made; of several, one that is in use."""
    people = same_person(learner).values("pk")
    held = list(LearnerAccount.objects.select_related("user").filter(learner__in=people).order_by("id"))
    used = [account for account in held if account.user.has_usable_password()]
    return next(iter(used + held), None)


def has_account_in_use(learner: Learner) -> bool:
    """Whether the learner has an account and has chosen its password."""
    account = account_of(learner)
    return account is not None and account.user.has_usable_password()


def with_accounts(people: QuerySet[Learner]) -> QuerySet[Learner]:
    """With the account that was made under each ULN, for :func:`is_in_use`."""
    return people.select_related("account__user")


def is_in_use(people: Iterable[Learner]) -> bool:
    """The same as :func:`has_account_in_use`, of everybody who is one person, read :func:`with_accounts`."""
    accounts = (getattr(each, "account", None) for each in people)
    return any(account.user.has_usable_password() for account in accounts if account)
