"""The form of a list's search and filters, made of its declaration."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from django import forms

from testamur.web.fields import DateField
from testamur.web.forms import Form
from testamur.web.lists.declaration import Asked, Choice, Day, Filter, List, Option, Tick

SEARCH = "q"


class FilterForm(Form):
    """Choices in an address. One that is not offered, as from an old or a mistyped address, filters nothing."""

    mark_optional = False

    def __init__(self, data: Mapping[str, str], declared: List[Any, Any], asked: Asked[Any]) -> None:
        given = {name: value for name, value in data.items() if "\0" not in value}
        super().__init__(given)
        self._values: dict[str, dict[str, Any]] = {}
        self._defaults: dict[str, str] = {}
        self._widening = {each.name for each in declared.filters if isinstance(each, Tick) and each.widens}
        if declared.search:
            self.fields[SEARCH] = forms.CharField(
                label=declared.search,
                required=False,
                widget=forms.TextInput(attrs={"type": "search", "class": "govuk-input--width-20"}),
            )
        for each in declared.filters:
            self._add(each, asked)

    def _add(self, declared: Filter[Any], asked: Asked[Any]) -> None:
        if isinstance(declared, Day):
            self.fields[declared.name] = DateField(
                label=declared.label, called=declared.called, required=False
            )
        elif isinstance(declared, Choice):
            self._offer(declared, asked)
        elif declared.appears(asked):
            self.fields[declared.name] = forms.BooleanField(label=declared.label, required=False)

    def _offer(self, declared: Choice[Any], asked: Asked[Any]) -> None:
        options = list(declared.options(asked))
        if len(options) < 2 and declared.all:
            return
        if declared.all:
            options.insert(0, Option("", declared.all))
        self._values[declared.name] = {option.key: option.value for option in options}
        self._defaults[declared.name] = declared.default(asked) if declared.default else options[0].key
        choices = [(option.key, option.label) for option in options]
        self.fields[declared.name] = forms.ChoiceField(label=declared.label, required=False, choices=choices)
        if self.data.get(declared.name) not in self._values[declared.name]:
            self.data = {**self.data, declared.name: self._defaults[declared.name]}

    @property
    def searched(self) -> str:
        return str(self._chosen(SEARCH) or "")

    @property
    def wanted(self) -> dict[str, Any]:
        """What the filters mean, by name."""
        found: dict[str, Any] = {}
        for name in self.fields:
            if name != SEARCH:
                chosen = self._chosen(name)
                found[name] = self._values[name][chosen] if name in self._values else chosen
        return found

    @property
    def filters(self) -> bool:
        """Whether anything is left out."""
        wanted = {name: value for name, value in self.wanted.items() if name not in self._widening}
        return bool(self.searched) or any(
            value is not None if name in self._values else bool(value) for name, value in wanted.items()
        )

    @property
    def all_query(self) -> str:
        """The address's query that leaves nothing out."""
        everything = {
            name: next((key for key, value in self._values[name].items() if value is None), default)
            for name, default in self._defaults.items()
        }
        asked = {name: key for name, key in everything.items() if key != self._defaults[name]}
        return f"?{urlencode(asked)}" if asked else ""

    def _chosen(self, name: str) -> Any:
        return self.cleaned_data.get(name) if self.is_bound and not self.errors.get(name) else None


class SelectionForm(Form):
    """What is wrong with a selection, said where the boxes are to be ticked."""

    key = forms.CharField(required=False)

    def __init__(self, sentences: Iterable[str]) -> None:
        super().__init__({})
        for sentence in sentences:
            self.add_error("key", sentence)
