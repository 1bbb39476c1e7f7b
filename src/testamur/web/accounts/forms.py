"""allauth's forms in the design system, with our labels."""

from __future__ import annotations

from typing import Any

import structlog
from allauth.account import forms as account
from allauth.core import context
from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.base.internal.flows import check_rate_limit
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt
from django import forms
from django.contrib.auth.password_validation import MinimumLengthValidator, get_default_password_validators
from django.core.validators import MaxLengthValidator
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from testamur.access import actions as access_actions
from testamur.access import queries as access
from testamur.access.rules import LONGEST_PASSWORD, AccountChange
from testamur.web.accounts import letters
from testamur.web.forms import PlainWords

log = structlog.get_logger(__name__)

_LONGEST_LOGIN = 256  # of a username


def _password(label: Any, autocomplete: str, help_text: Any = "") -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete, "class": "govuk-input--width-20"})
    field = forms.CharField(
        label=label, widget=widget, strip=False, help_text=help_text, max_length=LONGEST_PASSWORD
    )
    field.error_messages["max_length"] = _too_long(label)
    return field


def _too_long(label: Any) -> Any:
    return _("%(thing)s must be %(limit)s characters or fewer") % {
        "thing": label,
        "limit": LONGEST_PASSWORD,
    }


def _email() -> forms.EmailField:
    widget = forms.EmailInput(
        attrs={"autocomplete": "email", "spellcheck": False, "class": "govuk-!-width-two-thirds"}
    )
    return forms.EmailField(label=_("Email address"), max_length=254, widget=widget)


def new_password(label: Any) -> forms.CharField:
    """A password that somebody chooses: it can be shown, so it is typed once."""
    return _password(label, "new-password", _rule())


def _rule() -> str:
    rule = _("At least %(count)s characters. Three words that you can remember make a good one.")
    return rule % {"count": _shortest_password()}


class _ChosenOnce:
    """A new password is typed once: it can be shown, and a second box is one more to mistype."""

    def choose_password(self, label: Any) -> None:
        fields: dict[str, forms.Field] = self.fields  # type: ignore[attr-defined]
        chosen = fields["password1"]
        chosen.label, chosen.help_text = label, _rule()
        chosen.widget = forms.PasswordInput(
            attrs={"autocomplete": "new-password", "class": "govuk-input--width-20"}
        )
        chosen.validators.append(MaxLengthValidator(LONGEST_PASSWORD))
        chosen.error_messages["max_length"] = _too_long(label)
        del fields["password2"]


class LoginForm(PlainWords, account.LoginForm):
    """Log in with an e-mail address or a username."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.CharField(
            label=_("Email address or username"),
            max_length=_LONGEST_LOGIN,
            widget=forms.TextInput(
                attrs={
                    "autocomplete": "username",
                    "spellcheck": False,
                    "autocapitalize": "none",
                    "class": "govuk-!-width-two-thirds",
                }
            ),
            error_messages={"required": _("Enter your email address or username")},
        )
        self.fields["password"] = _password(_("Password"), "current-password")
        self.fields["password"].error_messages["required"] = _("Enter your password")
        self.order_fields(["login", "password"])

    def user_credentials(self) -> dict[str, Any]:
        """The person's username, whichever of their names was typed: so their wrong passwords add up.

        A name that nobody has is treated the same.
        """
        login = self.cleaned_data["login"]
        person = access.user_by_login(login)
        username = person.username if person else login.lower()
        return {"username": username, "password": self.cleaned_data["password"]}


class ReauthenticateForm(PlainWords, account.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"] = _password(_("Password"), "current-password")
        self.fields["password"].error_messages["required"] = _("Enter your password")


class ResetPasswordForm(PlainWords, account.ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"] = _email()
        self.fields["email"].error_messages["required"] = _("Enter your email address")
        self.fields["email"].error_messages["invalid"] = _(
            "Enter an email address in the correct format, like name@example.com"
        )

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Send a link if there is an account; whoever asks is not told whether there is."""
        person = access.user_by_login(self.cleaned_data["email"])
        self.users = [person] if person and person.is_active and person.email else []
        if not self.users:
            return self.cleaned_data["email"]
        return super().save(request, **kwargs)


