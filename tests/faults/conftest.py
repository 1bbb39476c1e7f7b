"""A PostgreSQL server for faults alone, so that it may be killed without disturbing any other test."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from faults.service import Prepared, prepared
from testamur.plumbing.postgres import EmbeddedPostgres


@pytest.fixture(scope="session")
def server() -> Iterator[EmbeddedPostgres]:
    own = EmbeddedPostgres(f"faults-{os.getpid()}", durable=False)
    own.start()
    try:
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
