"""The contract: the schemas as they are served, and as requests are held against them.

The files in ``schemas/`` say what the LRS has published. What they ask for without any need, and existing software
leaves out, is not asked for here: see :func:`_lenient`.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Any, cast
from xml.sax.saxutils import quoteattr

from lxml import etree

from testamur.batches.columns.xml import FINDINGS
from testamur.soap.calls import Service
from testamur.soap.envelopes import NIL
from testamur.soap.refusals import Code, Refusal

_FOLDER = resources.files("testamur.soap") / "schemas"
_LOCATION = re.compile(r'schemaLocation="(\w+)\.xsd"')
_NAMESPACE = re.compile(r'targetNamespace="([^"]+)"')
_LOOSE_SPACE = re.compile(r"\{[^}]*\}")
_XS = "{http://www.w3.org/2001/XMLSchema}"
_IN_FULL = frozenset({"Achievement"})
"""Types whose members have to be there, be it nil."""
_NEEDED = frozenset({"LearnerRecordCount", "JobID", "versionNumber", "abilityToShare"})
"""Members without which there is nothing to answer."""
_own = threading.local()


@cache
def text_of(name: str) -> str:
    """A schema as it stands in its file."""
    return (_FOLDER / f"{name}.xsd").read_text(encoding="utf-8")


@cache
def names(service: Service) -> tuple[str, ...]:
    """The schemas that a service serves: its own, and what they import."""
    found: list[str] = []
    waiting = list(service.schemas)
    while waiting:
        name = waiting.pop(0)
        if name not in found:
            found.append(name)
            waiting += _LOCATION.findall(text_of(name))
    return tuple(found)


def served(name: str, address: str) -> str:
    """A schema as it is served: what it imports stands at the address that was asked."""
    return _LOCATION.sub(
        lambda found: f"schemaLocation={quoteattr(f'{address}?xsd={found[1]}')}", text_of(name)
    )


def namespace(name: str) -> str:
    found = _NAMESPACE.search(text_of(name))
    return found[1] if found else ""


def check(service: Service, body: etree._Element) -> None:
    """Refuse a body that does not follow the schema, with the first place where it does not.

    What we have added to an organisation's own file is taken out, so that the file can come back.
    """
    etree.strip_elements(body, f"{{{FINDINGS}}}*", with_tail=False)
    for element in body.iter(*_empty_means_nil(service)):
        if not (element.text or "").strip() and not len(element):
            element.text = None
            element.set(NIL, "true")
    schema = _schema(service)
    if schema.validate(body):
        return
    first = next(iter(cast("Any", schema).error_log), None)
    words = "The request does not follow the schema."
    if first is not None:
        words = f"Line {first.line}: {_LOOSE_SPACE.sub('', first.message)}"
    raise Refusal(Code.INVALID_REQUEST, words)


@cache
def _empty_means_nil(service: Service) -> tuple[str, ...]:
    """Members that hold a number or a date: software writes an empty one where it has none."""
    return tuple(
        dict.fromkeys(
            f"{{{namespace(name)}}}{member.get('name')}"
            for name in names(service)
            for member in _members(etree.fromstring(text_of(name).encode()))
            if member.get("type") in ("xs:int", "xs:dateTime") and member.get("name") not in _NEEDED
        )
    )


def _members(schema: etree._Element) -> Iterator[etree._Element]:
    return (each for each in schema.iter(f"{_XS}element") if each.getparent() is not schema)


def _lenient(name: str) -> str:
    """A schema that asks no more than an answer needs.

    Whatever may be nil may also be absent, and what may be absent may be nil. A record of an achievement is whole, and
    each of its members may be nil: what is missing is a finding of that record and no fault of all.
    """
    schema = etree.fromstring(text_of(name).encode())
    for member in _members(schema):
        holder = next(each for each in member.iterancestors() if each.getparent() is schema)
        if member.get("name") in _NEEDED:
            continue
        member.set("nillable", "true")
        if holder.get("name") not in _IN_FULL:
            member.set("minOccurs", "0")
    return etree.tostring(schema, encoding="unicode")


def _schema(service: Service) -> etree.XMLSchema:
    """Compiled once for a thread: a compiled schema keeps the errors of the last check."""
    kept: dict[str, etree.XMLSchema] = _own.__dict__.setdefault("schemas", {})
    if service.name not in kept:
        kept[service.name] = compiled(service, lenient=True)
    return kept[service.name]


def compiled(service: Service, *, lenient: bool = False) -> etree.XMLSchema:
    """All schemas of a service as one. Nothing but the files of our own is looked for."""
    imports = "".join(
        f'<xs:import namespace="{namespace(name)}" schemaLocation="own:{name}.xsd"/>'
        for name in service.schemas
    )
    parser = etree.XMLParser(no_network=True, load_dtd=False, resolve_entities=False)
    parser.resolvers.add(_Own(lenient=lenient))
    text = f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">{imports}</xs:schema>'
    return etree.XMLSchema(etree.fromstring(text, parser, base_url="own:all.xsd"))


class _Own(etree.Resolver):
    def __init__(self, *, lenient: bool) -> None:
        super().__init__()
        self._text = _lenient if lenient else text_of

    def resolve(self, system_url: str, public_id: Any, context: Any = None) -> Any:
        name = system_url.rpartition(":")[2].rpartition("/")[2].removesuffix(".xsd")
        return cast("Any", self).resolve_string(self._text(name), context, base_url=f"own:{name}.xsd")
