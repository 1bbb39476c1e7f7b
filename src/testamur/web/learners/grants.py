"""What a page of a learner's record has in its address: a sealed note that this person has named this learner.

It holds no ULN and no name, works for nobody else, and expires; the record's rule is asked again at every page.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.core import signing
from django.http import Http404

from testamur.learners import queries as learners

if TYPE_CHECKING:
    from testamur.access.models import Visitor
    from testamur.learners.models import Learner

_SALT = "testamur.web.learners"


class Expired(Exception):
    """It was right, but too long ago."""


def grant(learner: Learner, *, to: Visitor) -> str:
    return signing.dumps([learner.uuid.hex, to.pk], salt=_SALT)


def learner_or_404(text: str, *, of: Visitor) -> Learner:
    """The learner of a grant that was given to this person; raises :class:`Expired`."""
    try:
        learner, holder = signing.loads(text, salt=_SALT, max_age=settings.RECORD_GRANT_SECONDS)
    except signing.SignatureExpired as error:
        raise Expired from error
    except signing.BadSignature:
        raise Http404 from None
    found = learners.by_uuid(uuid.UUID(learner)) if holder == of.pk else None
    if found is None or found.deleted_at is not None:
        raise Http404
    return found
