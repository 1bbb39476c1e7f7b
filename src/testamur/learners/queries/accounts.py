"""Learners' own accounts."""

from __future__ import annotations

from typing import Any

from testamur.learners.models import Learner, LearnerAccount
from testamur.learners.queries.learners import same_person


def learner_of(user: Any) -> Learner | None:
    """The learner whose own account this is, as they are known now; ``None`` for everybody else."""
    if not (getattr(user, "is_authenticated", False) and user.is_active):
        return None
    account = LearnerAccount.objects.select_related("learner__master").filter(user_id=user.pk).first()
    return account.learner.known_as if account else None


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
