"""Whether the record is shared: set by the centre, lifted by the learner or a provider on the learner's behalf."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.audit import actions as audit
from testamur.learners import queries as learners
from testamur.learners.models import Learner
from testamur.learners.states import SHARING_LIFE, Sharing, Who, choices_for
from testamur.plumbing import clock

if TYPE_CHECKING:
    from testamur.access.models import User
    from testamur.organisations.models import Organisation

INVALID_CHANGE, NO_CHANGE = "WSRC0014", "WSRC0020"
"""Response codes of the LRS (lrs section 2.2), for the front doors that speak them."""


@transaction.atomic
def set_sharing(
    *,
    learner: Learner,
    to: Sharing,
    reason: str,
    organisation: Organisation | None = None,
    notice_given: bool = False,
    through: str = "",
    by: User,
) -> Sharing:
    """Change whether a person's record is shared, whichever of their ULNs this is; returns what it was.

    Without ``organisation`` it is the learner's own word, and ``by`` their account. A centre says why, and that it
    has given the learner the privacy notice (``notice_given``) before it lets the record be shared.
    """
    who = _who(learner, organisation, by)
    person = Learner.objects.select_for_update().get(pk=learner.known_as.pk)
    before = Sharing(person.ability_to_share)
    if to == before:
        raise ValidationError(
            _("There is nothing to change: it is already “%(state)s”.")
            % {"state": _(SHARING_LIFE.states[to].label)},
            code=NO_CHANGE,
        )
    if to not in choices_for(who, before, opt_out_allowed=learners.takes_refusals(organisation)):
        raise ValidationError(_refusal(who, before, to), code=INVALID_CHANGE)
    if who is Who.CENTRE:
        _check_centre(to, reason, notice_given)
    with audit.process("learner.sharing_changed", by=by, reason=reason.strip(), through=through):
        person.ability_to_share = to
        person.updated_at = clock.now()
        person.save(update_fields=["ability_to_share", "updated_at"])
    return before


def _who(learner: Learner, organisation: Organisation | None, by: User) -> Who:
    if organisation is None:
        own = learners.learner_of(by)
        if own is None or own != learner.known_as:
            raise PermissionDenied(_("Only the learner can do this, from their own account."))
        return Who.LEARNER
    access.check_can(by, Permission.SHARING_SET, organisation)
    return Who.CENTRE


def _check_centre(to: Sharing, reason: str, notice_given: bool) -> None:
    if not reason.strip():
        raise ValidationError({"reason": _("Enter why you are changing it.")})
    if to == Sharing.SHARES and not notice_given:
        raise ValidationError(
            {"notice_given": _("Give the learner the privacy notice first, and confirm that you have.")}
        )


def _refusal(who: Who, before: Sharing, to: Sharing) -> str:
    if to == Sharing.REFUSES and to in choices_for(who, before, opt_out_allowed=True):
        return _(
            "Since 25 May 2018 learners can no longer refuse to share their record. Refusals "
            "from before that date still apply."
        )
    return _("“%(before)s” cannot be changed to “%(after)s”.") % {
        "before": _(SHARING_LIFE.states[before].label),
        "after": _(SHARING_LIFE.states[to].label),
    }
