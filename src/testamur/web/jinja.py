"""The environment of the page templates."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.templatetags.static import static
from django.utils import translation
from jinja2 import Environment, PackageLoader, PrefixLoader, StrictUndefined

from testamur.web import components, formats, journeys, links

_DESIGN_SYSTEM = "govuk_frontend_jinja"


class DesignSystem:
    """The design system's macros as functions: ``govuk.error_summary({...})``, loaded when first used.

    They live in an environment of their own, because they rely on absent parameters being quietly nothing,
    while our pages are to fail on a misspelt name.
    """

    def __init__(self) -> None:
        loader = PrefixLoader({_DESIGN_SYSTEM: PackageLoader(_DESIGN_SYSTEM)})
        self._environment = Environment(loader=loader, autoescape=True, auto_reload=False, cache_size=-1)

    def __getattr__(self, name: str) -> Callable[..., str]:
        if name.startswith("_"):
            raise AttributeError(name)
        template = self._environment.get_template(
            f"{_DESIGN_SYSTEM}/components/{name.replace('_', '-')}/macro.html"
        )
        macro = getattr(template.module, "govuk" + name.title().replace("_", ""))
        setattr(self, name, macro)
        return macro


def environment(**options: Any) -> Environment:
    """What Django's Jinja2 backend asks for (``TEMPLATES`` in the settings)."""
    options |= {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
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
