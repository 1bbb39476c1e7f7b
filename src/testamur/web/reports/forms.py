"""Of which organisation, and of which period, a report is asked for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext, gettext_lazy

from testamur.achievements.queries.mi import Scope, refusal
from testamur.achievements.rules.periods import Period
from testamur.web.fields import DateField
from testamur.web.forms import Form
from testamur.web.links import date_query

if TYPE_CHECKING:
    from testamur.organisations.models import Organisation

FIRST, LAST = "from", "to"


class ScopeForm(Form):
    """A form of an address. What is left out is as usual."""

    mark_optional = False
    organisation = forms.ChoiceField(label=gettext_lazy("Organisation"), required=False)

    def __init__(
        self,
        *args: Any,
        organisations: Iterable[Organisation],
        now: str,
        usual: Period,
        limited: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.organisations = {str(each.uuid): each for each in organisations}
        self.usual, self.limited = usual, limited
        self.now = now if now in self.organisations else next(iter(self.organisations))
        self.fields[FIRST] = DateField(
            label=gettext("First day"), called=gettext("first day"), required=False
        )
        self.fields[LAST] = DateField(label=gettext("Last day"), called=gettext("last day"), required=False)
        self.fields["organisation"].choices = [(key, each.name) for key, each in self.organisations.items()]
        if len(self.organisations) < 2:
            del self.fields["organisation"]
        if not any(name != "page" for name in self.data):
            self.data = {
                "organisation": self.now,
                **date_query(FIRST, usual.first),
                **date_query(LAST, usual.last),
            }
            self.is_bound = True

    @property
    def asked_organisation(self) -> str:
        """The organisation that the address names, known or not."""
        return str(self.data.get("organisation") or "")

    @property
    def chosen(self) -> Organisation | None:
        """``None`` if the address names an organisation that is none of those offered."""
        return self.organisations.get(self.asked_organisation or self.now)

    @property
    def scope(self) -> Scope | None:
        """What is asked for; ``None`` if the period is none."""
        chosen = self.chosen
        if chosen is None or not self.is_valid():
            return None
        given = self.cleaned_data
        return Scope(chosen, Period(given[FIRST] or self.usual.first, given[LAST] or self.usual.last))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if FIRST in given and LAST in given:
            period = Period(given[FIRST] or self.usual.first, given[LAST] or self.usual.last)
            if sentence := refusal(period, limited=self.limited):
                self.add_error(LAST, sentence)
        return given


def query(scope: Scope) -> str:
    """The address's query that asks for exactly this scope, whatever is usual by then."""
    asked = {"organisation": str(scope.organisation.uuid)}
    return urlencode(asked | date_query(FIRST, scope.period.first) | date_query(LAST, scope.period.last))
