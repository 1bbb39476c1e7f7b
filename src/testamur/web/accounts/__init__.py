"""Logging in: allauth's pages with our forms, words and rules (named in the settings)."""

from testamur.web.accounts.adapters import AccountAdapter, MFAAdapter
from testamur.web.accounts.forms import (
    ActivateTOTPForm,
    AuthenticateForm,
    ChangePasswordForm,
    LoginForm,
    MFAReauthenticateForm,
    ReauthenticateForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
)

__all__ = [
    "AccountAdapter",
    "ActivateTOTPForm",
    "AuthenticateForm",
    "ChangePasswordForm",
    "LoginForm",
    "MFAAdapter",
    "MFAReauthenticateForm",
    "ReauthenticateForm",
    "ResetPasswordForm",
    "ResetPasswordKeyForm",
]
