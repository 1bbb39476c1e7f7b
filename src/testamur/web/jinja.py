"""The environment of the page templates."""

from __future__ import annotations

from typing import Any

from django.templatetags.static import static
from django.utils import translation
from jinja2 import Environment, StrictUndefined

from testamur.web import components, formats, journeys, links
from testamur.web.design_system import DesignSystem


def environment(**options: Any) -> Environment:
    """What Django's Jinja2 backend asks for (``TEMPLATES`` in the settings)."""
    # Every template is kept: to put a bounded cache in order at every use costs more than a small include.
    options |= {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True, "cache_size": -1}
    env = Environment(extensions=["jinja2.ext.i18n"], **options)  # noqa: S701 - Django's backend turns it on
    env.install_gettext_translations(translation, newstyle=True)  # type: ignore[attr-defined]
    govuk = DesignSystem()
    env.globals |= {
        "govuk": govuk,
        "form_field": components.renderer(govuk),
        "error_summary": components.error_summary_renderer(govuk),
        "has_errors": components.has_errors,
        "carried": journeys.carried,
        "url": links.url,
        "link": links.link,
        "with_query": links.with_query,
        "static": static,
        "language_code": translation.get_language,
    }
    env.filters |= formats.FILTERS
    return env
