"""Where a sentence waits for the next page: Django's storage, under a cookie's name that binds it to this host."""

from __future__ import annotations

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class NamedCookieStorage(CookieStorage):
    cookie_name = settings.MESSAGES_COOKIE_NAME


class MessageStorage(FallbackStorage):
    """The cookie, and the session for what is too long for it. Named in the settings."""

    storage_classes = (NamedCookieStorage, SessionStorage)
