"""Random acts on the same few records at once: the end is that of one after the other, and every ledger is true."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import permutations
from random import Random
from typing import Any

import pytest
from django.db import connection

from integration.achievements import at_once
from integration.achievements.at_once import Act, Standing
from testamur.batches.actions import outcome
from world import World

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = int(os.environ.get("TESTAMUR_ROUNDS", "200"))
SEED = int(os.environ.get("TESTAMUR_SEED", "20260704"))
TOGETHER = 3
LONGEST = 0.1
"""Seconds for which an act halts that others wait for."""

Lines = frozenset[tuple[int, int]]


def at_the_same_time(threads: ThreadPoolExecutor, acts: list[Act], chance: Random) -> dict[Act, bool]:
    """Whether each was done, those first that were first to end. The first of them halts once, somewhere in its way."""
    gate, ended, others = threading.Barrier(len(acts)), {}, threading.Event()

    def one(act: Act, place: int, seconds: float) -> None:
        with connection.execute_wrapper(at_once.Halt(place, others if act is acts[0] else None, seconds)):
            gate.wait()
            done = act.run()
        ended[act] = done
        if ended.keys() >= set(acts[1:]):
            others.set()

    places = [chance.randrange(act.statements) for act in acts]
    list(threads.map(one, acts, places, [LONGEST, *(chance.uniform(0, 0.02) for _ in acts[1:])]))
    return ended


class Orders:
    """What comes of acts one after another, each order tried once, because the scene is always the same."""

    def __init__(self) -> None:
        self.known: dict[tuple[tuple[str, ...], Lines], Standing] = {}

    def end_of(self, acts: tuple[Act, ...], refused: Lines) -> Standing:
        key = tuple(act.name for act in acts), refused
        if key not in self.known:
            at_once.put_back()
            at_once.refuse(refused)
            for act in acts:
                act.run()
            self.known[key] = at_once.standing()
        return self.known[key]

    def explain(self, found: Standing, acts: Iterable[Act], refused: Lines = frozenset()) -> str:
        """Nothing if one order of the acts ends so, or else what is different after the order that comes nearest."""
        nearest: list[str] | None = None
        for order in permutations(acts):
            end = self.end_of(order, refused)
            if end == found:
                return ""
            after = " then ".join(act.name for act in order)
            differ = [
                f"after {after}:",
                *(f"- {each}" for each in end - found),
                *(f"+ {each}" for each in found - end),
            ]
            nearest = min(nearest or differ, differ, key=len)
        return "\n".join(nearest or [])


def test_random_acts_at_once_end_as_one_after_the_other(
    world: World, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An act, or a line of a batch, that was refused because somebody was faster has done nothing, and says so."""
    settings.ACHIEVEMENT_REJECTED_PERCENT = 100
    monkeypatch.setattr(outcome, "write", lambda batch: None)  # outcome files take longer than all the rest
    acts, chance, orders, told = at_once.scene(world), Random(SEED), Orders(), 0
    at_once.keep()
    for act in acts:
        at_once.put_back()
        act.count_statements()
    with ThreadPoolExecutor(TOGETHER) as threads:
        try:
            for turn in range(ROUNDS):
                chosen = chance.sample(acts, chance.choice([2, 3]))
                at_once.put_back()
                done = at_the_same_time(threads, chosen, chance)
                names = {act.name: was_done for act, was_done in done.items()}
                found = at_once.standing()
                at_once.check_ledgers(chosen)
                refused = frozenset().union(*(at_once.refused_lines(act) for act in chosen))
                if orders.explain(found, done):
                    told += 1
                    effective = [act for act, was_done in done.items() if was_done]
                    differ = orders.explain(found, effective, refused)
                    assert not differ, f"round {turn} of seed {SEED}: {names}\n{differ}"
        finally:
            list(threads.map(lambda _: (threading.Event().wait(0.05), connection.close()), range(TOGETHER)))
            at_once.forget()
    print(f"{told} of {ROUNDS} rounds had an act or a line that was told that somebody was faster")
