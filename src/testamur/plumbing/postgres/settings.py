"""The embedded server's settings, written anew at every start."""

from collections.abc import Mapping

from testamur.plumbing.postgres.place import Place

# Good for a machine of two cores and up, and modest enough for one with 2 GB of memory.
SETTINGS: Mapping[str, str] = {
    "listen_addresses": "",
    "port": "5432",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "password_encryption": "scram-sha-256",
    "shared_buffers": "256MB",
    "work_mem": "32MB",
    "maintenance_work_mem": "256MB",
    # The binaries know only pglz, with which the first batch after a checkpoint took twice the processor time.
    "wal_compression": "off",
    "wal_buffers": "32MB",  # a batch of 10,000 records writes about 20 MB, and need not wait for the disk half-way
    "max_wal_size": "4GB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "jit": "off",
    "synchronous_commit": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    "cluster_name": "testamur",
    # A log is no place for personal data: neither statements with their values nor the details of errors.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_line_prefix": "%m [%p] %q%a ",
    "log_checkpoints": "off",
}

# A test's database need not survive a loss of power. It does survive `kill -9`: commits stay synchronous.
NOT_DURABLE: Mapping[str, str] = {"fsync": "off", "full_page_writes": "off", "autovacuum_naptime": "20s"}

WITHOUT_SHARED_MEMORY: Mapping[str, str] = {
    "max_parallel_workers": "0",
    "max_parallel_maintenance_workers": "0",
}

ACCESS = "# Over the socket only, and with the password.\nlocal all all scram-sha-256\n"


def render(place: Place, *, durable: bool, parallel: bool) -> str:
    """The text of `postgresql.conf`."""
    settings = dict(SETTINGS)
    settings["unix_socket_directories"] = f'"{place.socket}"'
    settings["hba_file"] = str(place.access)
    if not durable:
        settings.update(NOT_DURABLE)
    if not parallel:
        settings.update(WITHOUT_SHARED_MEMORY)
    lines = ["# Written by testamur.plumbing.postgres at every start."]
    lines += [f"{name} = {_quoted(value)}" for name, value in settings.items()]
    return "\n".join(lines) + "\n"


def _quoted(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"
