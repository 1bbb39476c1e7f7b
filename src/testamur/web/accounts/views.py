"""Where allauth's own views leave something out."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView
from django.db import transaction
from django.http import HttpResponse

from testamur.access import actions as access_actions
from testamur.web import current
from testamur.web.accounts.forms import steps_of


class Activation(ActivateTOTPView):
    """The code by which the app was tried out is used with that: it does not log anybody in as well."""

    def form_valid(self, form: Any) -> HttpResponse:
        steps = steps_of(form.secret, form.cleaned_data["code"])
        with transaction.atomic():
            answer: HttpResponse = super().form_valid(form)
            user = current.person(self.request)
            made = Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP)
            access_actions.use_code(authenticator=made, steps=steps, by=user)
        return answer
