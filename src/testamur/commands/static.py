"""Gather the static files under `var/static`, anew only if one of them changed."""

import hashlib

from testamur.plumbing import paths

# What a package brings and no page uses; some of it names files that it does not bring.
UNUSED = ["ninja/redoc*", "django_htmx/ext/*", "django_htmx/htmax-*", "django_htmx/htmx-4*"]


def collect() -> bool:
    """Gather if need be. True if it was done."""
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    digest = hashlib.sha256(repr(UNUSED).encode())
    for finder in get_finders():
        for name, storage in finder.list(UNUSED):
            digest.update(f"{name} {storage.size(name)} {storage.get_modified_time(name)}\n".encode())
    stamp = paths.var("static.stamp")
    if stamp.exists() and stamp.read_text(encoding="ascii") == digest.hexdigest():
        return False
    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=UNUSED)
    stamp.write_text(digest.hexdigest(), encoding="ascii")
    return True
