"""Change the rules in small ways, one at a time, and see whether the unit tests notice: `mutate.py --sample 500`.

Cosmic Ray makes the changes (mutants) of every `rules`, `states`, `layout` and `columns` module; a seeded sample of
them is tried. Each mutant is tried in a process of its own, split off from one in which the libraries are loaded
already, and is imported from memory: no file is changed. A mutant that no test of its room notices has survived: it
is printed, and either a test is missing or the change makes no difference.
"""

from __future__ import annotations

import argparse
import ast
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import os
import random
import re
import resource
import signal
import sys
import tempfile
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import CodeType

from cosmic_ray.commands import init as find_mutations
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator
from cosmic_ray.work_db import WorkDB, use_db
from cosmic_ray.work_item import MutationSpec

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src"
PURE = ("rules", "states", "layout", "columns")
# Loaded before the processes part; nothing of Testamur may be, for each process imports a Testamur of its own.
LIBRARIES = (
    "pytest hypothesis django.db.models django.utils.translation lxml.etree xlsxwriter holidays pydantic"
)
# Rules need neither a database nor the fixtures of the suite, and pytest without plugins starts in no time.
ALONE = ("-c", os.devnull, "--rootdir", ".", "--noconftest", "-p", "no:cacheprovider", "-x", "-q")
SURROUNDINGS = {
    "DATABASE_URL": "postgresql:///no-database-for-unit-tests",
    "DJANGO_SETTINGS_MODULE": "testamur.config.settings",
    "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
}
# The engine's tables are read by the kinds of these rooms, whose tests are its tests too, and its tests theirs.
KINDS_IN = ("achievements", "learners", "qualifications", "challenges")
PARTING = re.compile(r"(?:^\s*|[(,]\s*)([*/]|\*\*)(?=\s*[,)]|\w)")
# CPython has one of each word and small number, so that these seldom change what comes out.
OF_IDENTITY = ("core/ReplaceComparisonOperator_Eq_Is", "core/ReplaceComparisonOperator_NotEq_IsNot")
SECONDS_OF_WORK, SECONDS = 90, 900


@dataclass(frozen=True)
class Mutant:
    """One small change of one module."""

    path: Path
    operator: str
    occurrence: int
    line: int

    @property
    def module(self) -> str:
        parts = self.path.relative_to(SOURCE).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @property
    def room(self) -> str:
        return self.path.relative_to(SOURCE / "testamur").parts[0]

    def text(self) -> str:
        operator = get_operator(self.operator)()
        return str(mutate_code(self.path.read_bytes().decode(), operator, self.occurrence))

    def can_be_made(self) -> bool:
        """Whether it is Python at all: Cosmic Ray takes ``{**a}`` for a power, and ``except a.B`` for a name."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # “is” with a literal is one of the changes
            try:
                compile(self.text(), self.path, "exec", dont_inherit=True)
            except (SyntaxError, AttributeError):
                return False
        return True

    def difference(self) -> str:
        before, after = self.path.read_text(encoding="utf-8").splitlines(), self.text().splitlines()
        pairs = zip(before, after, strict=False)
        old, new = next(((old, new) for old, new in pairs if old != new), ("(its lines)", "(gone)"))
        return f"{self.path.relative_to(ROOT)}:{self.line}\n    - {old.strip()}\n    + {new.strip()}"


def modules(wanted: Sequence[str]) -> list[Path]:
    """The pure modules: files and packages of these names in any room. ``wanted`` are parts of their paths."""
    found = (path for path in (SOURCE / "testamur").rglob("*.py") if _is_pure(path))
    return sorted(path for path in found if not wanted or any(part in str(path) for part in wanted))


def _is_pure(path: Path) -> bool:
    parts = path.relative_to(SOURCE / "testamur").with_suffix("").parts[1:]
    return any(part in PURE for part in parts)


def mutants(paths: Sequence[Path]) -> Iterator[Mutant]:
    with tempfile.TemporaryDirectory() as folder, use_db(f"{folder}/all.sqlite", WorkDB.Mode.create) as every:
        find_mutations(paths, every, {})
        said = {path: _only_said(path) for path in paths}
        for item in every.work_items:
            made: MutationSpec = item.mutations[0]
            path, start = Path(made.module_path), tuple(made.start_pos)
            if made.operator_name in OF_IDENTITY or any(begin <= start < end for begin, end in said[path]):
                continue
            yield Mutant(path, made.operator_name, made.occurrence, start[0])


Place = tuple[int, int]


def _only_said(path: Path) -> list[tuple[Place, Place]]:
    """Where types are said, dataclasses are made and arguments are parted: a mutant there means nothing."""
    places = []
    text = path.read_text(encoding="utf-8")
    for node in ast.walk(ast.parse(text)):
        of = (getattr(node, "annotation", None), getattr(node, "returns", None))
        for noted in (each for each in of if isinstance(each, ast.expr)):
            end = (noted.end_lineno or 0, noted.end_col_offset or 0)
            places.append(((noted.lineno, noted.col_offset), end))
        for made in (each for each in getattr(node, "decorator_list", ()) if isinstance(each, ast.Call)):
            if isinstance(node, ast.ClassDef):  # frozen, slots: a promise to the reader
                end = (made.end_lineno or 0, made.end_col_offset or 0)
                places.append(((made.lineno, made.col_offset + 1), end))
    for number, line in enumerate(text.splitlines(), 1):
        places += [((number, each.start(1)), (number, each.end(1))) for each in PARTING.finditer(line)]
    return places


# --- trying one ---------------------------------------------------------------------------------------------------


class _Changed(importlib.machinery.SourceFileLoader):
    """Loads the mutant's text instead of the file's."""

    text: str

    def get_code(self, fullname: str) -> CodeType:
        return compile(self.text, self.path, "exec", dont_inherit=True)


class _Finder(importlib.abc.MetaPathFinder):
    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant
        self.loader = _Changed(mutant.module, str(mutant.path))
        self.loader.text = mutant.text()

    def find_spec(self, fullname: str, path: object, target: object = None) -> ModuleSpec | None:
        if fullname != self.mutant.module:
            return None
        within = [str(self.mutant.path.parent)] if self.mutant.path.name == "__init__.py" else None
        return importlib.util.spec_from_file_location(
            fullname, self.mutant.path, loader=self.loader, submodule_search_locations=within
        )


def tests_of(mutant: Mutant) -> list[str]:
    of_kind = ("batches",) if "kinds" in mutant.path.parts else ()
    rooms = ("batches", *KINDS_IN) if mutant.room == "batches" else (mutant.room, *of_kind)
    folders = (ROOT / "tests" / "unit" / room for room in rooms)
    return [str(folder) for folder in folders if folder.is_dir()]


def _try(mutant: Mutant, *, changed: bool = True) -> None:
    """In the process that was split off: end it with pytest's code. Where there are no tests, all is well."""
    import pytest

    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS_OF_WORK, SECONDS_OF_WORK))
    signal.alarm(SECONDS)
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    try:
        if changed:
            sys.meta_path.insert(0, _Finder(mutant))
        tests = tests_of(mutant)
        code = pytest.main([*ALONE, *tests]) if tests else 0
    except BaseException:
        code = 1
    os._exit(int(code))


