"""What may be selected at once, whoever selects it and through whichever door."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MOST = 10_000


def nothing_selected() -> ValidationError:
    return ValidationError(_("Select at least one"))


def check_number(number: int, *, most: int = MOST) -> None:
    """Raise ``ValidationError`` with a sentence for none at all, and for too many."""
    if not number:
        raise ValidationError(_("Nothing that you selected exists any more"))
    if number > most:
        sentence = _("Select %(most)s or fewer at once. Filter to make the list shorter")
        raise ValidationError(sentence % {"most": f"{most:,}"})
