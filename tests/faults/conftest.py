"""A PostgreSQL server for faults alone, so that it may be killed without disturbing any other test."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator

import pytest

from faults.reference import Reference, undisturbed
from faults.service import Prepared, migrate, prepared
from testamur.plumbing.postgres.server import EmbeddedPostgres


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    own = EmbeddedPostgres(f"faults-{os.getpid()}", durable=False)
    own.start()
    try:
        migrate(own, tmp_path_factory.mktemp("migrated"))
        yield own
    finally:
        own.destroy()


@pytest.fixture(scope="session")
def whole(server: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prepared]:
    """A world with a past, and a batch of 10,000 records that waits."""
    with prepared(server, "whole", tmp_path_factory.mktemp("whole")) as ready:
        yield ready


@pytest.fixture(scope="session")
def small(server: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prepared]:
    """A world with a batch of twenty records that waits."""
    with prepared(server, "small", tmp_path_factory.mktemp("small")) as ready:
        yield ready


@pytest.fixture(scope="session")
def expected(whole: Prepared, tmp_path_factory: pytest.TempPathFactory) -> Reference:
    """What becomes of the batch of 10,000 when nothing happens."""
    with whole.copy("undisturbed", tmp_path_factory.mktemp("undisturbed")) as service:
        return undisturbed(service, whole.facts["batch"])


@pytest.fixture(scope="session")
def seed() -> int:
    """Another one each time, printed, so that a failure can be had again: TESTAMUR_FAULTS_SEED=…"""
    number = int(os.environ.get("TESTAMUR_FAULTS_SEED") or random.SystemRandom().randrange(10**6))
    print(f"TESTAMUR_FAULTS_SEED={number}")
    return number
