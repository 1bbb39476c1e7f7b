"""Every life cycle of the house, whichever room declares it: complete, reachable, and coloured in one place."""

from __future__ import annotations

import ast
import re
from typing import Any

import pytest
from scripts.write_docs import machines

from architecture.source import PACKAGE, modules
from testamur.plumbing.machines import Machine, Tag

AnyMachine = Machine[Any, Any, Any, Any]
MACHINES = [pytest.param(machine, id=machine.title) for _path, machine in machines()]
every = pytest.mark.parametrize("machine", MACHINES)


def test_the_house_has_its_life_cycles() -> None:
    assert {machine.title for _path, machine in machines()} == {
        "A batch",
        "A nominated contact",
        "An achievement",
        "An event data challenge",
        "An invitation to work for an organisation",
        "Sharing of a learner's record",
    }


@every
def test_every_state_has_a_label_a_sentence_an_owner_and_a_tag(machine: AnyMachine) -> None:
    """A state without them could not be shown."""
    assert set(machine.states) == set(type(machine.starts[0]))
    for meaning in machine.states.values():
        assert meaning.label
        assert meaning.explanation.endswith(".")
        assert isinstance(meaning.tag, Tag)
        assert type(meaning.owner) is type(next(iter(machine.states.values())).owner)


@every
def test_every_event_is_declared_once_and_somebody_may_make_it(machine: AnyMachine) -> None:
    assert set(machine.events) == set(type(next(iter(machine.events))))
    for row in machine.events.values():
        assert row.sources
        assert len(set(row.sources)) == len(row.sources)
        assert row.by
        assert {*row.sources, *map(row.leads_to, row.sources)} <= set(machine.states)
        assert set(row.elsewhere) < set(row.sources)


def _moves(machine: AnyMachine) -> set[tuple[Any, Any]]:
    return {(source, row.leads_to(source)) for row in machine.events.values() for source in row.sources}


@every
def test_every_state_and_event_is_reached(machine: AnyMachine) -> None:
    """What nothing leads to is either a mistake or not needed."""
    reached = set(machine.starts)
    while more := {target for source, target in _moves(machine) if source in reached} - reached:
        reached |= more
    assert reached == set(machine.states)


@every
def test_from_every_state_one_comes_to_rest(machine: AnyMachine) -> None:
    """At rest nobody has to do anything, or nothing more can happen."""
    resting = {state for state, meaning in machine.states.items() if meaning.owner == "nobody"}
    assert set(machine.ends()) <= resting
    coming = resting
    while more := {source for source, target in _moves(machine) if target in coming} - coming:
        coming = coming | more
    assert coming == set(machine.states)


def test_the_styles_know_every_tag_and_no_other() -> None:
    styles = (PACKAGE / "web" / "styles" / "_small.scss").read_text(encoding="utf-8")
    (meanings,) = re.findall(r"\$meanings: \((.*?)\);", styles, re.S)
    assert set(re.findall(r'^  "(\w+)":', meanings, re.M)) == {tag.value for tag in Tag}


def test_no_other_table_gives_states_a_tag() -> None:
    """A second table of colours would come to differ from the first."""
    enums = {type(machine.starts[0]).__name__ for _path, machine in machines()}
    tags = {tag.value for tag in Tag}
    offenders = [
        f"{path}:{node.lineno}"
        for path, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Dict)
        and not path.endswith("/states.py")
        and any(isinstance(key, ast.Attribute) and getattr(key.value, "id", "") in enums for key in node.keys)
        and any(isinstance(value, ast.Constant) and value.value in tags for value in node.values)
    ]
    assert offenders == []
