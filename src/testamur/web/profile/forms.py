from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from testamur.notices.rules import TOPICS, Topic
from testamur.web.fields import PersonName, SeveralOf, Telephone
from testamur.web.forms import Form


class NoticesForm(Form):
    wanted = SeveralOf(label=_("Which emails do you want?"), required=False)
    mark_optional = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["wanted"].offer(
            (topic.value, gettext(meaning.label), gettext(meaning.explanation))
            for topic, meaning in TOPICS.items()
        )

    @property
    def topics(self) -> set[Topic]:
        return {Topic(each) for each in self.cleaned_data["wanted"]}


class DetailsForm(Form):
    first_name = PersonName(label=_("First name"))
    last_name = PersonName(label=_("Last name"))
    telephone = Telephone(required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["first_name"].widget.attrs["autocomplete"] = "given-name"
        self.fields["last_name"].widget.attrs["autocomplete"] = "family-name"
