"""The ASGI entry point, for `testamur web`: the front, and behind it Django as `wsgi` has it."""

from __future__ import annotations

from django.conf import settings

from testamur.config.front.incoming import Pace
from testamur.config.front.shell import Shell
from testamur.config.wsgi import application as django
from testamur.plumbing import bodies

# People wait for no lock and no statement as long as a worker's batch or a migration may.
settings.DATABASES["default"]["OPTIONS"]["options"] += (
    f" -c lock_timeout={settings.WEB_LOCK_TIMEOUT} -c statement_timeout={settings.WEB_STATEMENT_TIMEOUT}"
)

application = Shell(
    django,
    rule_at=bodies.rule_at,
    pace=Pace(settings.WEB_BODY_SECONDS, settings.WEB_BODY_BYTES_PER_SECOND, settings.WEB_IDLE_SECONDS),
    threads=settings.WEB_THREADS,
)
