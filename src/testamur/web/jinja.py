"""The environment of the page templates."""

from __future__ import annotations

from typing import Any

from django.templatetags.static import static
from django.utils import translation
from jinja2 import Environment, StrictUndefined, pass_context
from jinja2.runtime import Context

from testamur.web import breaking, components, formats, journeys, links
from testamur.web.design_system import DesignSystem


def _remembered(gettext: Any) -> Any:
    """The same, but a sentence without places to fill is looked up once for each language: a page has hundreds."""
    known: dict[tuple[str | None, bool, str], str] = {}

    @pass_context
    def remembered(context: Context, message: str, **variables: Any) -> str:
        if variables:
            return gettext(context, message, **variables)
        key = translation.get_language(), context.eval_ctx.autoescape, message
        found = known.get(key)
        if found is None:
            found = known[key] = gettext(context, message)
        return found

    return remembered


def environment(**options: Any) -> Environment:
    """What Django's Jinja2 backend asks for (``TEMPLATES`` in the settings)."""
    # Every template is kept: to put a bounded cache in order at every use costs more than a small include.
    options |= {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True, "cache_size": -1}
    env = Environment(extensions=["jinja2.ext.i18n"], **options)  # noqa: S701 - Django's backend turns it on
    env.install_gettext_translations(translation, newstyle=True)  # type: ignore[attr-defined]
    env.globals["_"] = env.globals["gettext"] = _remembered(env.globals["gettext"])
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
    env.filters |= {**formats.FILTERS, "breakable": breaking.breakable}
    return env
