"""The schemas that we serve, and that requests are held against."""

from __future__ import annotations

import re
import threading
from functools import cache
from importlib import resources
from typing import Any, cast
from xml.sax.saxutils import quoteattr

from lxml import etree

from testamur.soap.calls import Service
from testamur.soap.codes import Code
from testamur.soap.refusals import Refusal

_FOLDER = resources.files("testamur.soap") / "contracts"
_LOCATION = re.compile(r'schemaLocation="(\w+)\.xsd"')
_NAMESPACE = re.compile(r'targetNamespace="([^"]+)"')
_LOOSE_SPACE = re.compile(r"\{[^}]*\}")
_own = threading.local()


@cache
def _text(name: str) -> str:
    return (_FOLDER / f"{name}.xsd").read_text(encoding="utf-8")


@cache
def names(service: Service) -> frozenset[str]:
    """The schemas that a service serves: its own, and what they import."""
    found: set[str] = set()
    waiting = list(service.schemas)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += _LOCATION.findall(_text(name))
    return frozenset(found)


def served(name: str, address: str) -> str:
    """A schema as it is served: what it imports stands at the address that was asked."""
    return _LOCATION.sub(
        lambda found: f"schemaLocation={quoteattr(f'{address}?xsd={found[1]}')}", _text(name)
    )


def namespace(name: str) -> str:
    found = _NAMESPACE.search(_text(name))
    return found[1] if found else ""


def check(service: Service, body: etree._Element) -> None:
    """Refuse a body that does not follow the schema, with the first place where it does not."""
    schema = _schema(service)
    if schema.validate(body):
        return
    first = next(iter(cast("Any", schema).error_log), None)
    words = "The request does not follow the schema."
    if first is not None:
        words = f"Line {first.line}: {_LOOSE_SPACE.sub('', first.message)}"
    raise Refusal(Code.INVALID_REQUEST, words)


def _schema(service: Service) -> etree.XMLSchema:
    """Compiled once for a thread: a compiled schema keeps the errors of the last check."""
    kept: dict[str, etree.XMLSchema] = _own.__dict__.setdefault("schemas", {})
    if service.name not in kept:
        kept[service.name] = _compiled(service)
    return kept[service.name]


def _compiled(service: Service) -> etree.XMLSchema:
    """All schemas of a service as one. Nothing but the files of our own is looked for."""
    imports = "".join(
        f'<xs:import namespace="{namespace(name)}" schemaLocation="own:{name}.xsd"/>'
        for name in service.schemas
    )
    parser = etree.XMLParser(no_network=True, load_dtd=False, resolve_entities=False)
    parser.resolvers.add(_Own())
    text = f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">{imports}</xs:schema>'
    return etree.XMLSchema(etree.fromstring(text, parser, base_url="own:all.xsd"))


class _Own(etree.Resolver):
    def resolve(self, system_url: str, public_id: Any, context: Any = None) -> Any:
        name = system_url.rpartition(":")[2].rpartition("/")[2].removesuffix(".xsd")
        return cast("Any", self).resolve_string(_text(name), context, base_url=f"own:{name}.xsd")
