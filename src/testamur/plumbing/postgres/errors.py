"""What can go wrong with the embedded server, as a sentence for the person."""


class PostgresError(Exception):
    """The embedded PostgreSQL cannot do what was asked; the message says why and what to do."""
