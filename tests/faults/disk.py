"""A disk of the database that is full: whatever would write into a table is answered as PostgreSQL answers then."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from faults.service import Service

_FULL = """
create function disk_is_full() returns trigger language plpgsql as $$
begin
  raise exception using errcode = 'disk_full', message = 'could not extend file: No space left on device';
end $$;
"""


@contextmanager
def full(service: Service, *tables: str) -> Iterator[None]:
    """These tables have no room for another row while the block lasts."""
    service.ask(_FULL)
    try:
        for table in tables:
            service.ask(
                f"create trigger disk_is_full before insert on {table} execute function disk_is_full()"
            )
        yield
    finally:
        service.ask("drop function disk_is_full() cascade")
