"""What a password may not be. Named in the settings, so that pages and commands hold to the same."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from testamur.access import queries as access
from testamur.access.rules import LONGEST_PASSWORD, is_easily_guessed, says_little_beside


class NotTooLong:
    """Of what is longer, nothing is looked at: to hash it would only cost time."""

    def validate(self, password: str, user: Any = None) -> None:
        if len(password) > LONGEST_PASSWORD:
            raise ValidationError(
                _("The password must be %(limit)s characters or fewer.") % {"limit": LONGEST_PASSWORD}
            )

    def get_help_text(self) -> str:
        return ""


class HardToGuess:
    """Held against lists of stolen passwords, ways in which people make them, and words that anybody knows."""

    def validate(self, password: str, user: Any = None) -> None:
        if len(password) <= LONGEST_PASSWORD:
            check_hard_to_guess(password, access.words_about(user))

    def get_help_text(self) -> str:
        return ""


def check_hard_to_guess(password: str, words: list[str]) -> None:
    if says_little_beside(password, words):
        raise ValidationError(
            _(
                "This password is easy to guess: it uses words about you, your organisation or this "
                "service. Choose three words that have nothing to do with each other."
            )
        )
    if is_easily_guessed(password, words):
        raise ValidationError(
            _(
                "This password is easy to guess: it is on lists of stolen passwords, or very similar "
                "to one that is. Choose three words that have nothing to do with each other."
            )
        )
