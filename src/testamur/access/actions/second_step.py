"""A code of an authenticator app is good once, and so is every code before it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator
from django.db import transaction

if TYPE_CHECKING:
    from testamur.access.models import User


@transaction.atomic
def use_code(*, authenticator: Authenticator, steps: Iterable[int], by: User) -> bool:
    """Take a code that is right for these steps of time; whether it was good, which it is once.

    The latest step that was taken is kept, and no code of that or an earlier one is good again: not the same, nor one
    of its neighbours that the tolerance for slow clocks would let through. Two at once are taken one after the other.
    """
    held = Authenticator.objects.select_for_update().filter(pk=authenticator.pk, user=by).first()
    if held is None:
        return False
    good = [step for step in steps if step > held.data.get("last_step", -1)]
    if not good:
        return False
    held.data["last_step"] = max(good)
    held.save(update_fields=["data"])
    return True
