"""Where allauth's own views leave something out."""

from __future__ import annotations

from typing import Any

from allauth.account.views import LogoutView, PasswordChangeView
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse

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


class LogOut(LogoutView):
    """What a browser has stored of the pages goes, and the cookies of the session.

    Not ``"cookies"``: that would take the language, the sentence that one has logged off, and the cookies of every
    other service under the same domain. Not ``"cache"``: no page is kept there, and browsers take long to look.
    """

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer: HttpResponse = super().post(request, *args, **kwargs)
        answer.headers["Clear-Site-Data"] = '"storage"'
        answer.delete_cookie(settings.CSRF_COOKIE_NAME, samesite=settings.CSRF_COOKIE_SAMESITE)
        return answer


class ChangePassword(PasswordChangeView):
    """Whoever changes a password because somebody else knows it wants that one logged off."""

    def form_valid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        user = current.person(self.request)
        access_actions.end_other_sessions(but=self.request.session.session_key, by=user)
        return answer
