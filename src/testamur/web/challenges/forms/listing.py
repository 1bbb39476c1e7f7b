"""Which challenges to list."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from testamur.challenges.queries import Figures, Reader
from testamur.challenges.states import STATUS_LABELS, State, Status
from testamur.web.batches.forms import Filter

if TYPE_CHECKING:
    from testamur.organisations.models import Organisation

ALL = "all"
_FIRST_SHOWN = {Reader.AWARDING_ORGANISATION: Status.NEW.value}
_WAITING = [
    ("", _("All")),
    (State.CORRECTED.value, _("Corrected: to be checked")),
    (State.REJECTED.value, _("Rejected: to be closed")),
    (State.ACCEPTED.value, _("Accepted: not corrected yet")),
]


class ChallengeFilter(Filter):
    """Which challenges to list: by status, and for Business Support by organisation and by what is to be done."""

    status = forms.ChoiceField(label=_("Status"), required=False)
    state = forms.ChoiceField(label=_("Decision"), required=False)
    organisation = forms.ChoiceField(label=_("Awarding organisation"), required=False)
    overdue = forms.BooleanField(label=_("Only overdue"), required=False)

    def __init__(
        self,
        *args: Any,
        reader: Reader,
        counted: Figures,
        organisations: Iterable[Organisation],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.first_shown = _FIRST_SHOWN.get(reader, ALL)
        numbers = [(status.value, STATUS_LABELS[status], counted.by_status[status]) for status in Status]
        labels = [
            (value, f"{_now(label)} ({number:,})")
            for value, label, number in [*numbers, (ALL, _now("All"), counted.all)]
        ]
        self.offer("status", labels)
        if "status" not in self.data:
            self.data = {**dict(self.data.items()), "status": self.first_shown}
        self.by_uuid = {str(each.uuid): each for each in organisations}
        if reader == Reader.SUPPORT:
            self.offer("state", _WAITING)
            owners = [(key, each.name) for key, each in self.by_uuid.items()]
            self.offer("organisation", [("", _now("All organisations")), *owners])
        else:
            del self.fields["organisation"], self.fields["state"]
        if reader == Reader.LEARNER:
            del self.fields["overdue"]

    @property
    def wanted(self) -> dict[str, Any]:
        """The filters as the query takes them."""
        status, state = self.chosen("status"), self.chosen("state")
        return {
            "status": Status(status) if status and status != ALL else None,
            "state": State(state) if state else None,
            "organisation": self.by_uuid.get(self.chosen("organisation") or ""),
            "overdue": bool(self.chosen("overdue")),
        }
