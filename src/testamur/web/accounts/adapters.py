"""Where Testamur differs from allauth's defaults."""

from __future__ import annotations

import base64
import time
from typing import TYPE_CHECKING, Any

import structlog
from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from testamur.access import actions as access_actions
from testamur.access import queries as access
from testamur.access.rules import AccountChange
from testamur.plumbing import addresses
from testamur.web.accounts import letters
from testamur.web.accounts.lockout import locked_out

if TYPE_CHECKING:
    from testamur.access.models import User

log = structlog.get_logger(__name__)

# allauth tells of an event by the name of a template; these are our sentences. All others are not told.
_MESSAGES = {
    "account/messages/logged_out.txt": _("You have logged off."),
    "account/messages/password_changed.txt": _("Your password has been changed."),
    "mfa/messages/totp_activated.txt": _("Two-step log-in is set up."),
    "mfa/messages/totp_deactivated.txt": _("Two-step log-in has been removed from your account."),
    "mfa/messages/recovery_codes_generated.txt": _(
        "You have new recovery codes. Earlier ones no longer work."
    ),
}
# Likewise of emails. A new password is told where it is set.
_LETTERS = {
    "mfa/email/totp_activated": AccountChange.TWO_STEP_SET_UP,
    "mfa/email/totp_deactivated": AccountChange.TWO_STEP_REMOVED,
    "mfa/email/recovery_codes_generated": AccountChange.RECOVERY_CODES_MADE,
}
_WRONG = _("The email address or username, or the password, is not right")


class AccountAdapter(DefaultAccountAdapter):
    """No open sign-up, our count of wrong passwords, our words and letters."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is suspended"),
        "email_password_mismatch": _WRONG,
        "username_password_mismatch": _WRONG,
        "invalid_login": _WRONG,
        "incorrect_password": _("The password is not right"),
        "enter_current_password": _("The current password is not right"),
        "invalid_password_reset": _("This link no longer works"),
        "too_many_login_attempts": _("There were too many attempts. Wait five minutes, then try again"),
        "rate_limited": _("There were too many attempts. Wait five minutes, then try again"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """The library would let nobody in for some minutes after five wrong passwords of anybody's."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """Check a password, unless too many were wrong; then, and after the one too many, say so on a page."""
        username = str(credentials.get("username", ""))
        address = addresses.counted_address(request)
        if seconds := access_actions.begin_attempt(username=username, address=address):
            log.warning("login.kept_waiting", seconds=seconds)
            raise ImmediateHttpResponse(locked_out(request, seconds))
        user = super().authenticate(request, **credentials)
        log.info("login.password", right=user is not None, user=getattr(user, "pk", None))
        if user is not None:
            access_actions.note_right_password(username=username, address=address, by=user)
        elif seconds := access.seconds_to_wait(username, address):
            raise ImmediateHttpResponse(locked_out(request, seconds))
        return user

    def get_client_ip(self, request: HttpRequest) -> str:
        """A socket has none, and the library must keep one."""
        return addresses.counted_address(request) or "::"

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """Only somebody who knows the password of a suspended account gets here."""
        return render(request, "account/suspended.html", status=403)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Who logged in moments ago is not asked for the password again."""
        if not super().is_reauthentication_required(app=app, **kwargs):
            return False
        records = get_authentication_records(context.request, context.request.user)
        latest = max((record["at"] for record in records), default=0.0)
        return time.time() - latest >= app_settings.REAUTHENTICATION_TIMEOUT

    def set_password(self, user: User, password: str) -> None:
        """Every new password passes here. The first of an account is no change to be told."""
        had_one = user.has_usable_password()
        with transaction.atomic():
            super().set_password(user, password)
            if had_one:
                letters.tell_of_change(user=user, change=AccountChange.PASSWORD, request=self.request)

    def send_notification_mail(self, template_prefix: str, user: User, *args: Any, **kwargs: Any) -> None:
        """Send our letter about the event, or none."""
        if change := _LETTERS.get(template_prefix):
            letters.tell_of_change(user=user, change=change, request=self.request)

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        letters.tell_of_reset(user=user, link=context["password_reset_url"], key=context["key"])

    def get_reset_password_from_key_url(self, key: str) -> str:
        person, _dash, secret = key.partition("-")
        return letters.public(reverse("account_reset_password_from_key", args=[person, secret]))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("profile")

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Show our sentence for the event, or none."""
        sentence = message or _MESSAGES.get(message_template or "")
        if sentence:
            super().add_message(request, level, extra_tags=extra_tags, message=str(sentence))


class MFAAdapter(DefaultMFAAdapter):
    """Secrets of authenticator apps and recovery codes are sealed in the database."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_generate_recovery_codes": _("Set up two-step log-in before you make recovery codes"),
        "incorrect_code": _("The code is not right. Enter the code that your authenticator app shows now"),
    }

    def encrypt(self, text: str) -> str:
        return _seal().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _seal().decrypt(encrypted_text.encode()).decode()


def _seal() -> MultiFernet:
    """Seals with the secret key of the installation, and opens what an earlier one sealed."""
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return MultiFernet([_key(str(secret)) for secret in secrets])


def _key(secret: str) -> Fernet:
    kdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"testamur two-step sign-in")
    derived = kdf.derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
