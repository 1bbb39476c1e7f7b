"""Writes of learners."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from testamur.audit import actions as audit
from testamur.learners.models import Learner


@transaction.atomic
def register_many(*, learners: Iterable[dict[str, Any]], by: Any) -> int:
    """Put learners on the register: dictionaries of the model's fields. Known ULNs are left as they are."""
    records = [Learner(**fields) for fields in learners]
    with audit.process("learner.registered", by=by):
        for start in range(0, len(records), 5000):
            Learner.objects.bulk_create(records[start : start + 5000], ignore_conflicts=True)
    return len(records)


@transaction.atomic
def merge(*, learner: Learner, master: Learner, reason: str, by: Any) -> Learner:
    """Record that two ULNs are one person: ``learner`` is linked to ``master`` from now on (lrs section 4.2)."""
    learner = Learner.objects.select_for_update().get(pk=learner.pk)
    master = Learner.objects.select_for_update().get(pk=master.pk)
    if master.master_id is not None or learner.pk == master.pk:
        raise ValidationError(_("ULN %(uln)s is itself merged and cannot be a master.") % {"uln": master.uln})
    with audit.process("learner.merged", by=by, reason=reason):
        Learner.objects.filter(master=learner).update(master=master)
        learner.master = master
        learner.save(update_fields=["master"])
    return learner
