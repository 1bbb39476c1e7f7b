from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from testamur.web.forms import Form


class ShareForm(Form):
    """The learner's own word that the record is shared again."""

    agreed = forms.BooleanField(
        label=_("I have read this, and I want my record to be shared"),
        error_messages={"required": _("Tick the box if you want your record to be shared")},
    )
