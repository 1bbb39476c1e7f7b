"""Taking back the decisions of a batch: who was told of them hears that they do not hold."""

from __future__ import annotations

from testamur.batches.relations import PutBack
from testamur.challenges.actions import bulk_letters as letters
from testamur.challenges.models import Challenge
from testamur.plumbing import sql


def tell_taken_back(put_back: PutBack, *, batch: int) -> None:
    """One e-mail to each address at which raisers want to be told."""
    restored = [number for (number,) in sql.rows(f"SELECT record FROM {put_back.relation}")]
    for address, challenges in letters.by_address(Challenge.objects.filter(pk__in=restored).order_by("id")):
        letters.taken_back(address, challenges, batch=batch)
