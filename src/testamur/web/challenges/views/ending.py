"""How a challenge ends: Business Support checks and closes it or sends it back; the raiser takes it back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from testamur.challenges import actions as challenge_actions
from testamur.challenges.states import Event
from testamur.web.challenges import acting
from testamur.web.challenges.forms import CloseForm, ReasonForm, WithdrawForm

if TYPE_CHECKING:
    from testamur.challenges.models import Challenge
    from testamur.web.forms import Form


@acting.step(Event.CLOSE, challenge_actions.close)
def challenge_close(challenge: Challenge, sent: Any) -> tuple[Form, str]:
    """With what was found when the record was compared (EDC-09)."""
    return CloseForm(sent), _("Challenge %(reference)s has been closed. Both sides have been told.")


@acting.step(Event.SEND_BACK, challenge_actions.send_back)
def challenge_send_back(challenge: Challenge, sent: Any) -> tuple[Form, str]:
    form = ReasonForm(
        sent,
        label=_("What should the awarding organisation look at again?"),
        hint=_("We send this to it in an email. Do not include details of the learner."),
    )
    return form, _("Challenge %(reference)s is in progress again. The awarding organisation has been told.")


@acting.step(Event.WITHDRAW, challenge_actions.withdraw)
def challenge_withdraw(challenge: Challenge, sent: Any) -> tuple[Form, str]:
    done = _("Challenge %(reference)s has been withdrawn. The awarding organisation has been told.")
    return WithdrawForm(sent), done