def check_unchanged(chosen: Sequence[Mutant]) -> None:
    """Stop unless the tests are good as things are: else every mutant would be noticed."""
    for mutant in {each.room: each for each in chosen}.values():
        if (child := os.fork()) == 0:
            _try(mutant, changed=False)
        if os.waitpid(child, 0)[1]:
            sys.exit(
                f"The unit tests of {mutant.room} fail with nothing changed: {' '.join(tests_of(mutant))}"
            )


def try_all(chosen: Sequence[Mutant], workers: int) -> list[Mutant]:
    """Try them, as many at once as there are workers, and give those that survived."""
    waiting, running, survived = list(chosen), dict[int, Mutant](), list[Mutant]()
    while waiting or running:
        while waiting and len(running) < workers:
            mutant = waiting.pop(0)
            child = os.fork()
            if child == 0:
                _try(mutant)
            running[child] = mutant
        ended, status = os.wait()
        mutant = running.pop(ended)
        if status == 0:
            survived.append(mutant)
            print(f"{mutant.difference()}  [{mutant.operator}]", flush=True)
        tried = len(chosen) - len(waiting) - len(running)
        if tried % 50 == 0:
            print(f"-- {tried} tried, {len(survived)} survived", flush=True)
    return survived


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--sample", type=int, default=500, help="how many mutants; 0 for all")
    asked.add_argument("--seed", default="testamur")
    asked.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    asked.add_argument("wanted", nargs="*", help="only modules with this in their path")
    given = asked.parse_args()
    os.chdir(ROOT)
    os.environ.update(SURROUNDINGS)
    sys.path[:0] = [str(SOURCE), str(ROOT / "tests"), str(ROOT)]
    every = list(mutants(modules(given.wanted)))
    size = min(given.sample, len(every)) if given.sample else len(every)
    drawn = random.Random(given.seed).sample(every, size)
    chosen = [mutant for mutant in drawn if mutant.can_be_made()]
    print(
        f"{len(every)} mutants, {size} of them drawn (seed {given.seed}), {len(chosen)} of these are Python",
        flush=True,
    )
    for name in LIBRARIES.split():
        importlib.import_module(name)
    importlib.import_module("unit.conftest")  # which times no example
    check_unchanged(chosen)
    survived = try_all(chosen, given.workers)
    tried, lost = (Counter(mutant.module for mutant in each) for each in (chosen, survived))
    for module in sorted(tried):
        print(f"{tried[module] - lost[module]:5} of {tried[module]:4} noticed  {module}")
    print(f"{100 * (len(chosen) - len(survived)) / max(len(chosen), 1):.1f} % of {len(chosen)} noticed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