class ResetPasswordKeyForm(_ChosenOnce, PlainWords, account.ResetPasswordKeyForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_password(_("New password"))
        self.fields["password1"].error_messages["required"] = _("Enter a new password")

    def save(self) -> None:
        """Whoever reads the person's mail need not wait any more because of what others have tried."""
        super().save()
        access_actions.unlock(user=self.user, by=self.user)
        access_actions.end_other_sessions(but=None, by=self.user)


class ChangePasswordForm(_ChosenOnce, PlainWords, account.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"] = _password(_("Current password"), "current-password")
        self.fields["oldpassword"].error_messages["required"] = _("Enter your current password")
        self.choose_password(_("New password"))
        self.fields["password1"].error_messages["required"] = _("Enter a new password")
        self.order_fields(["oldpassword", "password1"])


class _Code:
    """The six figures of an authenticator app, which people copy with a space in the middle."""

    def ask_for_code(self, help_text: Any) -> None:
        fields: dict[str, forms.Field] = self.fields  # type: ignore[attr-defined]
        fields["code"] = forms.CharField(
            label=_("Code"),
            help_text=help_text,
            max_length=32,
            widget=forms.TextInput(
                attrs={"autocomplete": "one-time-code", "spellcheck": False, "class": "govuk-input--width-10"}
            ),
            error_messages={"required": _("Enter the code")},
        )


class _GoodOnce:
    """A code is looked at by its step of time, so that it and those before it are good no more."""

    def clean_code(self) -> str:
        form: Any = self
        clear_limit = check_rate_limit(form.user)
        code = form.cleaned_data["code"]
        for held in Authenticator.objects.filter(user=form.user, type__in=_BY_CODE).order_by("-type"):
            if _is_good(held, code, form.user):
                held.user = form.user
                form.authenticator = held
                clear_limit()
                log.info("login.second_step", right=True, user=form.user.pk, by=held.type)
                return code
        log.info("login.second_step", right=False, user=form.user.pk)
        raise get_mfa_adapter().validation_error("incorrect_code")


_BY_CODE = (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES)


def _is_good(held: Authenticator, code: str, user: Any) -> bool:
    if held.type == Authenticator.Type.RECOVERY_CODES:
        return _is_good_recovery_code(held, code, user)
    steps = steps_of(decrypt(held.data["secret"]), code)
    return access_actions.use_code(authenticator=held, steps=steps, by=user)


def _is_good_recovery_code(held: Authenticator, code: str, user: Any) -> bool:
    with transaction.atomic():
        good = bool(held.wrap().validate_code(code))  # locks the row, and each code is good once
        if good:
            letters.tell_of_change(
                user=user, change=AccountChange.RECOVERY_CODE_USED, request=context.request
            )
    return good


def steps_of(secret: str, code: str) -> list[int]:
    """The steps of time, of those that are near enough to now, for which the code is right."""
    return [
        step
        for step in yield_hotp_counters_from_time()
        if compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, step)))
    ]


class AuthenticateForm(_Code, _GoodOnce, PlainWords, mfa.AuthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ask_for_code(_("6 digits, or one of your recovery codes"))


class MFAReauthenticateForm(_Code, _GoodOnce, PlainWords, mfa.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ask_for_code(_("6 digits, or one of your recovery codes"))


class ActivateTOTPForm(_Code, PlainWords, totp.ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ask_for_code(_("The 6 digits that the app shows"))


def _shortest_password() -> int:
    for validator in get_default_password_validators():
        if isinstance(validator, MinimumLengthValidator):
            return validator.min_length
    return 1
