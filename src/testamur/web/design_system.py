"""The design system's components, and the memory of those that come again and again with the same parameters."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.utils.functional import Promise
from jinja2 import Environment, PackageLoader, PrefixLoader

_PACKAGE = "govuk_frontend_jinja"
Component = Callable[[Mapping[str, Any]], str]

# What stands around a page, or asks for something. All others may say what is known of a person.
REMEMBERED = {
    "back_link",
    "button",
    "checkboxes",
    "date_input",
    "file_upload",
    "input",
    "password_input",
    "phase_banner",
    "radios",
    "select",
    "service_navigation",
    "skip_link",
    "textarea",
}
_MOST_REMEMBERED = 2_000
_MOST_OPTIONS = 100  # a choice among a thousand organisations is not worth its memory


class DesignSystem:
    """The design system's macros as functions: ``govuk.error_summary({...})``, loaded when first used.

    They live in an environment of their own, because they rely on absent parameters being quietly nothing,
    while our pages are to fail on a misspelt name.
    """

    def __init__(self) -> None:
        loader = PrefixLoader({_PACKAGE: PackageLoader(_PACKAGE)})
        self.environment = Environment(loader=loader, autoescape=True, auto_reload=False, cache_size=-1)

    def __getattr__(self, name: str) -> Component:
        if name.startswith("_"):
            raise AttributeError(name)
        macro = macro_of(self.environment, name)
        component = remembering(macro) if name in REMEMBERED else macro
        setattr(self, name, component)
        return component


@dataclass(frozen=True, slots=True)
class _Asked:
    """Parameters, known by their key."""

    key: Hashable
    parameters: Mapping[str, Any] = field(compare=False)


def macro_of(environment: Environment, name: str) -> Component:
    template = environment.get_template(f"{_PACKAGE}/components/{name.replace('_', '-')}/macro.html")
    macro: Component = getattr(template.module, "govuk" + name.title().replace("_", ""))
    return macro


def remembering(macro: Component) -> Component:
    """The same component, whose HTML is kept by everything that it is made of: no two people's can be mixed up.

    What somebody entered, and what is wrong with it, hardly comes again and is not kept.
    """
    remembered = lru_cache(maxsize=_MOST_REMEMBERED)(lambda asked: macro(asked.parameters))

    def component(parameters: Mapping[str, Any]) -> str:
        if _is_answered(parameters):
            return macro(parameters)
        return remembered(_Asked(_key(parameters), parameters))

    return component


def _is_answered(parameters: Mapping[str, Any]) -> bool:
    """Whether a field holds what a person has entered, says what is wrong with it, or has very many options."""
    items = parameters.get("items", ())
    entered = parameters.get("value") or any(item and "label" in item and item.get("value") for item in items)
    return bool(entered) or "errorMessage" in parameters or len(items) > _MOST_OPTIONS


def _key(value: Any) -> Hashable:
    """Equal for equal parameters alone: ``True`` is not ``1``, and a text is not HTML of the same letters."""
    kind = type(value)
    if kind is str or isinstance(value, Promise):
        return str(value)
    if isinstance(value, Mapping):
        return (dict, *((name, _key(each)) for name, each in value.items()))
    if isinstance(value, list | tuple):
        return (list, *map(_key, value))
    return (kind, value)
