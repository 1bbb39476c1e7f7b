from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from testamur.web.achievements.forms.asking import text_field
from testamur.web.current import Workplace
from testamur.web.fields import OneOf
from testamur.web.forms import Form


class NumberForm(Form):
    """An organisation by one of its numbers."""

    number = text_field(_("UKPRN, recognition number or LRS reference"), "10", help_text=_("Like 10001234"))


class ChoiceForm(Form):
    """For which organisation to work now."""

    organisation = OneOf(
        label=_("Which organisation do you want to work for now?"),
        error_messages={
            "required": _("Select an organisation"),
            "invalid_choice": _("Select an organisation where you have a role"),
        },
    )

    def __init__(self, *args: Any, workplaces: list[Workplace], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].offer(
            (str(place.organisation.uuid), place.organisation.name, ", ".join(place.roles))
            for place in workplaces
        )
