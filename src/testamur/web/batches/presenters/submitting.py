"""What is said beside the input of a file."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from testamur.web.formats import file_size, number


def limits_hint() -> str:
    """The form and the limits of an achievements batch, as this installation has set them."""
    return _("XML or CSV, at most %(size)s and %(records)s records.") % {
        "size": file_size(settings.ACHIEVEMENT_BATCH_MAX_BYTES).replace(".0", ""),
        "records": number(settings.ACHIEVEMENT_BATCH_MAX_RECORDS),
    }
