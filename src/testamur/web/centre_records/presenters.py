from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from testamur.batches import registry
from testamur.web.formats import file_size, number


def limits_hint() -> str:
    """The form and the limits of a centre's file, as this installation has set them."""
    return _("CSV, at most %(size)s and %(records)s records.") % {
        "size": file_size(settings.ACHIEVEMENT_BATCH_MAX_BYTES).replace(".0", ""),
        "records": number(settings.ACHIEVEMENT_BATCH_MAX_RECORDS),
    }


def headings() -> tuple[list[str], list[str]]:
    """The headings of the file's header and of its records."""
    profile = registry.named("centre_records").profile()
    return [each[0] for each in profile.header.values()], [each[0] for each in profile.fields.values()]
