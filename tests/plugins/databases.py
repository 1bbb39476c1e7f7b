"""Gives each test a database in the state it asks for, copied instead of made anew.

    template        the tables alone: migrated once for a set of migrations, and kept for later runs
    state           a copy of the template in which a world was built once a worker, and into which nobody gets again
    shared          a copy of a state for all the tests that roll back what they do
    throwaway       a copy of a state for one test that commits, dropped afterwards

All are databases of the server that `plugins.postgres` gives. The connection's name is what changes, so that
every thread of a test, a live server's too, is in the test's own database. A database that somebody is connected to
cannot be copied, and a thread may outlive its test: hence nobody may connect to the two that are copied.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from psycopg.sql import SQL, Identifier

ROOT = Path(__file__).resolve().parents[2]
Built = TypeVar("Built")
MADE_OF = ("requirements/base.txt", "src/testamur/config/settings.py", "tests/plugins/databases.py")


@dataclass(frozen=True)
class Recipe:
    """How a state is built in an empty database, and what a test is given of it."""

    build: Callable[..., Any]
    arguments: tuple[Any, ...] = ()

    def __call__(self) -> Any:
        return self.build(*self.arguments)


EMPTY = Recipe(lambda: None)
_recipes: dict[Callable[..., Any], Recipe] = {}


def prepared(build: Callable[..., Built], *arguments: Any) -> Callable[..., Built]:
    """A fixture that gives what ``build(*arguments)`` made, once a worker; each test finds it untouched."""

    def fixture(db: None, databases: Databases, tmp_path: Path) -> Any:
        return databases.open(tmp_path / "files")

    _recipes[fixture] = Recipe(build, arguments)
    return pytest.fixture(fixture)


@dataclass
class State:
    """A database in a state, with the files that belong to it."""

    database: str
    value: bytes
    files: Path
    shared: str | None = None


@dataclass
class Databases:
    """The databases of one worker."""

    base: str
    settings_of: Callable[[Path], Any]
    states: dict[Recipe, State] = field(default_factory=dict)
    made: int = 0

    def __post_init__(self) -> None:
        self._server = psycopg.connect(
            make_conninfo(os.environ["DATABASE_URL"], dbname="postgres"), autocommit=True
        )
        self._folder = Path(tempfile.mkdtemp(prefix="testamur-states-"))
        self._throwaway: str | None = None
        self._now = EMPTY
        self._template = self._migrated()

    def use(self, recipe: Recipe, *, commits: bool) -> None:
        """Put the connection into a database in this state: the state's own, or a copy if the test commits."""
        self._drop_throwaway()
        self._now = recipe
        if recipe not in self.states:
            self.states[recipe] = self._built(recipe)
        state = self.states[recipe]
        if commits:
            name = self._throwaway = self._copy(state.database)
        else:
            name = state.shared = state.shared or self._copy(state.database)
        _connect(name)

    def open(self, files: Path) -> Any:
        """What was built in the state of now; its files are put here."""
        state = self.states[self._now]
        if state.files.is_dir():
            shutil.copytree(state.files, files, dirs_exist_ok=True)
        return pickle.loads(state.value)

    def close(self) -> None:
        self._drop_throwaway()
        _connect(None)
        for state in self.states.values():
            self._drop(state.database)
            if state.shared:
                self._drop(state.shared)
        self._server.close()
        shutil.rmtree(self._folder)

    def _built(self, recipe: Recipe) -> State:
        name = self._copy(self._template)
        files = self._folder / name
        _connect(name)
        with self.settings_of(files):
            value = pickle.dumps(recipe())
        _connect(None)
        self._close_to_all(name)
        return State(name, value, files)

    def _migrated(self) -> str:
        """The template's name. Made under a lock, aside, so that half a template is never found."""
        name = f"testamur_template_{_digest()}"
        unfinished = f"{name}_unfinished"
        self._server.execute("select pg_advisory_lock(hashtext('testamur template'))")
        if not self._exists(name):
            self._drop_old()
            self._server.execute(SQL("create database {}").format(Identifier(unfinished)))
            _connect(unfinished)
            _migrate()
            _connect(None)
            self._close_to_all(unfinished)
            self._server.execute(
                SQL("alter database {} rename to {}").format(Identifier(unfinished), Identifier(name))
            )
        self._server.execute("select pg_advisory_unlock(hashtext('testamur template'))")
        return name

    def _exists(self, name: str) -> bool:
        query = "select from pg_database where datname = %s"
        return self._server.execute(query, [name]).fetchone() is not None

    def _drop_old(self) -> None:
        query = r"select datname from pg_database where datname like 'testamur\_template\_%'"
        for (name,) in self._server.execute(query).fetchall():
            self._drop(name)

    def _copy(self, template: str) -> str:
        """A new database, with a name that none had before: a thread left over cannot meet the next test's."""
        self.made += 1
        name = f"{self.base}_{self.made}"
        statement = SQL("create database {} template {} strategy file_copy")
        self._server.execute(statement.format(Identifier(name), Identifier(template)))
        return name

    def _close_to_all(self, name: str) -> None:
        """Let nobody into this database from now on, and end those who still are in it."""
        self._server.execute(SQL("alter database {} allow_connections false").format(Identifier(name)))
        self._server.execute(
            "select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = %s", [name]
        )

    def _drop(self, name: str) -> None:
        self._server.execute(SQL("drop database if exists {} with (force)").format(Identifier(name)))

    def _drop_throwaway(self) -> None:
        if self._throwaway is not None:
            _connect(None)
            self._drop(self._throwaway)
            self._throwaway = None


def _digest() -> str:
    """Of all that the tables are made of."""
    made_of = [ROOT / path for path in MADE_OF] + sorted((ROOT / "src").rglob("migrations/*.py"))
    digest = hashlib.sha256()
    for path in made_of:
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def _connect(name: str | None) -> None:
    """Let Django's connection be to this database from now on; to none, close it."""
    from django.conf import settings
    from django.db import connection

    if name is None or connection.settings_dict["NAME"] != name:
        connection.close()
    if name is not None:
        settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name


def _migrate() -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False, run_syncdb=True)
    call_command("createcachetable", verbosity=0)


# --- what a test asks for -----------------------------------------------------------------------------------------


def recipe_of(item: pytest.Item) -> Recipe:
    """The state that a test asks for by its fixtures."""
    found = {_recipes[function]: None for function in _functions(item) if function in _recipes}
    if len(found) > 1:
        raise pytest.UsageError(f"{item.nodeid} asks for {len(found)} worlds, and a database can hold one.")
    return next(iter(found), EMPTY)


def _functions(item: pytest.Item) -> Iterator[Callable[..., Any]]:
    information = item._fixtureinfo  # type: ignore[attr-defined]
    for name in item.fixturenames:  # type: ignore[attr-defined]
        if definitions := information.name2fixturedefs.get(name):
            yield definitions[-1].func


def commits(item: pytest.Item) -> bool:
    """Whether a test writes for good, so that what it leaves cannot be rolled back."""
    marker = item.get_closest_marker("django_db")
    names = set(item.fixturenames)  # type: ignore[attr-defined]
    return bool({"transactional_db", "live_server"} & names) or bool(
        marker and marker.kwargs.get("transaction")
    )
